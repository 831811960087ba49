package io.lambdatcc.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.example.shop.demo.Stage;
import io.lambdatcc.example.shop.gateway.LocalGateway;
import io.lambdatcc.spi.TransactionListener;
import io.lambdatcc.spi.TransactionLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Tries that leave beside the begin, up to what their participants find out by asking. */
class BeginBesideTryEndToEndTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static @Nullable DynamoDb dynamoDb;
  private static @Nullable Shop shop;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void open() {
    Properties properties = new Properties();
    properties.setProperty("sweep.seconds", "1");
    dynamoDb = new DynamoDb(DynamoDbLocal.sharedEndpoint(), new ExecutionInterceptor() {});
    shop = Shop.open(ShopSettings.from(properties), dynamoDb, function -> function);
  }

  @AfterAll
  static void close() {
    Objects.requireNonNull(shop).close();
    Objects.requireNonNull(dynamoDb).close();
  }

  @Test
  void whatWasTriedForATransactionThatNeverBeganIsGivenBack() throws Exception {
    String item = item();
    String name = "never-" + UUID.randomUUID();
    CompletableFuture<Void> begun = new CompletableFuture<>();
    try (Coordinator cutOff = coordinator(log -> new NeverBegins(log, () -> begun.complete(null)));
        LocalGateway gateway = gateway(cutOff)) {
      CompletableFuture<Reply> reply =
          CompletableFuture.supplyAsync(() -> begin(gateway.uri(), name, item, 2_000));
      assertThat(Stage.eventually(LIMIT, () -> stock(item) == 4)).as("tried").isTrue();
      assertThat(begun).isCompleted();

      assertThat(Stage.eventually(LIMIT, () -> stock(item) == 5)).as("given back").isTrue();
      assertThat(reply.join().status()).as("nobody was told a lie").isEqualTo(503);
    }

    JsonNode end = found(name);
    assertThat(end.path("phase").asText()).isEqualTo("CANCELLED");
    assertThat(end.path("reason").asText()).isEqualTo("never_begun");
    assertThat(begin(shopUri(), name, item, 2_000).status())
        .as("the name is used up")
        .isEqualTo(409);
    assertThat(stock(item)).isEqualTo(5);
  }

  @Test
  void otherwiseItIsConfirmedAsAlways() {
    String item = item();
    String name = "beside-" + UUID.randomUUID();
    try (Coordinator beside = coordinator(log -> log);
        LocalGateway gateway = gateway(beside)) {
      assertThat(begin(gateway.uri(), name, item, 20_000).status()).isEqualTo(201);
    }
    assertThat(found(name).path("phase").asText()).isEqualTo("CONFIRMED");
    assertThat(stock(item)).isEqualTo(4);
  }

  // ---- another coordinator of the same shop --------------------------------------------------

  private static Coordinator coordinator(UnaryOperator<TransactionLog> tap) {
    return Coordinator.of(
        Objects.requireNonNull(dynamoDb).asyncClient(),
        Shop.participantsAt(shopUri()),
        Shop.INQUIRING,
        tap,
        new TransactionListener() {});
  }

  private static LocalGateway gateway(Coordinator coordinator) {
    return LocalGateway.builder()
        .caller(Shop.CALLER)
        .function("coordinator", coordinator.handler(), 1)
        .route("ANY /transactions/{proxy+}", "coordinator")
        .start(0);
  }

  // ---- requests --------------------------------------------------------------------------------

  private record Reply(int status, JsonNode body) {}

  private static URI shopUri() {
    return Objects.requireNonNull(shop).uri();
  }

  private String item() {
    String item =
        send(shopUri(), "POST", "/stock/item/create/1", "").body().path("item_id").asText();
    send(shopUri(), "POST", "/stock/add/" + item + "/5", "");
    return item;
  }

  private long stock(String item) {
    return send(shopUri(), "GET", "/stock/find/" + item, "").body().path("stock").asLong();
  }

  private JsonNode found(String name) {
    return send(shopUri(), "GET", "/transactions/" + name, "").body();
  }

  private Reply begin(URI coordinator, String name, String item, int timeoutMillis) {
    return send(
        coordinator,
        "PUT",
        "/transactions/" + name,
        """
        {"timeoutMillis":%d,"branches":[{"participant":"stock","payload":{"item_id":"%s","quantity":1}}]}"""
            .formatted(timeoutMillis, item));
  }

  private Reply send(URI where, String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(where.resolve(path))
            .method(method, BodyPublishers.ofString(body))
            .header("content-type", "application/json")
            .header("prefer", "wait=4")
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      return new Reply(response.statusCode(), JSON.readTree(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

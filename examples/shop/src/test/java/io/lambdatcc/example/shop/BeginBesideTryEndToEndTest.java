package io.lambdatcc.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.example.shop.client.Reply;
import io.lambdatcc.example.shop.client.Request;
import io.lambdatcc.example.shop.client.Scene;
import io.lambdatcc.example.shop.client.ShopClient;
import io.lambdatcc.example.shop.client.Signing;
import io.lambdatcc.example.shop.demo.Stage;
import io.lambdatcc.example.shop.gateway.LocalGateway;
import io.lambdatcc.spi.TransactionListener;
import io.lambdatcc.spi.TransactionLog;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Tries that leave beside the begin, up to what their participants find out by asking. */
class BeginBesideTryEndToEndTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** The Tries that the stock has answered with yes. */
  private static final Queue<String> tried = new ConcurrentLinkedQueue<>();

  private static @Nullable DynamoDb dynamoDb;
  private static @Nullable Shop shop;

  private final ShopClient client = new ShopClient(shopUri(), Signing.NONE);
  private final Scene scene = new Scene(client);

  @BeforeAll
  static void open() {
    Properties properties = new Properties();
    properties.setProperty("sweep.seconds", "1");
    dynamoDb = new DynamoDb(DynamoDbLocal.sharedEndpoint(), new ExecutionInterceptor() {});
    shop = Shop.open(ShopSettings.from(properties), dynamoDb, BeginBesideTryEndToEndTest::tapped);
  }

  private static Shop.Function tapped(Shop.Function function) {
    return (event, context) -> {
      APIGatewayV2HTTPResponse response = function.handleRequest(event, context);
      if (event.getRawPath().equals("/stock/tcc/try") && response.getStatusCode() == 200) {
        tried.add(event.getBody());
      }
      return response;
    };
  }

  @AfterAll
  static void close() {
    Objects.requireNonNull(shop).close();
    Objects.requireNonNull(dynamoDb).close();
  }

  @Test
  void whatWasTriedForATransactionThatNeverBeganIsGivenBack() throws Exception {
    String item = scene.item(1, 5);
    String name = "never-" + UUID.randomUUID();
    int timeoutMillis = 5_000;
    CompletableFuture<Void> begun = new CompletableFuture<>();
    try (Coordinator cutOff = coordinator(log -> new NeverBegins(log, () -> begun.complete(null)));
        LocalGateway gateway = gateway(cutOff)) {
      CompletableFuture<Reply> reply =
          new ShopClient(gateway.uri(), Signing.NONE)
              .sending(begin(name, item, timeoutMillis).with("prefer", "wait=6"));
      assertThat(
              Stage.eventually(
                  LIMIT, () -> tried.stream().anyMatch(request -> request.contains(item))))
          .as("tried")
          .isTrue();
      assertThat(begun).isCompleted();

      assertThat(Stage.eventually(LIMIT, () -> scene.stockOf(item) == 5)).as("given back").isTrue();
      assertThat(reply.join().status()).as("nobody was told a lie").isEqualTo(503);
    }

    JsonNode end = found(name);
    assertThat(end.path("phase").asText()).isEqualTo("CANCELLED");
    assertThat(end.path("reason").asText()).isEqualTo("never_begun");
    assertThat(send(begin(name, item, timeoutMillis)).status())
        .as("the name is used up")
        .isEqualTo(409);
    assertThat(scene.stockOf(item)).isEqualTo(5);
  }

  @Test
  void otherwiseItIsConfirmedAsAlways() {
    String item = scene.item(1, 5);
    String name = "beside-" + UUID.randomUUID();
    try (Coordinator beside = coordinator(log -> log);
        LocalGateway gateway = gateway(beside)) {
      CompletableFuture<Reply> reply =
          new ShopClient(gateway.uri(), Signing.NONE).sending(begin(name, item, 20_000));
      assertThat(reply.join().status()).isEqualTo(201);
    }
    assertThat(found(name).path("phase").asText()).isEqualTo("CONFIRMED");
    assertThat(scene.stockOf(item)).isEqualTo(4);
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

  private static URI shopUri() {
    return Objects.requireNonNull(shop).uri();
  }

  private JsonNode found(String name) {
    return send(Request.of("GET", "/transactions/" + name)).body();
  }

  private Reply send(Request request) {
    return client.sending(request).join();
  }

  private static Request begin(String name, String item, int timeoutMillis) {
    return Request.of(
        "PUT",
        "/transactions/" + name,
        """
        {"timeoutMillis":%d,"branches":[{"participant":"stock","payload":{"item_id":"%s","quantity":1}}]}"""
            .formatted(timeoutMillis, item));
  }
}

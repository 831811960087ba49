package io.lambdatcc.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.example.shop.demo.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** The coordinator's HTTP API from outside: real HTTP, real functions, a real DynamoDB. */
class ShopTest {
  private static final ObjectMapper JSON = new ObjectMapper();
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
    if (shop != null) {
      shop.close();
    }
    if (dynamoDb != null) {
      dynamoDb.close();
    }
  }

  private record Reply(int status, HttpResponse<String> raw, JsonNode body) {
    String header(String name) {
      return raw.headers().firstValue(name).orElse("");
    }

    String text(String field) {
      return body.path(field).asText();
    }
  }

  private Reply send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(Objects.requireNonNull(shop).uri() + path))
            .method(method, BodyPublishers.ofString(body))
            .header("content-type", "application/json");
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      return new Reply(response.statusCode(), response, JSON.readTree(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String item(int stock) {
    String item = send("POST", "/stock/item/create/1", "").text("item_id");
    send("POST", "/stock/add/" + item + "/" + stock, "");
    return item;
  }

  private static String request(String... items) {
    return IntStream.range(0, items.length)
        .mapToObj(
            i ->
                "{\"participant\":\"stock\",\"id\":\"line-%d\",\"payload\":{\"item_id\":\"%s\",\"quantity\":1}}"
                    .formatted(i, items[i]))
        .collect(Collectors.joining(",", "{\"branches\":[", "]}"));
  }

  private static String name() {
    return "test-" + UUID.randomUUID();
  }

  @Test
  void aConfirmedTransactionIsCreatedAndCanBeLookedUpByNameAndById() {
    String name = name();
    Reply created = send("PUT", "/transactions/" + name, request(item(1), item(1)));
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.text("phase")).isEqualTo("CONFIRMED");
    assertThat(created.header("location")).contains("/transactions/" + name);
    String id = created.text("id");
    assertThat(id).matches("[A-Za-z0-9_-]{1,64}~[0-9a-z]{1,64}");
    for (String way : List.of(name, id, id.replace("~", "%7E"))) {
      Reply found = send("GET", "/transactions/" + way, "");
      assertThat(found.status()).isEqualTo(200);
      assertThat(found.body().path("timeline").findValuesAsText("event"))
          .startsWith("begun")
          .endsWith("ended");
      assertThat(((ObjectNode) found.body()).remove("timeline")).isNotNull();
      assertThat(found.body()).isEqualTo(created.body());
    }
  }

  @Test
  void theSameNameAndRequestGetsTheSameAnswerAndAnotherRequestIs422() {
    String name = name();
    String item = item(5);
    Reply first = send("PUT", "/transactions/" + name, request(item));
    Reply again = send("PUT", "/transactions/" + name, "\n" + request(item) + "  ");
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(send("GET", "/stock/find/" + item, "").body().path("stock").asInt()).isEqualTo(4);
    Reply other = send("PUT", "/transactions/" + name, request(item, item(1)));
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.text("type")).endsWith("/name-conflict");
  }

  @Test
  void anIdempotencyKeyIsANameToo() {
    String name = name();
    String request = request(item(5));
    Reply posted = send("POST", "/transactions", request, "Idempotency-Key", "\"" + name + "\"");
    assertThat(posted.status()).isEqualTo(201);
    assertThat(send("POST", "/transactions", request, "Idempotency-Key", name).body())
        .isEqualTo(posted.body());
    assertThat(send("GET", "/transactions/" + name, "").status()).isEqualTo(200);
  }

  @Test
  void aRefusedTransactionSaysWhichBranchAndWhyAndLeavesNothingBehind() {
    String name = name();
    String there = item(1);
    Reply refused = send("PUT", "/transactions/" + name, request(there, item(0)));
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.header("content-type")).contains("application/problem+json");
    assertThat(refused.text("type")).endsWith("/cancelled");
    assertThat(refused.text("branch")).isEqualTo("line-1");
    assertThat(refused.text("code")).isEqualTo("out-of-stock");
    assertThat(refused.body().path("retryable").asBoolean()).isFalse();
    assertThat(send("GET", "/stock/find/" + there, "").body().path("stock").asInt()).isEqualTo(1);
  }

  @Test
  void itIsTooLateToCancelWhatIsDecided() {
    String name = name();
    send("PUT", "/transactions/" + name, request(item(1)));
    Reply cancel = send("POST", "/transactions/" + name + "/cancel", "");
    assertThat(cancel.status()).isEqualTo(409);
    assertThat(cancel.text("type")).endsWith("/already-decided");
    assertThat(cancel.text("phase")).isEqualTo("CONFIRMED");
    assertThat(send("POST", "/transactions/" + name + "/retry", "").status()).isEqualTo(200);
  }

  @Test
  void whoWaitsForTheDecisionIsToldAndTheSweepDoesTheRest() throws InterruptedException {
    String name = name();
    String request = request(item(1)).replaceFirst("\\{", "{\"waitFor\":\"DECIDED\",");
    Reply decided = send("PUT", "/transactions/" + name, request);
    assertThat(decided.status()).isEqualTo(201);
    assertThat(decided.text("decision")).isEqualTo("CONFIRM");
    boolean ended =
        Stage.eventually(
            Duration.ofSeconds(60),
            () -> send("GET", "/transactions/" + name, "").text("phase").equals("CONFIRMED"));
    assertThat(ended).isTrue();
  }

  @ParameterizedTest(name = "{0} {1} {2} -> {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT    | /transactions/bad-1 | {                                                        | 400",
        "PUT    | /transactions/bad-1 | {\"branches\":[]}                                        | 400",
        "PUT    | /transactions/bad-1 | {\"branches\":[{\"payload\":{}}]}                        | 400",
        "PUT    | /transactions/bad-1 | {\"branches\":[{\"participant\":\"nobody\",\"payload\":{}}]} | 400",
        "PUT    | /transactions/bad-1 | {\"branches\":[{\"participant\":\"http://127.0.0.1/\",\"payload\":{}}]} | 400",
        "PUT    | /transactions/bad-1 | {\"branches\":[{\"participant\":\"stock\"}]}             | 400",
        "PUT    | /transactions/bad-1 | {\"branches\":[{\"participant\":\"stock\",\"payload\":1},{\"participant\":\"stock\",\"payload\":1}]} | 400",
        "PUT    | /transactions/bad-1 | {\"timeoutMillis\":0,\"branches\":[{\"participant\":\"stock\",\"payload\":1}]} | 400",
        "PUT    | /transactions/bad-1 | {\"order\":\"RANDOM\",\"branches\":[{\"participant\":\"stock\",\"payload\":1}]} | 400",
        "PUT    | /transactions/b%20d | {\"branches\":[{\"participant\":\"stock\",\"payload\":1}]} | 400",
        "POST   | /transactions       | {\"branches\":[{\"participant\":\"stock\",\"payload\":1}]} | 400",
        "GET    | /transactions/nobody-knows        | '' | 404",
        "POST   | /transactions/nobody-knows/cancel | '' | 404",
        "POST   | /transactions/nobody-knows/retry  | '' | 404",
        "DELETE | /transactions/bad-1               | '' | 405",
        "GET    | /transactions/bad-1/branches      | '' | 404",
        "GET    | /nothing                          | '' | 404",
      })
  void badRequestsAreToldWhatIsWrongAndChangeNothing(
      String method, String path, String body, int status) {
    Reply reply = send(method, path, body);
    assertThat(reply.status()).as(reply.body().toString()).isEqualTo(status);
    assertThat(reply.header("content-type")).contains("application/problem+json");
    assertThat(reply.text("type")).startsWith("https://");
    assertThat(reply.raw().body()).doesNotContain("Exception", "at io.lambdatcc");
    if (status == 400) {
      assertThat(reply.text("field")).isNotEmpty();
      assertThat(reply.text("reason")).isNotEmpty();
    }
    if (status == 405) {
      assertThat(reply.header("allow")).contains("GET", "PUT");
    }
    assertThat(send("GET", "/transactions/bad-1", "").status()).isEqualTo(404);
  }

  @Test
  void moreThan99BranchesAndTooMuchPayloadAreRefused() {
    String hundred =
        IntStream.range(0, 100)
            .mapToObj(i -> "{\"participant\":\"stock\",\"id\":\"b%d\",\"payload\":1}".formatted(i))
            .collect(Collectors.joining(",", "{\"branches\":[", "]}"));
    assertThat(send("PUT", "/transactions/big-1", hundred).status()).isEqualTo(400);
    String long64k =
        "{\"branches\":[{\"participant\":\"stock\",\"payload\":\"" + "x".repeat(70_000) + "\"}]}";
    assertThat(send("PUT", "/transactions/big-1", long64k).status()).isBetween(400, 413);
    assertThat(send("GET", "/transactions/big-1", "").status()).isEqualTo(404);
  }

  @Test
  void itIsHealthy() {
    assertThat(send("GET", "/health", "").status()).isEqualTo(200);
  }
}

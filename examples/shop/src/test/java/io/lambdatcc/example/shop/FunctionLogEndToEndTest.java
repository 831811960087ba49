package io.lambdatcc.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lambdatcc.lambdalocal.FunctionConfiguration;
import io.lambdatcc.lambdalocal.InvocationResult;
import io.lambdatcc.lambdalocal.LocalLambda;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What the function jars write on Lambda's own runtime client when their tables cannot be reached.
 */
class FunctionLogEndToEndTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final JsonMapper JSON = new JsonMapper();
  private static final String NOBODY_LISTENS = "http://127.0.0.1:1";

  private final List<String> lines = new CopyOnWriteArrayList<>();

  /** Answers one event, and leaves what was printed meanwhile in {@link #lines}. */
  private String answered(String module, String handler, Map<String, String> own, String event)
      throws Exception {
    Map<String, String> environment = new HashMap<>(own);
    environment.put("AWS_ENDPOINT_URL_DYNAMODB", NOBODY_LISTENS);
    environment.put("AWS_ACCESS_KEY_ID", "local");
    environment.put("AWS_SECRET_ACCESS_KEY", "local");
    try (LocalLambda lambda =
        LocalLambda.builder()
            .region("eu-west-1")
            .log((function, line) -> lines.add(line))
            .build()) {
      lambda.add(
          FunctionConfiguration.named("function")
              .handler(handler)
              .classPath(ROOT.resolve(module).resolve("target/function.jar"))
              .environment(environment)
              .timeout(Duration.ofSeconds(30))
              .build());
      InvocationResult result =
          lambda
              .invoke("function", null, event.getBytes(StandardCharsets.UTF_8))
              .get(60, TimeUnit.SECONDS);
      assertThat(result).isInstanceOf(InvocationResult.Payload.class);
      return ((InvocationResult.Payload) result).text();
    }
  }

  private static String event(String method, String path, String body) {
    ObjectNode event = JSON.createObjectNode();
    event.put("version", "2.0").put("rawPath", path).put("body", body);
    event.putObject("requestContext").putObject("http").put("method", method).put("path", path);
    return event.toString();
  }

  /** Every line, each of which is a JSON object. */
  private List<JsonNode> logged() {
    return lines.stream()
        .map(
            line -> {
              try {
                JsonNode read = JSON.readTree(line);
                assertThat(read.isObject()).as(line).isTrue();
                return read;
              } catch (JsonProcessingException e) {
                throw new AssertionError("is not JSON: " + line, e);
              }
            })
        .toList();
  }

  @Test
  void theCoordinatorLogsJsonAndMetrics() throws Exception {
    String answer =
        answered(
            "coordinator-lib/aws",
            "io.lambdatcc.aws.CoordinatorHandler",
            Map.of(
                "TCC_TABLE", "transactions",
                "TCC_PARTICIPANTS", "stock=http://127.0.0.1:9/stock",
                "TCC_SIGNING", "none",
                "TCC_WAIT_MILLIS", "1000",
                "TCC_METRICS_NAMESPACE", "LambdaTcc/jar"),
            event(
                "PUT",
                "/transactions/a",
                "{\"branches\":[{\"participant\":\"stock\",\"payload\":{}}]}"));

    assertThat(answer).contains("in-doubt");
    assertThat(logged())
        .filteredOn(line -> line.path("message").asText().startsWith("in doubt:"))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.path("level").asText()).isEqualTo("WARN");
              assertThat(line.path("transaction").asText()).startsWith("a~");
              assertThat(line.path("requestId").asText()).isNotEmpty();
              assertThat(line.path("timestamp").asText()).endsWith("Z");
            });
    assertThat(logged())
        .filteredOn(line -> line.has("_aws"))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.path("InDoubt").asInt()).isEqualTo(1);
              assertThat(line.at("/_aws/CloudWatchMetrics/0/Namespace").asText())
                  .isEqualTo("LambdaTcc/jar");
            });
  }

  @Test
  void aParticipantLogsJsonWithTheIdOfTheRequest() throws Exception {
    String answer =
        answered(
            "participants/stock",
            "io.lambdatcc.shop.stock.StockFunction",
            Map.of("STOCK_TABLE", "stock", "FENCE_TABLE", "fences"),
            event("GET", "/stock/find/item-1", ""));

    assertThat(answer).contains("\"statusCode\":5");
    assertThat(logged())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line.path("requestId").asText()).isNotEmpty())
        .anySatisfy(
            line -> {
              assertThat(line.path("level").asText()).isEqualTo("ERROR");
              assertThat(line.path("stack").asText()).contains("\n\tat ");
            });
  }
}

package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.wire.ParticipantList;
import io.lambdatcc.wire.Problem;
import io.lambdatcc.wire.ProblemType;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterProperty;
import org.jspecify.annotations.Nullable;

/**
 * Requests that nobody would send who means well. None may fail on this side or hang; each is
 * answered by a reply that its sender can read.
 */
class HostileRequestsProperties {
  private static final String WELL =
      "{\"branches\":[{\"participant\":\"stock\",\"payload\":{\"n\":1}}]}";
  private static final int DEEP = 100_000;
  private static final int HUGE = 3 * 1024 * 1024;

  /** What is said back of a request, however long it was. */
  private static final int LONGEST_PROBLEM = 20_000;

  private final TccCoordinator coordinator =
      TccCoordinator.builder(new SpoiltLog(), new FakeParticipants())
          .settings(
              TccSettings.builder()
                  .continuesUnattended(false)
                  .defaultWait(Duration.ofSeconds(2))
                  .build())
          .build();
  private final Assembly assembly =
      new Assembly(
          coordinator,
          () -> new ParticipantList(List.of()),
          new Roles(Set.of(CoordinatorHandler.ANONYMOUS), Set.of(CoordinatorHandler.ANONYMOUS)),
          new RestDialect(Map.of("stock", LinkBase.of(URI.create("https://stock.example.com")))),
          new InvocationMetrics(new MetricsListener("test")),
          () -> {},
          () -> {});

  @AfterProperty
  void close() {
    coordinator.close();
  }

  @Property(tries = 4_000)
  void everyRequestIsAnsweredAndNoneFailsOnThisSide(@ForAll("events") APIGatewayV2HTTPEvent event) {
    APIGatewayV2HTTPResponse response =
        assembly.handle(event, Patience.until(Invocations.with(() -> 10_000)));

    assertThat(response.getStatusCode()).as(response.getBody()).isBetween(200, 499);
    response
        .getHeaders()
        .forEach((name, value) -> assertThat(name + value).doesNotContain("\r", "\n"));
    if (response.getStatusCode() >= 400) {
      Problem problem = Problem.fromJson(response.getBody());
      assertThat(problem.status()).isEqualTo(response.getStatusCode());
      assertThat(ProblemType.of(problem.type())).isPresent();
      assertThat(response.getBody().length()).isLessThan(LONGEST_PROBLEM);
    }
  }

  // ---- requests ------------------------------------------------------------------------------

  @Provide
  Arbitrary<APIGatewayV2HTTPEvent> events() {
    return Combinators.combine(
            Arbitraries.of("GET", "GET", "PUT", "PUT", "POST", "POST", "DELETE", "get", ""),
            paths(),
            queries(),
            headers(),
            bodies().injectNull(0.1),
            Arbitraries.of(true, false, false))
        .as(HostileRequestsProperties::event);
  }

  private static APIGatewayV2HTTPEvent event(
      String method,
      String path,
      Map<String, String> query,
      Map<String, String> headers,
      @Nullable String body,
      boolean base64) {
    // every other one that says so is base64 indeed
    String sent =
        body != null && base64 && body.length() % 2 == 0
            ? Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8))
            : body;
    return APIGatewayV2HTTPEvent.builder()
        .withRawPath(path)
        .withQueryStringParameters(query)
        .withHeaders(headers)
        .withBody(sent)
        .withIsBase64Encoded(base64)
        .withRequestContext(
            RequestContext.builder()
                .withStage("$default")
                .withHttp(RequestContext.Http.builder().withMethod(method).withPath(path).build())
                .build())
        .build();
  }

  private static Arbitrary<String> paths() {
    Arbitrary<String> name =
        Arbitraries.oneOf(
            Arbitraries.of("a", "order-1", "a~b", "a~0123456789ab~t", "~", "~~~", "%", "%zz"),
            Arbitraries.of("..", ".", "%2e%2e", "%2F", "%00", "%c0%af", "a%0d%0ab"),
            Arbitraries.of("%ed%a0%80", "x".repeat(5_000), "a;b", "a b", "a\\b"),
            odd(20));
    Arbitrary<String> transactions =
        Combinators.combine(name, Arbitraries.of("", "", "/cancel", "/retry", "/"))
            .as((n, end) -> "/transactions/" + n + end);
    Arbitrary<String> branches =
        Combinators.combine(name, name, Arbitraries.of("/resolve", "/inquire"))
            .as((n, branch, end) -> "/transactions/" + n + "/branches/" + branch + end);
    return Arbitraries.frequencyOf(
        Tuple.of(6, transactions),
        Tuple.of(4, branches),
        Tuple.of(3, Arbitraries.of("/coordinator/confirm", "/coordinator/cancel")),
        Tuple.of(
            4,
            Arbitraries.of(
                "/transactions", "/transactions", "/participants", "/health", "/openapi.json")),
        Tuple.of(1, name.map(n -> "/participants/" + n + "/retry")),
        Tuple.of(
            1,
            Arbitraries.of(
                "", "/", "//", "transactions", "/transactions//retry", "/%74ransactions")),
        Tuple.of(1, odd(30).map(text -> "/" + text)));
  }

  private static Arbitrary<Map<String, String>> queries() {
    Arbitrary<String> name =
        Arbitraries.frequencyOf(
            Tuple.of(
                9, Arbitraries.of("phase", "parked", "participant", "since", "limit", "cursor")),
            Tuple.of(1, odd(10)));
    Arbitrary<String> value =
        Arbitraries.oneOf(
            Arbitraries.of("true", "TRYING", "CONFIRMED", "1", "-1", "100", "2147483648", "1e3"),
            Arbitraries.of("", "2030-01-31T12:00:00Z", "+1000000000-12-31T23:59:59Z", "MSAx"),
            odd(40));
    return Arbitraries.maps(name, value).ofMaxSize(3);
  }

  private static Arbitrary<Map<String, String>> headers() {
    Arbitrary<String> name =
        Arbitraries.of("Idempotency-Key", "prefer", "TRACEPARENT", "if-none-match", "content-type");
    Arbitrary<String> value =
        Arbitraries.oneOf(
            Arbitraries.of("\"a\"", "\"", "\"\"", "a\"b", "respond-async, wait=1", "wait=999999"),
            Arbitraries.of("wait=-1", "*", "W/\"x\"", "x".repeat(20_000), "a\r\nset-cookie: b"),
            Arbitraries.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            Arbitraries.of("application/tcc+json", "application/tcc+json;q=\u0000"),
            odd(30));
    return Arbitraries.frequencyOf(
        Tuple.of(30, Arbitraries.maps(name, value).ofMaxSize(4)),
        Tuple.of(1, Arbitraries.just(flood())));
  }

  private static Map<String, String> flood() {
    Map<String, String> flood = new HashMap<>();
    for (int i = 0; i < 2_000; i++) {
      flood.put("x-" + i, "y".repeat(50));
    }
    return flood;
  }

  private static Arbitrary<String> bodies() {
    Arbitrary<String> value =
        Arbitraries.of(
            "null",
            "true",
            "0",
            "-0",
            "1e400",
            "1e-400",
            "12.50",
            "\"\"",
            "{}",
            "[]",
            "100",
            "\"\\ud800\"",
            "\"\\u0000\"",
            "\"DECIDED\"",
            "\"SEQUENTIAL\"",
            "{\"a\":[{\"b\":null}]}",
            "1".repeat(2_000));
    Arbitrary<String> branch =
        Combinators.combine(
                Arbitraries.of("participant", "participant", "participant", "participants"),
                Arbitraries.oneOf(Arbitraries.of("\"stock\"", "\"nobody\"", "\"a b\""), value),
                Arbitraries.of("payload", "payload", "payload", "id", "participant"),
                value)
            .as((a, b, c, d) -> "{\"" + a + "\":" + b + ",\"" + c + "\":" + d + "}");
    Arbitrary<String> create =
        Combinators.combine(
                branch.list().ofMaxSize(3).map(all -> "[" + String.join(",", all) + "]"),
                Arbitraries.of("timeoutMillis", "order", "waitFor", "branches", "extra"),
                value)
            .as((all, name, v) -> "{\"branches\":" + all + ",\"" + name + "\":" + v + "}");
    Arbitrary<String> resolve =
        Combinators.combine(Arbitraries.of("\"CONFIRMED\"", "\"CANCELLED\"", "1"), value)
            .as((outcome, reason) -> "{\"outcome\":" + outcome + ",\"reason\":" + reason + "}");
    Arbitrary<String> inquiry =
        Combinators.combine(
                Arbitraries.oneOf(Arbitraries.of("\"stock\"", "\"nobody\"", "\"a b\""), value),
                Arbitraries.oneOf(
                    Arbitraries.of(
                        "\"2020-01-31T12:00:00Z\"",
                        "\"1970-01-01T00:00:00Z\"",
                        "\"9999-12-31T23:59:59.999999999Z\""),
                    Arbitraries.of(
                        "\"-999999999-01-01T00:00:00Z\"", "\"+1000000000-12-31T23:59:59Z\""),
                    value))
            .as(
                (who, deadline) ->
                    "{\"v\":1,\"participant\":" + who + ",\"deadline\":" + deadline + "}");
    Arbitrary<String> links =
        Combinators.combine(
                Arbitraries.oneOf(
                    Arbitraries.of(
                        "\"https://stock.example.com/1\"", "\"https://169.254.169.254/\""),
                    Arbitraries.of(
                        "\"https://stock.example.com/\\u0000\"", "\"file:///etc/passwd\""),
                    Arbitraries.of("\"https://[::1\"", "\"https://stock.example.com/%2e%2e/x\""),
                    value),
                Arbitraries.oneOf(
                    Arbitraries.of("\"2100-01-31T12:00:00Z\"", "\"-999999999-01-01T00:00:00Z\""),
                    value))
            .as((uri, expires) -> "{\"uri\":" + uri + ",\"expires\":" + expires + "}")
            .list()
            .ofMaxSize(3)
            .map(all -> "{\"participantLinks\":[" + String.join(",", all) + "]}");
    return Arbitraries.frequencyOf(
        Tuple.of(20, create),
        Tuple.of(4, Arbitraries.just(WELL)),
        Tuple.of(4, resolve),
        Tuple.of(6, inquiry),
        Tuple.of(6, links),
        Tuple.of(4, value),
        Tuple.of(6, odd(200)),
        Tuple.of(
            1,
            Arbitraries.of(
                "[".repeat(DEEP),
                "{\"a\":".repeat(DEEP),
                "{\"branches\":[{\"participant\":\"stock\",\"payload\":"
                    + "[".repeat(DEEP)
                    + "]".repeat(DEEP)
                    + "}]}",
                "\"" + "x".repeat(HUGE) + "\"",
                "{\"branches\":["
                    + "{\"participant\":\"stock\",\"payload\":0},".repeat(20_000)
                    + "0]}")));
  }

  /** Texts of any characters; controls, marks of direction and halves of pairs among them. */
  private static Arbitrary<String> odd(int longest) {
    return Arbitraries.strings()
        .withCharRange((char) 0, (char) 0xffff)
        .withChars('%', '/', '"', '\\', '{', '}', '~', '\u202e', '\ufeff', (char) 0xd83d)
        .ofMaxLength(longest);
  }
}

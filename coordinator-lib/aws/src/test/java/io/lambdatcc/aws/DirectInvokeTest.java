package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.lambdatcc.aws.LocalServer.Reply;
import io.lambdatcc.aws.LocalServer.Request;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

class DirectInvokeTest {
  private static final TransactionId ID = TransactionId.parse("order-17~0123456789abnonce");
  private static final Instant DEADLINE = Instant.parse("2026-01-01T00:00:10Z");
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String TRIED = "{\"outcome\":\"TRIED\"}";
  private static final StaticCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "secret"));
  private static final InvokedFunction STOCK =
      InvokedFunction.parse("arn:aws:lambda:eu-west-1:1:function:stock:tcc/stock", "us-east-1");
  private static final SdkAsyncHttpClient http = NettyNioAsyncHttpClient.create();

  private final ObjectMapper json = new ObjectMapper();

  @SuppressWarnings("NullAway.Init")
  private LocalServer lambda;

  @BeforeEach
  void start() throws Exception {
    lambda = new LocalServer(request -> Reply.of(200, payload(200, TRIED)));
  }

  @AfterEach
  void stop() {
    lambda.close();
  }

  @AfterAll
  static void disconnect() {
    http.close();
  }

  private static String payload(int status, String body) {
    return "{\"statusCode\":"
        + status
        + ",\"headers\":{\"Content-Type\":\"application/json\"},"
        + "\"multiValueHeaders\":null,\"cookies\":null,\"body\":"
        + quoted(body)
        + ",\"isBase64Encoded\":false}";
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private Answer answer(Operation operation) throws Exception {
    try (HttpParticipants participants = builder().build()) {
      return answer(participants, operation);
    }
  }

  private HttpParticipants.Builder builder() {
    return HttpParticipants.builder()
        .httpClient(http)
        .timeout(Duration.ofSeconds(30))
        .participant("stock", STOCK, CREDENTIALS, lambda.uri(""));
  }

  private static Answer answer(HttpParticipants participants, Operation operation)
      throws Exception {
    return participants
        .call(
            new BranchCall(
                operation,
                ID,
                "b1",
                "stock",
                DEADLINE,
                operation == Operation.TRY ? "{\"n\": 1.50}" : null,
                3,
                TRACE))
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  @Test
  void theFunctionIsInvokedByItsAliasWithTheEventThatAGatewayWouldSend() throws Exception {
    assertThat(answer(Operation.TRY)).isEqualTo(new Answer.Done(null));

    Request request = lambda.requests().get(0);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path())
        .isEqualTo(
            "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A1%3Afunction%3Astock"
                + "/invocations");
    assertThat(request.query()).isEqualTo("Qualifier=tcc");
    assertThat(request.headers()).containsEntry("x-amz-invocation-type", "RequestResponse");
    assertThat(request.headers().get("authorization")).contains("/eu-west-1/lambda/aws4_request");

    JsonNode event = json.readTree(request.body());
    assertThat(event.get("version").asText()).isEqualTo("2.0");
    assertThat(event.get("rawPath").asText()).isEqualTo("/stock/tcc/try");
    assertThat(event.at("/requestContext/http/method").asText()).isEqualTo("POST");
    assertThat(event.at("/requestContext/http/path").asText()).isEqualTo("/stock/tcc/try");
    assertThat(event.at("/requestContext/stage").asText()).isEqualTo("$default");
    assertThat(event.at("/requestContext/authorizer").isMissingNode()).isTrue();
    assertThat(event.get("isBase64Encoded").asBoolean()).isFalse();
    assertThat(event.get("headers").get("idempotency-key").asText())
        .isEqualTo("\"order-17~0123456789abnonce/b1/try\"");
    assertThat(event.get("headers").get("tcc-attempt").asText()).isEqualTo("3");
    assertThat(event.get("headers").get("traceparent").asText()).isEqualTo(TRACE);
    assertThat(event.get("body").asText()).endsWith("\"payload\":{\"n\": 1.50}}");
  }

  static Stream<Arguments> replies() {
    String refused =
        "{\"type\":\"https://lambdatcc.io/problems/refused\",\"title\":\"t\",\"code\":\"c\","
            + "\"reason\":\"r\"}";
    String base64 = Base64.getEncoder().encodeToString(TRIED.getBytes(StandardCharsets.UTF_8));
    return Stream.of(
        Arguments.of(payload(409, refused), new Answer.Refused("c", "r")),
        Arguments.of(
            "{\"statusCode\":425,\"headers\":{\"Retry-After\":\"2\"}}",
            new Answer.NotNow(Duration.ofSeconds(2))),
        Arguments.of(
            "{\"statusCode\":200,\"body\":\"" + base64 + "\",\"isBase64Encoded\":true}",
            new Answer.Done(null)),
        Arguments.of(
            "{\"statusCode\":200,\"headers\":{\"a\":null,\"b\":1},\"body\":" + quoted(TRIED) + "}",
            new Answer.Done(null)));
  }

  @ParameterizedTest
  @MethodSource("replies")
  void whatTheFunctionRepliesMeansWhatItMeansThroughAGateway(String payload, Answer meaning)
      throws Exception {
    lambda.answering(request -> Reply.of(200, payload));

    assertThat(answer(Operation.TRY)).isEqualTo(meaning);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{\"outcome\":\"TRIED\"}",
        "{\"statusCode\":\"many\"}",
        "{\"statusCode\":200,\"body\":7}",
        "{\"statusCode\":200,\"body\":\"{}\",\"isBase64Encoded\":true}",
        "{\"statusCode\":200,\"body\":\"w/8=\",\"isBase64Encoded\":true}",
        "{\"statusCode\":200,\"body\":\"{\\\"outcome\\\":\\\"TRIED\\\"}\"",
        "{\"errorMessage\":\"boom\"}"
      })
  void aPayloadThatIsNoSuchResponseIsUnknown(String payload) throws Exception {
    lambda.answering(request -> Reply.of(200, payload));

    assertThat(answer(Operation.TRY)).isInstanceOf(Answer.Unknown.class);
  }

  @Test
  void aFunctionThatFailedLeavesTheAnswerUnknownWhateverItSaid() throws Exception {
    lambda.answering(
        request ->
            new Reply(200, Map.of("x-amz-function-error", "Unhandled"), payload(200, TRIED)));

    assertThat(answer(Operation.TRY))
        .isInstanceOfSatisfying(
            Answer.Unknown.class, it -> assertThat(it.reason()).contains("Unhandled"));
  }

  static Stream<Arguments> lambdasOwnAnswers() {
    return Stream.of(
        Arguments.of(429, "TooManyRequestsException", Answer.NotSent.class, "throttled"),
        Arguments.of(403, "AccessDeniedException", Answer.Rejected.class, "lambda:InvokeFunction"),
        Arguments.of(404, "ResourceNotFoundException", Answer.Rejected.class, "with this alias"),
        Arguments.of(400, "InvalidRequestContent", Answer.Rejected.class, "InvalidRequestContent"),
        Arguments.of(401, "Unauthorized", Answer.Rejected.class, "lambda:InvokeFunction"),
        Arguments.of(413, "RequestTooLargeException", Answer.Rejected.class, "RequestTooLarge"),
        Arguments.of(422, "Unprocessable", Answer.Rejected.class, "Unprocessable"),
        Arguments.of(409, "SnapStartNotReadyException", Answer.Unknown.class, "SnapStartNotReady"),
        Arguments.of(202, "", Answer.Unknown.class, "202"),
        Arguments.of(500, "ServiceException", Answer.Unknown.class, "ServiceException"),
        Arguments.of(502, "EC2AccessDeniedException", Answer.Unknown.class, "EC2AccessDenied"));
  }

  @ParameterizedTest
  @MethodSource("lambdasOwnAnswers")
  void whatLambdaItselfSaysIsToldWithTheNameOfTheFunction(
      int status, String error, Class<? extends Answer> kind, String said) throws Exception {
    lambda.answering(
        request ->
            new Reply(
                status,
                error.isEmpty() ? Map.of() : Map.of("x-amzn-errortype", error + ":http://x"),
                payload(200, TRIED)));

    for (Operation operation : Operation.values()) {
      assertThat(answer(operation))
          .isInstanceOf(kind)
          .extracting(Object::toString)
          .asString()
          .contains("function:stock:tcc", said)
          .doesNotContain("http://x");
    }
  }

  static Stream<Arguments> rests() {
    return Stream.of(
        Arguments.of(Reply.of(429, ""), true),
        Arguments.of(Reply.of(500, ""), true),
        Arguments.of(Reply.of(200, "no payload"), true),
        Arguments.of(Reply.of(200, payload(503, "")), true),
        Arguments.of(new Reply(200, Map.of("x-amz-function-error", "Unhandled"), ""), true),
        Arguments.of(Reply.of(403, ""), false),
        Arguments.of(Reply.of(404, ""), false),
        Arguments.of(Reply.of(413, ""), false),
        Arguments.of(Reply.of(200, payload(404, "")), false));
  }

  @ParameterizedTest
  @MethodSource("rests")
  void whoeverIsInTroubleIsGivenARestAndWhoeverRefusesIsNot(Reply reply, boolean rests)
      throws Exception {
    lambda.answering(request -> reply);
    try (HttpParticipants participants =
        builder()
            .circuitBreaker(
                CircuitBreakerConfig.custom()
                    .slidingWindow(2, 2, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                    .waitDurationInOpenState(Duration.ofHours(1))
                    .build())
            .build()) {
      for (int i = 0; i < 3; i++) {
        Answer unused = answer(participants, Operation.TRY);
      }
    }

    assertThat(lambda.requests()).hasSize(rests ? 2 : 3);
  }

  @Test
  void aReplyIsReadUpToItsLimitHoweverItIsWrapped() throws Exception {
    String fits = TRIED + " ".repeat(HttpParticipants.MAX_REPLY_BYTES - TRIED.length());
    lambda.answering(request -> Reply.of(200, payload(200, fits)));
    assertThat(answer(Operation.TRY)).isEqualTo(new Answer.Done(null));

    lambda.answering(request -> Reply.of(200, payload(200, fits + " ")));
    assertThat(answer(Operation.TRY))
        .isEqualTo(new Answer.Unknown("the body has more than 65536 bytes"));

    lambda.answering(request -> Reply.of(200, payload(200, fits + fits)));
    assertThat(answer(Operation.TRY)).isInstanceOf(Answer.Unknown.class);
  }

  @Test
  void withoutAnEndpointOfItsOwnARegionHasThatOfItsPartition() {
    assertThat(HttpParticipants.Builder.endpoint("eu-west-1"))
        .isEqualTo(URI.create("https://lambda.eu-west-1.amazonaws.com"));
    assertThat(HttpParticipants.Builder.endpoint("cn-north-1"))
        .isEqualTo(URI.create("https://lambda.cn-north-1.amazonaws.com.cn"));
  }
}

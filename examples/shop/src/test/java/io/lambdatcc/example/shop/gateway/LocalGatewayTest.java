package io.lambdatcc.example.shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LocalGatewayTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Test
  void answerOfTheFunctionIsTheAnswer() throws Exception {
    try (LocalGateway gateway =
        answering(
            APIGatewayV2HTTPResponse.builder()
                .withStatusCode(201)
                .withHeaders(
                    Map.of("Content-Type", "application/json", "Location", "/x", "X-Many", "a,b"))
                .withCookies(List.of("a=1; Path=/", "b=2"))
                .withBody("{\"é\":1}")
                .build())) {
      HttpResponse<String> response = get(gateway, "/f");

      assertThat(response.statusCode()).isEqualTo(201);
      assertThat(response.body()).isEqualTo("{\"é\":1}");
      assertThat(response.headers().allValues("content-type")).containsExactly("application/json");
      assertThat(response.headers().allValues("location")).containsExactly("/x");
      assertThat(response.headers().allValues("x-many")).containsExactly("a,b");
      assertThat(response.headers().allValues("set-cookie")).containsExactly("a=1; Path=/", "b=2");
      assertThat(response.headers().allValues("content-length")).containsExactly("8");
      assertThat(response.headers().firstValue("apigw-requestid")).isPresent();
    }
  }

  @Test
  void signedRouteIsForWhomTheAuthorizerLetsPass() throws Exception {
    AtomicReference<Authorizer.Verdict> verdict =
        new AtomicReference<>(new Authorizer.Refusal("WhyException", "not \"you\""));
    AtomicReference<@Nullable SentRequest> asked = new AtomicReference<>();
    AtomicReference<@Nullable String> caller = new AtomicReference<>();
    try (LocalGateway gateway =
        LocalGateway.builder()
            .authorizer(
                request -> {
                  asked.set(request);
                  return Objects.requireNonNull(verdict.get());
                })
            .function(
                "f",
                (event, context) -> {
                  caller.set(event.getRequestContext().getAuthorizer().getIam().getUserArn());
                  return APIGatewayV2HTTPResponse.builder().withStatusCode(200).build();
                },
                1)
            .signedRoute("GET /f/{proxy+}", "f")
            .start(0)) {
      HttpResponse<String> refused = get(gateway, "/f/a%2Fb?x=1%202");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).isEqualTo("{\"message\":\"not \\\"you\\\"\"}");
      assertThat(refused.headers().firstValue("x-amzn-errortype")).contains("WhyException");
      assertThat(caller.get()).isNull();
      SentRequest sent = Objects.requireNonNull(asked.get());
      assertThat(sent.method() + " " + sent.path() + " " + sent.query())
          .isEqualTo("GET /f/a%2Fb x=1%202");

      String arn = "arn:aws:sts::000000000000:assumed-role/r/s";
      verdict.set(new Authorizer.Caller("KEY", "000000000000", "ID:s", arn));
      assertThat(get(gateway, "/f/a").statusCode()).isEqualTo(200);
      assertThat(caller.get()).isEqualTo(arn);
    }
  }

  @Test
  void signedRouteNeedsAnAuthorizer() {
    LocalGateway.Builder builder =
        LocalGateway.builder()
            .function("f", (event, context) -> new APIGatewayV2HTTPResponse(), 1)
            .signedRoute("GET /f", "f");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.start(0))
        .withMessageContaining("authorizer");
  }

  @Test
  void base64BodyIsSentAsBytes() throws Exception {
    byte[] bytes = {0, (byte) 0xff, 1, (byte) 0xfe};
    try (LocalGateway gateway =
        answering(
            APIGatewayV2HTTPResponse.builder()
                .withStatusCode(200)
                .withHeaders(Map.of("Content-Type", "image/png"))
                .withBody(Base64.getEncoder().encodeToString(bytes))
                .withIsBase64Encoded(true)
                .build())) {
      HttpResponse<byte[]> response =
          HTTP.send(
              HttpRequest.newBuilder(gateway.uri().resolve("/f")).build(),
              BodyHandlers.ofByteArray());

      assertThat(response.body()).isEqualTo(bytes);
    }
  }

  @Test
  void bodyWithoutATypeIsPlainText() throws Exception {
    try (LocalGateway gateway =
        answering(APIGatewayV2HTTPResponse.builder().withStatusCode(200).withBody("x").build())) {
      assertThat(get(gateway, "/f").headers().allValues("content-type"))
          .containsExactly("text/plain; charset=utf-8");
    }
  }

  @Test
  void answerMayBeEmpty() throws Exception {
    try (LocalGateway gateway =
        answering(APIGatewayV2HTTPResponse.builder().withStatusCode(204).build())) {
      HttpResponse<String> response = get(gateway, "/f");

      assertThat(response.statusCode()).isEqualTo(204);
      assertThat(response.body()).isEmpty();
    }
  }

  @Test
  void functionThatThrowsIsAnInternalServerErrorAndServesTheNextRequest() throws Exception {
    AtomicReference<@Nullable Error> failure = new AtomicReference<>(new StackOverflowError());
    try (LocalGateway gateway =
        serving(
            (event, context) -> {
              Error error = failure.getAndSet(null);
              if (error != null) {
                throw error;
              }
              return APIGatewayV2HTTPResponse.builder().withStatusCode(200).build();
            })) {
      assertError(get(gateway, "/f"), 500, "Internal Server Error");
      assertThat(get(gateway, "/f").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void whatCannotBeSentIsAnInternalServerError() throws Exception {
    List<APIGatewayV2HTTPResponse> unusable =
        List.of(
            APIGatewayV2HTTPResponse.builder().build(),
            APIGatewayV2HTTPResponse.builder().withStatusCode(700).build(),
            APIGatewayV2HTTPResponse.builder()
                .withStatusCode(200)
                .withBody("no base64!")
                .withIsBase64Encoded(true)
                .build(),
            APIGatewayV2HTTPResponse.builder()
                .withStatusCode(200)
                .withHeaders(Map.of("X", "a\r\nSet-Cookie: b"))
                .build(),
            APIGatewayV2HTTPResponse.builder()
                .withStatusCode(200)
                .withHeaders(Map.of("X: a\r\nY", "b"))
                .build(),
            APIGatewayV2HTTPResponse.builder()
                .withStatusCode(200)
                .withMultiValueHeaders(Map.of("X", List.of("a", "b")))
                .build());
    for (APIGatewayV2HTTPResponse response : unusable) {
      try (LocalGateway gateway = answering(response)) {
        assertError(get(gateway, "/f"), 500, "Internal Server Error");
      }
    }
  }

  @Test
  void unknownRouteIsNotFound() throws Exception {
    try (LocalGateway gateway =
        answering(APIGatewayV2HTTPResponse.builder().withStatusCode(200).build())) {
      assertError(get(gateway, "/g"), 404, "Not Found");
      assertError(
          HTTP.send(
              HttpRequest.newBuilder(gateway.uri().resolve("/f")).DELETE().build(),
              BodyHandlers.ofString()),
          404,
          "Not Found");
    }
  }

  @Test
  void pathThatCannotBeDecodedIsABadRequest() throws Exception {
    try (LocalGateway gateway =
        answering(APIGatewayV2HTTPResponse.builder().withStatusCode(200).build())) {
      for (String path : List.of("/%", "/%4", "/%zz", "/%ff", "/f?a=%zz")) {
        assertThat(
                RawHttp.exchange(
                    gateway.uri(), "GET " + path + " HTTP/1.1\nHost: localhost", new byte[0]))
            .as(path)
            .startsWith("HTTP/1.1 400");
      }
    }
  }

  @Test
  void bodyMayHaveTenMegabytesAndNoMore() throws Exception {
    try (LocalGateway gateway =
        serving(
            (event, context) ->
                APIGatewayV2HTTPResponse.builder()
                    .withStatusCode(200)
                    .withBody(Integer.toString(event.getBody().length()))
                    .build())) {
      int tenMegabytes = 10 * 1024 * 1024;

      assertThat(post(gateway, "x".repeat(tenMegabytes)).body())
          .isEqualTo(Integer.toString(tenMegabytes));
      // by hand, since the answer comes before the body has been sent
      assertThat(
              RawHttp.exchange(
                  gateway.uri(),
                  "POST /f HTTP/1.1\nHost: localhost\nContent-Length: " + (tenMegabytes + 1),
                  new byte[0]))
          .startsWith("HTTP/1.1 413")
          .endsWith("{\"message\":\"Request Entity Too Large\"}");
    }
  }

  @Test
  void contextTellsTheFunctionItsNameAndItsRemainingTime() throws Exception {
    CompletableFuture<Context> seen = new CompletableFuture<>();
    CompletableFuture<String> requestId = new CompletableFuture<>();
    AtomicLong now = new AtomicLong(1_700_000_000_000L);
    try (LocalGateway gateway =
        LocalGateway.builder()
            .function(
                "f",
                (event, context) -> {
                  seen.complete(context);
                  requestId.complete(event.getRequestContext().getRequestId());
                  return APIGatewayV2HTTPResponse.builder().withStatusCode(200).build();
                },
                1)
            .route("GET /f", "f")
            .timeLimit(Duration.ofSeconds(10))
            .clock(() -> Instant.ofEpochMilli(now.get()))
            .start(0)) {
      assertThat(get(gateway, "/f").statusCode()).isEqualTo(200);
    }
    Context context = seen.join();
    assertThat(context.getFunctionName()).isEqualTo("f");
    assertThat(context.getFunctionVersion()).isEqualTo("$LATEST");
    assertThat(context.getInvokedFunctionArn()).endsWith(":function:f");
    assertThat(context.getAwsRequestId()).isEqualTo(requestId.join());
    assertThat(context.getRemainingTimeInMillis()).isEqualTo(10_000);
    now.addAndGet(9_999);
    assertThat(context.getRemainingTimeInMillis()).isEqualTo(1);
    now.addAndGet(60_000);
    assertThat(context.getRemainingTimeInMillis()).isZero();
  }

  @Test
  void closedGatewayListensNoMore() {
    LocalGateway gateway =
        answering(APIGatewayV2HTTPResponse.builder().withStatusCode(200).build());

    gateway.close();
    gateway.close();

    assertThatThrownBy(() -> get(gateway, "/f")).isInstanceOf(ConnectException.class);
  }

  @Test
  void takenPortIsReported() {
    try (LocalGateway gateway =
        answering(APIGatewayV2HTTPResponse.builder().withStatusCode(200).build())) {
      int port = gateway.uri().getPort();
      assertThatIllegalStateException()
          .isThrownBy(() -> LocalGateway.builder().start(port))
          .withMessageContaining("port " + port + " is taken");
    }
  }

  @Test
  void misuseIsRefusedWhenTheGatewayIsPutTogether() {
    RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> handler =
        (event, context) -> APIGatewayV2HTTPResponse.builder().build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalGateway.builder().route("GET /x", "nobody").start(0))
        .withMessageContaining("'nobody'");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> LocalGateway.builder().function("f", handler, 1).function("f", handler, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalGateway.builder().route("GET /x", "f").route("GET /x", "f"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalGateway.builder().function("f", handler, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalGateway.builder().function("no spaces", handler, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> LocalGateway.builder().waiting(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalGateway.builder().timeLimit(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalGateway.builder().timeLimit(Duration.ofSeconds(30)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalGateway.builder().arrivalLimit(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalGateway.builder().arrivalLimit(Duration.ofSeconds(31)));
    assertThatIllegalArgumentException().isThrownBy(() -> LocalGateway.builder().caller("me"));
  }

  private static LocalGateway answering(APIGatewayV2HTTPResponse response) {
    return serving((event, context) -> response);
  }

  private static LocalGateway serving(
      RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> handler) {
    return LocalGateway.builder()
        .function("f", handler, 2)
        .route("GET /f", "f")
        .route("POST /f", "f")
        .start(0);
  }

  private static HttpResponse<String> get(LocalGateway gateway, String path)
      throws IOException, InterruptedException {
    URI uri = gateway.uri().resolve(path);
    return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(LocalGateway gateway, String body)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(gateway.uri().resolve("/f"))
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static void assertError(HttpResponse<String> response, int status, String message) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).isEqualTo("{\"message\":\"" + message + "\"}");
    assertThat(response.headers().allValues("content-type")).containsExactly("application/json");
  }
}

package io.lambdatcc.lambdalocal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpRequest;

class LambdaEndpointTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String COORDINATOR = "arn:aws:sts::000000000000:assumed-role/c/s";
  private static final String PROBE = "arn:aws:lambda:eu-west-1:000000000000:function:probe";
  private static final Credential CREDENTIAL =
      new Credential("secret", Optional.of("token"), COORDINATOR);

  @SuppressWarnings("NullAway.Init")
  private static LocalLambda lambda;

  @SuppressWarnings("NullAway.Init")
  private static LambdaEndpoint endpoint;

  @BeforeAll
  static void start() {
    lambda = LocalLambda.builder().build();
    lambda.add(LocalLambdaTest.probe("probe").aliases("tcc").version("7").queue(10).build());
    lambda.add(LocalLambdaTest.probe("secret").build());
    IamPolicy policy =
        IamPolicy.of(
            List.of(
                Map.of(
                    "Statement",
                    Map.of(
                        "Effect",
                        "Allow",
                        "Action",
                        "lambda:InvokeFunction",
                        "Resource",
                        List.of(PROBE + ":*", PROBE, PROBE + "x")))));
    endpoint =
        LambdaEndpoint.start(
            lambda,
            new SigV4Verifier(
                "lambda",
                "eu-west-1",
                InstantSource.system(),
                key -> key.equals("ASIA") ? Optional.of(CREDENTIAL) : Optional.empty()),
            principal -> principal.equals(COORDINATOR) ? policy : IamPolicy.of(List.of()));
  }

  @AfterAll
  static void close() {
    endpoint.close();
    lambda.close();
  }

  @Test
  void functionIsInvokedByNameOrArnWithAQualifierHereOrThere() throws Exception {
    for (String path :
        List.of(
            "/2015-03-31/functions/probe/invocations?Qualifier=tcc",
            "/2015-03-31/functions/probe%3Atcc/invocations",
            "/2015-03-31/functions/" + PROBE.replace(":", "%3A") + "%3Atcc/invocations",
            "/2015-03-31/functions/" + PROBE + "/invocations?Qualifier=tcc")) {
      HttpResponse<String> response = invoke(path, Map.of(), "context");

      assertThat(response.statusCode()).as(path + response.body()).isEqualTo(200);
      assertThat(response.body()).contains("arn=" + PROBE + ":tcc");
      assertThat(response.headers().firstValue("x-amz-executed-version")).hasValue("7");
      assertThat(response.headers().firstValue("x-amz-function-error")).isEmpty();
      assertThat(response.headers().firstValue("x-amzn-requestid")).isPresent();
    }
  }

  @Test
  void functionErrorIsMarkedAsOne() throws Exception {
    HttpResponse<String> response =
        invoke("/2015-03-31/functions/probe/invocations", Map.of(), "throw it");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("x-amz-function-error")).hasValue("Unhandled");
    assertThat(response.body()).contains("\"errorMessage\":\"it\"");
  }

  @Test
  void eventIsAcceptedAndRunsLater() throws Exception {
    lambda.add(LocalLambdaTest.probe("probex").build());

    HttpResponse<String> response =
        invoke(
            "/2015-03-31/functions/probex/invocations",
            Map.of("X-Amz-Invocation-Type", List.of("Event")),
            "served");

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.body()).isEmpty();
    LocalLambdaTest.await(
        "the event",
        () ->
            lambda.sandboxes().stream()
                .anyMatch(s -> s.functionName().equals("probex") && s.invocations() == 1));
  }

  @Test
  void unsignedRequestIsRefused() throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(
                    endpoint.uri().resolve("/2015-03-31/functions/probe/invocations"))
                .POST(HttpRequest.BodyPublishers.ofString("served"))
                .build(),
            BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).isEqualTo("{\"message\":\"Missing Authentication Token\"}");
    assertThat(response.headers().firstValue("x-amzn-errortype"))
        .hasValue("MissingAuthenticationTokenException");
  }

  @Test
  void whatThePolicyDoesNotAllowIsDeniedWhetherItIsThereOrNot() throws Exception {
    for (String name : List.of("secret", "nobody")) {
      HttpResponse<String> response =
          invoke("/2015-03-31/functions/" + name + "/invocations", Map.of(), "served");

      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(response.headers().firstValue("x-amzn-errortype"))
          .hasValue("AccessDeniedException");
      assertThat(response.body())
          .contains(
              "User: "
                  + COORDINATOR
                  + " is not authorized to perform: lambda:InvokeFunction on resource: "
                  + lambda.arn(name, null));
    }
  }

  @Test
  void functionOrQualifierThatIsNotThereIsNotFound() throws Exception {
    HttpResponse<String> response =
        invoke("/2015-03-31/functions/probe/invocations?Qualifier=blue", Map.of(), "served");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("x-amzn-errortype"))
        .hasValue("ResourceNotFoundException");
    assertThat(response.body())
        .contains("\"Type\":\"User\"")
        .contains("\"Message\":\"Function not found: " + PROBE + ":blue\"");
  }

  @Test
  void throttlingIsTooManyRequests() throws Exception {
    lambda.add(
        FunctionConfiguration.named("probe-full")
            .handler("none")
            .classPath(Path.of("target"))
            .maximumSandboxes(1)
            .build());
    IamPolicy all =
        IamPolicy.of(
            List.of(
                Map.of("Statement", Map.of("Effect", "Allow", "Action", "*", "Resource", "*"))));
    try (LambdaEndpoint open =
        LambdaEndpoint.start(
            lambda,
            new SigV4Verifier(
                "lambda", "eu-west-1", InstantSource.system(), key -> Optional.of(CREDENTIAL)),
            principal -> all)) {
      var unused = lambda.invoke("probe-full", null, new byte[0]); // takes the only sandbox

      HttpResponse<String> response =
          invoke(open.uri(), "/2015-03-31/functions/probe-full/invocations", Map.of(), "served");

      assertThat(response.statusCode()).isEqualTo(429);
      assertThat(response.headers().firstValue("x-amzn-errortype"))
          .hasValue("TooManyRequestsException");
      assertThat(response.body()).contains("\"message\":\"Rate Exceeded.\"");
    }
  }

  private static HttpResponse<String> invoke(
      String path, Map<String, List<String>> headers, String body)
      throws IOException, InterruptedException {
    return invoke(endpoint.uri(), path, headers, body);
  }

  private static HttpResponse<String> invoke(
      URI server, String path, Map<String, List<String>> headers, String body)
      throws IOException, InterruptedException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    URI uri = URI.create(server + path);
    SdkHttpRequest signed =
        SdkSigner.signed(
            SdkSigner.unsigned("POST", uri, headers),
            bytes,
            "ASIA",
            CREDENTIAL,
            "lambda",
            "eu-west-1",
            Instant.now());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
    signed
        .headers()
        .forEach(
            (name, values) -> {
              if (!name.equalsIgnoreCase("host")) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }
}

package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.aws.LocalServer.Reply;
import io.lambdatcc.aws.LocalServer.Request;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** What an environment makes of a coordinator, seen from the services that it talks to. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class ConfiguredCoordinatorTest {
  private static final String KEY = "aws.accessKeyId";
  private static final String SECRET = "aws.secretAccessKey";

  @SuppressWarnings("NullAway.Init")
  private LocalServer dynamoDb;

  @SuppressWarnings("NullAway.Init")
  private LocalServer participant;

  @BeforeEach
  void start() throws Exception {
    System.setProperty(KEY, "key");
    System.setProperty(SECRET, "secret");
    dynamoDb = new LocalServer(request -> Reply.of(200, "{}"));
    participant = new LocalServer(ConfiguredCoordinatorTest::done);
  }

  @AfterEach
  void stop() {
    dynamoDb.close();
    participant.close();
    System.clearProperty(KEY);
    System.clearProperty(SECRET);
  }

  private static Reply done(Request request) {
    boolean tried = (request.path() + request.body()).contains("/tcc/try");
    String outcome = "{\"outcome\":\"" + (tried ? "TRIED" : "CONFIRMED") + "\"}";
    return request.path().startsWith("/2015-03-31/")
        ? Reply.of(200, "{\"statusCode\":200,\"body\":\"" + outcome.replace("\"", "\\\"") + "\"}")
        : Reply.of(200, outcome);
  }

  private Assembly configured(Map<String, String> more) {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "TCC_TABLE",
                "transactions",
                "TCC_PARTICIPANTS",
                "stock=" + participant.uri("/stock") + ",pay=lambda:pay:tcc",
                "AWS_ENDPOINT_URL_LAMBDA",
                participant.uri("").toString(),
                "DYNAMODB_ENDPOINT",
                dynamoDb.uri("").toString(),
                "AWS_REGION",
                "eu-central-1"));
    environment.putAll(more);
    Assembly assembly = CoordinatorConfiguration.of(environment).assembly();
    // in a cold process the first request may not meet the time-outs of the log
    assembly.prime();
    dynamoDb.requests().clear();
    return assembly;
  }

  private static void confirmOne(Assembly assembly) throws Exception {
    List<TccBranch> branches =
        List.of(TccBranch.at("stock", Payload.of("{}")), TccBranch.at("pay", Payload.of("{}")));
    assertThat(get(assembly.coordinator().forScope("test").execute(TccRequest.of("a", branches))))
        .isInstanceOf(TccOutcome.Confirmed.class);
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static String signedFor(Request request) {
    return request
        .headers()
        .getOrDefault("authorization", "/unsigned")
        .replaceFirst("/aws4_request.*", "")
        .replaceFirst(".*Credential=key/[0-9]+/", "");
  }

  @Test
  void participantsAreCalledWhereTheyAreAndSigned() throws Exception {
    try (Assembly assembly = configured(Map.of())) {
      confirmOne(assembly);
    }

    assertThat(participant.requests())
        .extracting(request -> request.path() + " " + request.query() + " " + signedFor(request))
        .containsExactlyInAnyOrder(
            "/stock/tcc/try  eu-central-1/execute-api",
            "/stock/tcc/confirm  eu-central-1/execute-api",
            "/2015-03-31/functions/pay/invocations Qualifier=tcc eu-central-1/lambda",
            "/2015-03-31/functions/pay/invocations Qualifier=tcc eu-central-1/lambda");
    assertThat(dynamoDb.requests())
        .isNotEmpty()
        .allSatisfy(request -> assertThat(signedFor(request)).isEqualTo("eu-central-1/dynamodb"))
        .allSatisfy(request -> assertThat(request.body()).contains("\"transactions\""));
  }

  @Test
  void unsignedAreThoseAtUrlsAlone() throws Exception {
    try (Assembly assembly = configured(Map.of("TCC_SIGNING", "none"))) {
      confirmOne(assembly);
    }

    assertThat(participant.requests())
        .filteredOn(request -> !request.headers().containsKey("authorization"))
        .extracting(Request::path)
        .containsExactlyInAnyOrder("/stock/tcc/try", "/stock/tcc/confirm");
  }

  @Test
  void aSweepAsksForAsManyShardsAsThereAre() throws Exception {
    try (Assembly assembly = configured(Map.of("TCC_SHARDS", "3"))) {
      assertThat(get(assembly.coordinator().sweep(Duration.ofSeconds(20))).due()).isZero();
    }

    assertThat(dynamoDb.requests())
        .extracting(
            request -> request.body().replaceFirst(".*\":ds\":\\{\"N\":\"([0-9]+)\".*", "$1"))
        .containsOnly("0", "1", "2");
  }

  @Test
  void bothDialectsAreSpokenWhereBothAreConfigured() throws Exception {
    String rooms = "hotel=" + participant.uri("/rooms");
    try (Assembly assembly = configured(Map.of("TCC_REST_PARTICIPANTS", rooms))) {
      assertThat(assembly.participants().get().participants())
          .extracting(each -> each.name() + " " + each.transport())
          .containsExactly("hotel rest", "pay lambda", "stock http");
      assertThat(assembly.dialect()).isNotNull();
      confirmOne(assembly);
    }
    try (Assembly assembly = configured(Map.of())) {
      assertThat(assembly.dialect()).isNull();
    }
  }
}

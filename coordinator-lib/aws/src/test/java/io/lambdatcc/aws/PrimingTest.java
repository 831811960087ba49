package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.aws.LocalServer.Reply;
import io.lambdatcc.aws.LocalServer.Request;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a coordinator does before a snapshot, seen from the services that it talks to. */
class PrimingTest {
  private static final String KEY = "aws.accessKeyId";
  private static final String SECRET = "aws.secretAccessKey";

  @SuppressWarnings("NullAway.Init")
  private LocalServer dynamoDb;

  @SuppressWarnings("NullAway.Init")
  private LocalServer participant;

  @BeforeEach
  void start() throws Exception {
    dynamoDb = new LocalServer(request -> Reply.of(200, "{}"));
    participant = new LocalServer(request -> Reply.of(200, "{}"));
  }

  @AfterEach
  void stop() {
    dynamoDb.close();
    participant.close();
    System.clearProperty(KEY);
    System.clearProperty(SECRET);
  }

  private CoordinatorConfiguration configuration() {
    return CoordinatorConfiguration.of(
        Map.of(
            "TCC_TABLE",
            "transactions",
            "TCC_PARTICIPANTS",
            "a=" + participant.uri("/a") + ",b=lambda:b:tcc/b",
            "AWS_ENDPOINT_URL_LAMBDA",
            participant.uri("").toString(),
            "DYNAMODB_ENDPOINT",
            dynamoDb.uri("").toString(),
            "AWS_REGION",
            "eu-central-1"));
  }

  private static void credentials(String key) {
    System.setProperty(KEY, key);
    System.setProperty(SECRET, "secret");
  }

  @Test
  void itReadsTheLogAndDoesNothingElse() {
    credentials("before");
    try (Assembly assembly = configuration().assembly()) {
      assembly.prime();
    }

    assertThat(dynamoDb.requests())
        .isNotEmpty()
        .extracting(request -> request.headers().get("x-amz-target"))
        .containsOnly("DynamoDB_20120810.GetItem");
    assertThat(participant.requests()).isEmpty();
  }

  @Test
  void whatIsMadeAfterARestoreAsksForItsCredentialsAnew() {
    CoordinatorConfiguration configuration = configuration();
    credentials("before");
    try (Assembly primed = configuration.assembly()) {
      primed.prime();
    }
    int before = dynamoDb.requests().size();
    credentials("after");
    try (Assembly restored = configuration.assembly()) {
      restored.prime();
    }

    assertThat(dynamoDb.requests().subList(0, before)).allMatch(each -> isSignedBy(each, "before"));
    assertThat(dynamoDb.requests().subList(before, dynamoDb.requests().size()))
        .isNotEmpty()
        .allMatch(each -> isSignedBy(each, "after"));
  }

  private static boolean isSignedBy(Request request, String key) {
    return request.headers().getOrDefault("authorization", "").contains("Credential=" + key + "/");
  }
}

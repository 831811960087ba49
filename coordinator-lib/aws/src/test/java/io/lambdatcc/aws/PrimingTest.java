package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.aws.LocalServer.Reply;
import io.lambdatcc.aws.LocalServer.Request;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** What a coordinator does before a snapshot, seen from the services that it talks to. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
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

  /** Twice: in a cold process the first request may not meet the time-outs of the log. */
  private static void primed(CoordinatorConfiguration configuration) {
    try (Assembly assembly = configuration.assembly()) {
      assembly.prime();
      assembly.prime();
    }
  }

  @Test
  void itReadsTheLogAndDoesNothingElse() {
    credentials("before");
    primed(configuration());

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
    primed(configuration);
    int before = dynamoDb.requests().size();
    credentials("after");
    primed(configuration);

    assertThat(dynamoDb.requests().subList(0, before))
        .isNotEmpty()
        .allMatch(each -> isSignedBy(each, "before"));
    assertThat(dynamoDb.requests().subList(before, dynamoDb.requests().size()))
        .isNotEmpty()
        .allMatch(each -> isSignedBy(each, "after"));
  }

  private static boolean isSignedBy(Request request, String key) {
    return request.headers().getOrDefault("authorization", "").contains("Credential=" + key + "/");
  }
}

package io.lambdatcc.dynamodblocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DynamoDbLocalTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Test
  void startedOneAnswersOnItsEndpoint() throws Exception {
    try (DynamoDbLocal dynamoDb = DynamoDbLocal.start()) {
      assertThat(dynamoDb.endpoint()).isEqualTo(URI.create("http://127.0.0.1:" + dynamoDb.port()));
      assertThat(call(dynamoDb, "ListTables", "{}")).contains("\"TableNames\":[]");
    }
  }

  @Test
  void closingEndsTheProcessAndMayBeRepeated() {
    DynamoDbLocal dynamoDb = DynamoDbLocal.start();
    ProcessHandle child = dynamoDb.processHandle();
    assertThat(child.isAlive()).isTrue();

    dynamoDb.close();
    dynamoDb.close();

    assertThat(child.isAlive()).isFalse();
    assertThatThrownBy(() -> call(dynamoDb, "ListTables", "{}"))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void childEndsWhenItsParentIsKilled() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ParentMain.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = parent.inputReader()) {
      String line = output.readLine();
      assertThat(line).startsWith("child ");
      ProcessHandle child =
          ProcessHandle.of(Long.parseLong(line.substring("child ".length()))).orElseThrow();
      assertThat(child.isAlive()).isTrue();

      parent.destroyForcibly(); // SIGKILL: no shutdown hook runs

      ProcessHandle ended = child.onExit().get(60, TimeUnit.SECONDS);
      assertThat(ended.isAlive()).isFalse();
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void whatWasWrittenOnDiskSurvivesARestart(@TempDir Path directory) throws Exception {
    try (DynamoDbLocal dynamoDb = DynamoDbLocal.startOn(directory)) {
      call(
          dynamoDb,
          "CreateTable",
          """
          {"TableName":"kept-things","BillingMode":"PAY_PER_REQUEST",
           "AttributeDefinitions":[{"AttributeName":"k","AttributeType":"S"}],
           "KeySchema":[{"AttributeName":"k","KeyType":"HASH"}]}
          """);
      call(
          dynamoDb, "PutItem", "{\"TableName\":\"kept-things\",\"Item\":{\"k\":{\"S\":\"kept\"}}}");
      ProcessHandle before = dynamoDb.processHandle();
      URI endpoint = dynamoDb.endpoint();

      dynamoDb.restart();

      assertThat(before.isAlive()).isFalse();
      assertThat(dynamoDb.processHandle()).isNotEqualTo(before);
      assertThat(dynamoDb.endpoint()).isEqualTo(endpoint);
      assertThat(call(dynamoDb, "Scan", "{\"TableName\":\"kept-things\"}")).contains("kept");
    }
  }

  @Test
  void whatLivesInMemoryCannotBeRestarted() {
    try (DynamoDbLocal dynamoDb = DynamoDbLocal.start()) {
      assertThatIllegalStateException()
          .isThrownBy(dynamoDb::restart)
          .withMessageContaining("startOn(dbPath)");
    }
  }

  @Test
  void takenPortIsReportedAtOnce() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatIllegalStateException()
          .isThrownBy(() -> DynamoDbLocal.start(other.getLocalPort()))
          .withMessageContaining("port " + other.getLocalPort() + " is taken");
    }
  }

  @Test
  void impossiblePortIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> DynamoDbLocal.start(0));
    assertThatIllegalArgumentException().isThrownBy(() -> DynamoDbLocal.start(65_536));
  }

  @Test
  void sharedOneIsStartedOnceAndCannotBeClosed() throws Exception {
    DynamoDbLocal shared = DynamoDbLocal.shared();

    assertThat(DynamoDbLocal.shared()).isSameAs(shared);
    assertThatIllegalStateException().isThrownBy(shared::close);
    assertThat(call(shared, "ListTables", "{}")).contains("TableNames");
  }

  @Test
  void sharedEndpointMayBeSomebodyElses() {
    System.setProperty(DynamoDbLocal.ENDPOINT_PROPERTY, "http://127.0.0.1:4566");
    try {
      assertThat(DynamoDbLocal.sharedEndpoint()).isEqualTo(URI.create("http://127.0.0.1:4566"));
    } finally {
      System.clearProperty(DynamoDbLocal.ENDPOINT_PROPERTY);
    }
    assertThat(DynamoDbLocal.sharedEndpoint()).isEqualTo(DynamoDbLocal.shared().endpoint());
  }

  /** DynamoDB Local wants to see a signature, but does not look at it. */
  private static String call(DynamoDbLocal dynamoDb, String operation, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(dynamoDb.endpoint())
            .header("X-Amz-Target", "DynamoDB_20120810." + operation)
            .header("Content-Type", "application/x-amz-json-1.0")
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=local/20200101/eu-west-1/dynamodb/aws4_request,"
                    + " SignedHeaders=host, Signature=none")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    var response = HTTP.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }
}

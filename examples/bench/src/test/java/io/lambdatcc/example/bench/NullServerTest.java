package io.lambdatcc.example.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.aws.DynamoDbTransactionLog;
import io.lambdatcc.aws.HttpParticipants;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

class NullServerTest {
  @Test
  void oursAndTheBareLoopMakeTheSameCallsAndWrites() throws Exception {
    try (NullServer server = new NullServer(Duration.ZERO, Duration.ZERO)) {
      URI uri = URI.create("http://127.0.0.1:" + server.port());
      try (DynamoDbAsyncClient client = DynamoDb.client(uri);
          SdkAsyncHttpClient http = Http.client();
          HttpParticipants participants = Http.participants(http, uri);
          TccCoordinator tcc =
              Transactions.coordinator(
                  DynamoDbTransactionLog.builder(client, "t").build(), participants)) {
        BareWrites writes = Recording.of(uri, "t", client, "bare-");
        String before = counts(uri);
        assertThat(
                new Transactions(tcc, "ours-")
                    .completed()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS))
            .isInstanceOf(TccOutcome.Confirmed.class);
        assertThat(difference(before, counts(uri))).isEqualTo("6 3");
        before = counts(uri);
        EndToEndBench.onTable(writes, new BareCalls(http, uri))
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
        assertThat(difference(before, counts(uri))).isEqualTo("6 3");
      }
    }
  }

  private static String counts(URI uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri.resolve("/counts")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static String difference(String before, String after) {
    String[] then = before.split(" ", 2);
    String[] now = after.split(" ", 2);
    return (Long.parseLong(now[0]) - Long.parseLong(then[0]))
        + " "
        + (Long.parseLong(now[1]) - Long.parseLong(then[1]));
  }
}

package io.lambdatcc.example.shop;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.aws.DynamoDbTransactionLog;
import io.lambdatcc.aws.HttpParticipants;
import io.lambdatcc.client.HttpCaller;
import io.lambdatcc.client.TccClient;
import io.lambdatcc.client.TccResult;
import io.lambdatcc.wire.BranchSpec;
import io.lambdatcc.wire.CreateTransaction;
import io.lambdatcc.wire.JsonText;
import java.net.URI;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** What docs/own-project.md shows, so that it compiles: it names ports of a shop that is served. */
final class OwnProject {
  private OwnProject() {}

  static TccResult overHttp() {
    try (SdkHttpClient http = Apache5HttpClient.create();
        HttpCaller caller = HttpCaller.unsigned(http)) { // HttpCaller.signed(…) once it is deployed
      TccClient tcc = TccClient.builder(URI.create("http://127.0.0.1:8000"), caller).build();
      return tcc.run(
          "stay-2",
          CreateTransaction.of(
              List.of(
                  BranchSpec.of("rooms", JsonText.of(Map.of("hotel", "ritz", "rooms", 2))),
                  BranchSpec.of("stock", JsonText.of(Map.of("item_id", "…", "quantity", 1))))));
    } // Confirmed, Cancelled, or Pending: ask again under the same name
  }

  static TccCoordinator inProcess() {
    DynamoDbAsyncClient dynamoDb =
        DynamoDbAsyncClient.builder() // on AWS: io.lambdatcc.aws.DynamoDbClients.builder()
            .endpointOverride(URI.create("http://127.0.0.1:8001"))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .build();
    DynamoDbTransactionLog log = DynamoDbTransactionLog.builder(dynamoDb, "transactions").build();
    log.createTable()
        .toCompletableFuture()
        .join(); // for local use; a template makes the deployed one
    HttpParticipants participants =
        HttpParticipants.builder()
            .participant("stock", URI.create("http://127.0.0.1:8000/stock"))
            .participant("payment", URI.create("http://127.0.0.1:8000/payment"))
            .build();
    return TccCoordinator.builder(log, participants).scope("checkout").build();
  }
}

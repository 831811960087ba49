package io.lambdatcc.example.bench;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.aws.DynamoDbTransactionLog;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Listens to what a confirmed transaction sends to its log. */
final class Recording implements ExecutionInterceptor {
  private static final int WRITES = 3;
  private static final int ATTEMPTS = 10;
  private static final int LIMIT_SECONDS = 60;

  private final List<SdkRequest> requests = new CopyOnWriteArrayList<>();

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    requests.add(context.request());
  }

  /** The writes of one transaction in this table, to be sent again by this client. */
  static BareWrites of(URI endpoint, String table, DynamoDbAsyncClient client, String prefix) {
    Recording recording = new Recording();
    try (DynamoDbAsyncClient listened = DynamoDb.client(endpoint, recording);
        TccCoordinator tcc =
            Transactions.coordinator(
                DynamoDbTransactionLog.builder(listened, table).build(), new YesParticipants())) {
      Transactions transactions = new Transactions(tcc, prefix + "recorded-");
      for (int i = 0; i < ATTEMPTS; i++) {
        // a client that is not warm may run into its own time-outs, and write again
        recording.requests.clear();
        transactions
            .completed()
            .toCompletableFuture()
            .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
            .join();
        List<SdkRequest> sent = recording.requests;
        if (sent.size() == WRITES
            && sent.get(0) instanceof PutItemRequest begin
            && sent.get(1) instanceof UpdateItemRequest decide
            && sent.get(2) instanceof UpdateItemRequest finish) {
          return new BareWrites(client, begin, decide, finish, prefix);
        }
      }
    }
    throw new IllegalStateException(
        "a transaction is not three writes any more: " + recording.requests);
  }
}

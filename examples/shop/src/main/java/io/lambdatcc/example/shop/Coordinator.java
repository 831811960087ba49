package io.lambdatcc.example.shop;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.SweepReport;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.aws.CoordinatorHandler;
import io.lambdatcc.aws.DynamoDbTransactionLog;
import io.lambdatcc.aws.HttpParticipants;
import io.lambdatcc.aws.MetricsListener;
import io.lambdatcc.spi.TransactionListener;
import io.lambdatcc.spi.TransactionLog;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * The coordinator as it is deployed, but for where its settings come from: like a Lambda function
 * it does nothing when nobody waits, and a sweep finishes the rest.
 */
final class Coordinator implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Coordinator.class);
  private static final String TABLE = "shop-transactions";

  private final HttpParticipants participants;
  private final DynamoDbTransactionLog transactions;
  private final TccCoordinator tcc;

  private Coordinator(
      HttpParticipants participants, DynamoDbTransactionLog transactions, TccCoordinator tcc) {
    this.participants = participants;
    this.transactions = transactions;
    this.tcc = tcc;
  }

  /** A coordinator on this DynamoDB, of these participants. */
  static Coordinator of(
      DynamoDbAsyncClient dynamoDb, Map<String, URI> services, TransactionListener listener) {
    return of(dynamoDb, services, Set.of(), log -> log, listener);
  }

  /**
   * A coordinator on this DynamoDB, of these participants.
   *
   * @param inquiring whose Tries leave beside the write of begin
   * @param tap put in front of its log
   */
  static Coordinator of(
      DynamoDbAsyncClient dynamoDb,
      Map<String, URI> services,
      Set<String> inquiring,
      UnaryOperator<TransactionLog> tap,
      TransactionListener listener) {
    HttpParticipants.Builder http = HttpParticipants.builder().inquiring(inquiring);
    services.forEach(http::participant);
    HttpParticipants participants = http.build();
    DynamoDbTransactionLog transactions =
        DynamoDbTransactionLog.builder(dynamoDb, TABLE)
            // makes DynamoDB say what each request consumed, for whoever listens in the client
            .capacityListener(consumed -> {})
            .build();
    TccCoordinator tcc =
        TccCoordinator.builder(tap.apply(transactions), participants)
            .settings(TccSettings.builder().continuesUnattended(false).build())
            .listener(listener)
            .answersInquiries()
            .build();
    return new Coordinator(participants, transactions, tcc);
  }

  void createTable() {
    transactions.createTable().toCompletableFuture().join();
  }

  CoordinatorHandler handler() {
    return new CoordinatorHandler(
        tcc,
        participants::health,
        Set.of(Shop.OPERATOR),
        Set.of(Shop.OPERATOR),
        new MetricsListener(MetricsListener.NAMESPACE));
  }

  /** Sweeps again and again, each time for at most the interval, until it is closed. */
  Sweeping sweepEvery(Duration interval) {
    return Sweeping.every(interval, () -> sweepOnce(interval));
  }

  private void sweepOnce(Duration atMost) {
    try {
      SweepReport report =
          tcc.sweep(atMost)
              .toCompletableFuture()
              .get(2 * atMost.toMillis() + 10_000, TimeUnit.MILLISECONDS);
      if (report.finished() + report.pending() + report.failed() > 0) {
        log.info("{}", report);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      log.warn("a sweep failed; the next one meets the same transactions", e);
    }
  }

  @Override
  public void close() {
    tcc.close();
    participants.close();
  }
}

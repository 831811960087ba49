package io.lambdatcc.example.bench;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.aws.DynamoDbTransactionLog;
import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.progress.Progress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What the coordinator adds to the three writes of a transaction: participants say yes in memory,
 * and the floor is the same three writes, one after the other, with nobody to decide anything.
 */
final class LogBench implements Bench {
  private static final String NAME = "log";

  private static final String NULL_ENDPOINT = "null endpoint";
  private static final String TABLE = "bench-log";
  private static final double AIM = 0.90;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Row> run(Settings settings) throws Exception {
    List<Row> rows = new ArrayList<>();
    List<Integer> concurrencies = Concurrencies.of(settings);
    long steps = 2L * Duel.steps(settings, concurrencies);
    try (Progress progress = Progress.of(NAME + ": slices", steps)) {
      try (NullProcess nothing = NullProcess.start()) {
        rows.addAll(on(NULL_ENDPOINT, nothing.uri(), concurrencies, settings, progress));
      }
      try (DynamoDbLocal local = DynamoDbLocal.start()) {
        try (DynamoDbAsyncClient client = DynamoDb.client(local.endpoint())) {
          DynamoDbTransactionLog.builder(client, TABLE)
              .build()
              .createTable()
              .toCompletableFuture()
              .join();
        }
        rows.addAll(on("DynamoDB Local", local.endpoint(), concurrencies, settings, progress));
      }
    }
    return rows;
  }

  private static List<Row> on(
      String where, URI endpoint, List<Integer> concurrencies, Settings settings, Progress progress)
      throws InterruptedException, TimeoutException {
    List<Row> rows = new ArrayList<>();
    try (DynamoDbAsyncClient client = DynamoDb.client(endpoint)) {
      CountedLog log = new CountedLog(DynamoDbTransactionLog.builder(client, TABLE).build());
      BareWrites writes = Recording.of(endpoint, TABLE, client, "bare-");
      try (TccCoordinator tcc = Transactions.coordinator(log, new YesParticipants())) {
        Transactions transactions = new Transactions(tcc, "log-");
        Load.Operation ours = any -> transactions.completed();
        Load.Operation floor = any -> bare(writes);
        if (where.equals(NULL_ENDPOINT)) {
          // what is compiled then is so for the other too
          Duel.warmUp(ours, floor, settings);
        }
        for (int concurrency : concurrencies) {
          long before = log.writes();
          Duel duel = Duel.of(ours, floor, concurrency, settings, progress);
          rows.add(row(where, concurrency, duel, log.writes() - before, settings));
        }
      }
    }
    return rows;
  }

  private static CompletionStage<?> bare(BareWrites writes) {
    AttributeValue key = writes.newKey();
    return writes
        .begin(key)
        .thenCompose(begun -> writes.decide(key))
        .thenCompose(decided -> writes.finish(key));
  }

  private static Row row(String where, int concurrency, Duel duel, long writes, Settings settings) {
    Row.Builder row =
        Row.named(NAME + ", " + where)
            .concurrency(concurrency)
            .branches(Transactions.BRANCHES)
            .perSecond(duel.perSecond())
            .durations(duel.durations())
            .cpuMsPerTx(duel.cpuMillis())
            .floorPerSecond(duel.floorPerSecond())
            .ratio(duel.ratio())
            .httpCalls(0)
            .logWrites((double) writes / duel.countWithWarmUp())
            .note(
                String.format(
                    Locale.ROOT,
                    "%.0f KiB; floor: %.0f writes/s, for 3 %.2f ms CPU, %.0f KiB",
                    duel.kibibytes(),
                    3 * duel.floorPerSecond(),
                    duel.floorCpuMillis(),
                    duel.floorKibibytes()));
    if (concurrency > 1) {
      row.aim(Aim.atLeast("ratio", AIM, duel.ratio()));
    }
    return row.build(settings);
  }
}

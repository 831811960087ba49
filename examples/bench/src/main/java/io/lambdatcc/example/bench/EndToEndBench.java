package io.lambdatcc.example.bench;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.aws.DynamoDbTransactionLog;
import io.lambdatcc.aws.HttpParticipants;
import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.memory.InMemoryTransactionLog;
import io.lambdatcc.progress.Progress;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Whole transactions of three participants, which are called over HTTP and say yes at once; the
 * floor is the same writes and calls, in the same order and as many at once, with nobody to decide
 * anything.
 */
final class EndToEndBench implements Bench {
  private static final String NAME = "end-to-end";

  private static final String NULL_ENDPOINT = "null endpoint";
  private static final String TABLE = "bench-end-to-end";
  private static final long FORGETTING_EVERY = 2_000;
  private static final double RATIO = 0.85;
  private static final double CPU_MILLIS = 1.0;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Row> run(Settings settings) throws Exception {
    List<Row> rows = new ArrayList<>();
    List<Integer> concurrencies = Concurrencies.of(settings);
    long steps = 3L * Duel.steps(settings, concurrencies);
    try (Progress progress = Progress.of(NAME + ": slices", steps);
        NullProcess nothing = NullProcess.start();
        SdkAsyncHttpClient http = Http.client();
        HttpParticipants participants = Http.participants(http, nothing.uri())) {
      BareCalls calls = new BareCalls(http, nothing.uri());
      Surroundings around = new Surroundings(nothing, participants, calls, settings, progress);
      rows.addAll(around.on(NULL_ENDPOINT, nothing.uri(), concurrencies));
      InMemoryTransactionLog memory = new InMemoryTransactionLog();
      rows.addAll(
          around.on(
              "log in memory",
              new CountedLog(memory),
              () -> {
                forgetSome(memory);
                return inMemory(calls);
              },
              concurrencies));
      try (DynamoDbLocal local = DynamoDbLocal.start()) {
        try (DynamoDbAsyncClient client = DynamoDb.client(local.endpoint())) {
          DynamoDbTransactionLog.builder(client, TABLE)
              .build()
              .createTable()
              .toCompletableFuture()
              .join();
        }
        rows.addAll(around.on("DynamoDB Local", local.endpoint(), concurrencies));
      }
    }
    return rows;
  }

  private static final AtomicLong NUMBERS = new AtomicLong();

  /**
   * Now and then in the floor's turns, which the coordinator's alternate with: the heap does not
   * grow, and what is under way is kept.
   */
  private static void forgetSome(InMemoryTransactionLog memory) {
    if (NUMBERS.get() % FORGETTING_EVERY == 0) {
      memory.forgetEndedBefore(Instant.now());
    }
  }

  private static CompletionStage<?> inMemory(BareCalls calls) {
    String id = "bare-" + NUMBERS.incrementAndGet() + "~0000000000000";
    return calls.tries(id).thenCompose(tried -> calls.confirms(id));
  }

  static CompletionStage<?> onTable(BareWrites writes, BareCalls calls) {
    AttributeValue key = writes.newKey();
    return writes
        .begin(key)
        .thenCompose(begun -> calls.tries(key.s()))
        .thenCompose(tried -> writes.decide(key))
        .thenCompose(decided -> calls.confirms(key.s()))
        .thenCompose(confirmed -> writes.finish(key));
  }

  @FunctionalInterface
  private interface Floor {
    CompletionStage<?> start();
  }

  /** What is the same whatever the log is on. */
  private record Surroundings(
      NullProcess nothing,
      HttpParticipants participants,
      BareCalls calls,
      Settings settings,
      Progress progress) {

    List<Row> on(String where, URI endpoint, List<Integer> concurrencies)
        throws InterruptedException, TimeoutException, IOException {
      try (DynamoDbAsyncClient client = DynamoDb.client(endpoint)) {
        BareWrites writes = Recording.of(endpoint, TABLE, client, "bare-");
        return on(
            where,
            new CountedLog(DynamoDbTransactionLog.builder(client, TABLE).build()),
            () -> onTable(writes, calls),
            concurrencies);
      }
    }

    List<Row> on(String where, CountedLog log, Floor floor, List<Integer> concurrencies)
        throws InterruptedException, TimeoutException, IOException {
      List<Row> rows = new ArrayList<>();
      try (TccCoordinator tcc = Transactions.coordinator(log, participants)) {
        Transactions transactions = new Transactions(tcc, "end-to-end-");
        Load.Operation ours = any -> transactions.completed();
        Load.Operation bare = any -> floor.start();
        if (where.equals(NULL_ENDPOINT)) {
          Duel.warmUp(ours, bare, settings);
        } else {
          // most is compiled by then
          Duel.settle(ours, bare, settings);
        }
        for (int concurrency : concurrencies) {
          long writesBefore = log.writes();
          NullProcess.Counts before = nothing.counts();
          Duel duel = Duel.of(ours, bare, concurrency, settings, progress);
          rows.add(
              row(
                  where,
                  concurrency,
                  duel,
                  nothing.counts().since(before).calls(),
                  log.writes() - writesBefore));
        }
      }
      return rows;
    }

    private Row row(String where, int concurrency, Duel duel, long calls, long writes) {
      long ours = duel.countWithWarmUp();
      // the floor's own calls are known: it makes six, or fails
      double callsOfOurs = calls - 2.0 * Transactions.BRANCHES * duel.floorCountWithWarmUp();
      Row.Builder row =
          Row.named(NAME + ", " + where)
              .concurrency(concurrency)
              .branches(Transactions.BRANCHES)
              .perSecond(duel.perSecond())
              .durations(duel.durations())
              .cpuMsPerTx(duel.cpuMillis())
              .floorPerSecond(duel.floorPerSecond())
              .ratio(duel.ratio())
              .httpCalls(callsOfOurs / ours)
              .logWrites((double) writes / ours)
              .note(
                  String.format(
                      Locale.ROOT,
                      "%.0f KiB; floor: %.2f ms CPU, %.0f KiB",
                      duel.kibibytes(),
                      duel.floorCpuMillis(),
                      duel.floorKibibytes()));
      if (concurrency > 1) {
        row.aim(Aim.atLeast("ratio", RATIO, duel.ratio()));
        if (where.equals(NULL_ENDPOINT)) {
          row.aim(Aim.atMost("CPU ms", CPU_MILLIS, duel.cpuMillis()));
        }
      }
      return row.build(settings);
    }
  }
}

package io.lambdatcc.example.bench;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.SweepReport;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.aws.DynamoDbTransactionLog;
import io.lambdatcc.aws.HttpParticipants;
import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionListener;
import io.lambdatcc.spi.TransactionLog;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * How fast a sweep finishes what others have left, in a table that remembers many finished
 * transactions besides; what it reads for that; and what a participant that never answers does to
 * the others.
 */
final class RecoveryBench implements Bench {
  private static final String NAME = "recovery";
  private static final String MUTE = "mute";
  private static final String NONCE = "00000000000000000000000000";
  private static final Duration LIMIT = Duration.ofSeconds(100);

  private static final Duration TO_FILL = Duration.ofSeconds(45);
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private static final int MOST_FINISHED = 1_000_000;
  private static final int UNFINISHED = 10_000;
  private static final int FEW_UNFINISHED = 1_000;
  private static final int COUNTED = 400;
  private static final int POISON_EVERY = 20;

  /** As many as a sweep has under way at a participant. */
  private static final int CONCURRENCY = 16;

  private static final double AIM = 0.80;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Row> run(Settings settings) throws Exception {
    try (NullProcess nothing = NullProcess.start();
        DynamoDbLocal local = DynamoDbLocal.start();
        DynamoDbAsyncClient client = DynamoDb.client(local.endpoint());
        DynamoDbAsyncClient patient = DynamoDb.patientClient(local.endpoint());
        SdkAsyncHttpClient http = Http.client();
        HttpParticipants participants = participants(http, nothing.uri())) {
      Stage stage = new Stage(settings, local.endpoint(), client, patient, participants);
      List<Row> rows = new ArrayList<>();
      Stage.Reads small = stage.reads("bench-small", 0, LIMIT);
      Integer asked = settings.finished();
      Stage.Reads large =
          asked == null
              ? stage.reads("bench-large", MOST_FINISHED, TO_FILL)
              : stage.reads("bench-large", asked, FOR_EVER);
      rows.add(stage.drained("bench-large", large.finished()));
      rows.add(readsRow(settings, small, large));
      rows.add(stage.poisoned("bench-large"));
      return rows;
    }
  }

  private static HttpParticipants participants(SdkAsyncHttpClient http, URI base) {
    return Http.builder(http, base)
        .participant(MUTE, URI.create(base + NullServer.MUTE), Http.signing())
        .build();
  }

  private static Row readsRow(Settings settings, Stage.Reads small, Stage.Reads large) {
    double ratio = large.units() / small.units();
    return Row.named(NAME + ", reads")
        .branches(Transactions.BRANCHES)
        .ratio(ratio)
        .note(
            String.format(
                Locale.ROOT,
                "%d requests, %.1f read units for %d unfinished beside %,d finished;"
                    + " %d and %.1f beside none",
                large.requests(),
                large.units(),
                COUNTED,
                large.finished(),
                small.requests(),
                small.units()))
        .aim(new Aim("as many reads", ratio == 1 && large.requests() == small.requests()))
        .build(settings);
  }

  /** What is the same in all parts. */
  private record Stage(
      Settings settings,
      URI endpoint,
      DynamoDbAsyncClient client,
      DynamoDbAsyncClient patient,
      HttpParticipants participants) {

    /** What a sweep of {@link #COUNTED} transactions reads beside so many finished ones. */
    record Reads(int finished, long requests, double units) {}

    private int unfinished() {
      return settings.quick() ? FEW_UNFINISHED : UNFINISHED;
    }

    /**
     * Makes a table with so many finished transactions, or as many as can be made in this time, and
     * sweeps some unfinished ones there.
     */
    Reads reads(String table, int most, Duration atMost) throws InterruptedException {
      DynamoDbTransactionLog.builder(patient, table)
          .build()
          .createTable()
          .toCompletableFuture()
          .join();
      Map<String, AttributeValue> ended = recorded(table, "ended", true);
      int finished =
          Records.put(
              patient,
              table,
              most,
              atMost,
              NAME + ": finished transactions",
              i -> Records.copy(ended, key("ended-" + i), i));
      ReadMeter meter = new ReadMeter();
      try (DynamoDbAsyncClient metered = DynamoDb.client(endpoint, meter);
          // with room for all, so that none is read again because it had to wait
          TccCoordinator tcc =
              TccCoordinator.builder(
                      DynamoDbTransactionLog.builder(metered, table)
                          .capacityListener(consumed -> {})
                          .build(),
                      participants)
                  .settings(
                      TccSettings.builder()
                          .sweepConcurrency(CONCURRENCY)
                          .sweepConcurrencyPerParticipant(CONCURRENCY)
                          .build())
                  .build()) {
        putUnfinished(table, "counted-", COUNTED);
        sweep(tcc, COUNTED);
      }
      return new Reads(finished, meter.requests(), meter.units());
    }

    /** All unfinished ones drained, between two measurements of what phase two takes otherwise. */
    Row drained(String table, int finished) throws InterruptedException, TimeoutException {
      // for the compiler, which has seen hardly any sweep yet
      double unused = drainedPerSecond(table, "warm-up-", unfinished() / 2, 0);
      double normalBefore = normal(table, "before-");
      putUnfinished(table, "left-", unfinished());
      double perSecond;
      try (TccCoordinator tcc = Transactions.coordinator(log(table), participants)) {
        long start = System.nanoTime();
        sweep(tcc, unfinished());
        perSecond = unfinished() * 1e9 / (System.nanoTime() - start);
      }
      double normal = (normalBefore + normal(table, "after-")) / 2;
      return Row.named(NAME + ", drained")
          .concurrency(CONCURRENCY)
          .branches(Transactions.BRANCHES)
          .perSecond(perSecond)
          .floorPerSecond(normal)
          .ratio(perSecond / normal)
          .note(
              String.format(
                  Locale.ROOT,
                  "%,d unfinished beside %,d finished; floor: phase two of transactions that go well",
                  unfinished(),
                  finished))
          .aim(Aim.atLeast("ratio", AIM, perSecond / normal))
          .build(settings);
    }

    /** The same again, where one in twenty has a branch at a participant that never answers. */
    Row poisoned(String table) throws InterruptedException, TimeoutException {
      int healthy = unfinished() / 2;
      int poisoned = healthy / POISON_EVERY;
      double alone = drainedPerSecond(table, "alone-", healthy, 0);
      double perSecond = drainedPerSecond(table, "beside-", healthy, poisoned);
      return Row.named(NAME + ", poison")
          .concurrency(CONCURRENCY)
          .branches(Transactions.BRANCHES)
          .perSecond(perSecond)
          .floorPerSecond(alone)
          .ratio(perSecond / alone)
          .note(
              String.format(
                  Locale.ROOT,
                  "%,d that can end, beside %,d that wait for a participant that never answers;"
                      + " floor: without these",
                  healthy,
                  poisoned))
          .aim(Aim.atLeast("ratio", AIM, perSecond / alone))
          .build(settings);
    }

    private double drainedPerSecond(String table, String prefix, int healthy, int poisoned)
        throws InterruptedException {
      putUnfinished(table, prefix, healthy);
      Map<String, AttributeValue> poison = poison(recorded(table, prefix + "poison", false));
      Records.put(
          patient,
          table,
          poisoned,
          NAME + ": poisoned transactions",
          i -> Records.copy(poison, key(prefix + "poison-" + i), POISON_EVERY * i));
      CountDownLatch ended = new CountDownLatch(healthy);
      TransactionListener listener =
          new TransactionListener() {
            @Override
            public void landed(TransactionState state) {
              if (state.phase().finished()) {
                ended.countDown();
              }
            }
          };
      try (TccCoordinator tcc =
          TccCoordinator.builder(log(table), participants).listener(listener).build()) {
        long start = System.nanoTime();
        var unused = tcc.sweep(LIMIT);
        if (!ended.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
          throw new IllegalStateException(ended.getCount() + " are left after " + LIMIT);
        }
        return healthy * 1e9 / (System.nanoTime() - start);
      }
    }

    /** Confirms and finishing writes for each second, in transactions that cost nothing before. */
    private double normal(String table, String prefix)
        throws InterruptedException, TimeoutException {
      int enough = unfinished();
      Map<String, AttributeValue> decided = new HashMap<>(recorded(table, prefix + "0", false));
      decided.put("n", AttributeValue.fromS(NONCE));
      Records.put(
          patient,
          table,
          enough,
          NAME + ": decided transactions",
          i -> Records.copy(decided, key(prefix + (i + 1)), i));
      PhaseTwoOnly ports = new PhaseTwoOnly(log(table), participants);
      try (TccCoordinator tcc =
          TccCoordinator.builder(ports.logPort(), ports.participantsPort())
              .scope(Transactions.SCOPE)
              .settings(TccSettings.builder().continuesUnattended(false).build())
              .ids(() -> NONCE)
              .build()) {
        Transactions transactions = new Transactions(tcc, prefix);
        Load.Slice slice = Load.times(any -> transactions.completed(), CONCURRENCY, enough);
        return slice.perSecond();
      }
    }

    private void sweep(TccCoordinator tcc, int all) {
      long end = System.nanoTime() + LIMIT.toNanos();
      int finished = 0;
      while (finished < all) {
        SweepReport report =
            tcc.sweep(LIMIT)
                .toCompletableFuture()
                .orTimeout(2 * LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
        finished += report.finished();
        if (System.nanoTime() - end > 0) {
          throw new IllegalStateException("only " + finished + " of " + all + " in " + LIMIT);
        }
      }
    }

    private void putUnfinished(String table, String prefix, int count) throws InterruptedException {
      Map<String, AttributeValue> decided = recorded(table, prefix + "0", false);
      Records.put(
          patient,
          table,
          count,
          NAME + ": unfinished transactions",
          i -> Records.copy(decided, key(prefix + (i + 1)), i));
    }

    /** The record of a transaction that was decided and let go of, or of one that has ended. */
    private Map<String, AttributeValue> recorded(String table, String name, boolean ended) {
      try (TccCoordinator tcc = Transactions.coordinator(log(table), new YesParticipants())) {
        Transactions transactions = new Transactions(tcc, name + "-recorded-");
        (ended ? transactions.completed() : transactions.decided())
            .toCompletableFuture()
            .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
            .join();
      }
      Map<String, AttributeValue> record =
          Records.stored(patient, table, key(name + "-recorded-1"));
      if (!ended) {
        // it was only made to be copied
        patient
            .deleteItem(delete -> delete.tableName(table).key(Map.of("id", record.get("id"))))
            .join();
      }
      return record;
    }

    /** The same, but that the last branch is at the participant that never answers. */
    private static Map<String, AttributeValue> poison(Map<String, AttributeValue> record) {
      List<AttributeValue> branches =
          new ArrayList<>(Objects.requireNonNull(record.get("b"), "branches").l());
      Map<String, AttributeValue> last = new HashMap<>(branches.get(branches.size() - 1).m());
      last.put("p", AttributeValue.fromS(MUTE));
      branches.set(branches.size() - 1, AttributeValue.fromM(last));
      Map<String, AttributeValue> poisoned = new HashMap<>(record);
      poisoned.put("b", AttributeValue.fromL(branches));
      return poisoned;
    }

    private TransactionLog log(String table) {
      return DynamoDbTransactionLog.builder(client, table).build();
    }

    private static String key(String name) {
      return TransactionKey.of(Transactions.SCOPE, name).text();
    }
  }
}

package io.lambdatcc.example.bench;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.aws.DynamoDbTransactionLog;
import io.lambdatcc.aws.HttpParticipants;
import io.lambdatcc.progress.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * How long a client waits where a write of the log takes 5 ms and a participant 20 ms: what has to
 * happen one after the other, and what the coordinator adds. The floor is the same writes and calls
 * with nobody to decide anything: what the clients, the endpoint and the machine add.
 */
final class LatencyBench implements Bench {
  private static final String NAME = "latency";
  private static final Duration WRITE = Duration.ofMillis(5);
  private static final Duration CALL = Duration.ofMillis(20);
  private static final String TABLE = "bench-latency";
  private static final Duration WARM_UP = Duration.ofSeconds(7);
  private static final Duration FLOOR_WARM_UP = Duration.ofSeconds(2);
  private static final int WARM_UP_CLIENTS = 64;
  private static final double AIM = 1.10;
  private static final double NANOS_PER_MILLI = 1e6;

  /** What is waited for, and what it takes at least. */
  private enum Shape {
    /** Begin, all Tries at once, decide. */
    DECIDED(1, 2),
    /** And all Confirms at once, finish. */
    COMPLETED(2, 3),
    /** All Tries at once, and begin beside them; decide. */
    DECIDED_BESIDE(1, 1),
    /** And all Confirms at once, finish. */
    COMPLETED_BESIDE(2, 2);

    private final int calls;
    private final int writes;

    Shape(int calls, int writes) {
      this.calls = calls;
      this.writes = writes;
    }

    /** Whether participants are tried beside the begin. */
    boolean beside() {
      return this == DECIDED_BESIDE || this == COMPLETED_BESIDE;
    }

    String label() {
      return beside() ? name().replace("_BESIDE", "") + ", begin beside Try" : name();
    }

    long leastNanos() {
      return CALL.multipliedBy(calls).plus(WRITE.multipliedBy(writes)).toNanos();
    }

    String words() {
      return times(calls, "X") + " + " + times(writes, "S");
    }

    private static String times(int n, String what) {
      return n == 1 ? what : n + what;
    }

    Load.Operation of(Transactions transactions) {
      return calls == 1 ? any -> transactions.decided() : any -> transactions.completed();
    }

    Load.Operation floor(BareWrites bareWrites, BareCalls bareCalls) {
      return any -> {
        AttributeValue key = bareWrites.newKey();
        CompletionStage<?> begun = bareWrites.begin(key);
        CompletionStage<?> tried =
            beside()
                ? bareCalls.tries(key.s()).thenCompose(all -> begun)
                : begun.thenCompose(landed -> bareCalls.tries(key.s()));
        CompletionStage<?> decided = tried.thenCompose(all -> bareWrites.decide(key));
        return calls == 1
            ? decided
            : decided
                .thenCompose(landed -> bareCalls.confirms(key.s()))
                .thenCompose(all -> bareWrites.finish(key));
      };
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Row> run(Settings settings) throws Exception {
    List<Row> rows = new ArrayList<>();
    List<Integer> concurrencies = settings.quick() ? List.of(1) : List.of(1, 16);
    long steps = Shape.values().length * (long) Duel.steps(settings, concurrencies);
    try (Progress progress = Progress.of(NAME + ": slices", steps);
        NullProcess slow = NullProcess.start(CALL, WRITE);
        DynamoDbAsyncClient client = DynamoDb.client(slow.uri());
        SdkAsyncHttpClient http = Http.client();
        HttpParticipants participants = Http.participants(http, slow.uri());
        HttpParticipants asking =
            Http.builder(http, slow.uri())
                .inquiring(Set.copyOf(Transactions.PARTICIPANTS))
                .build();
        TccCoordinator tcc = Transactions.coordinator(log(client), participants);
        TccCoordinator besideTry = Transactions.coordinator(log(client), asking)) {
      Transactions transactions = new Transactions(tcc, "latency-");
      Transactions beside = new Transactions(besideTry, "beside-");
      BareWrites bareWrites = Recording.of(slow.uri(), TABLE, client, "bare-");
      BareCalls bareCalls = new BareCalls(http, slow.uri());
      for (Shape shape : Shape.values()) {
        Load.Slice unused =
            warmUp(shape.of(shape.beside() ? beside : transactions), WARM_UP, settings);
        Load.Slice unusedToo = warmUp(shape.floor(bareWrites, bareCalls), FLOOR_WARM_UP, settings);
      }
      for (Shape shape : Shape.values()) {
        Load.Operation ours = shape.of(shape.beside() ? beside : transactions);
        Load.Operation floor = shape.floor(bareWrites, bareCalls);
        for (int concurrency : concurrencies) {
          Duel duel = Duel.of(ours, floor, concurrency, settings, progress);
          rows.add(row(shape, concurrency, duel, settings));
        }
      }
    }
    return rows;
  }

  private static Load.Slice warmUp(Load.Operation operation, Duration length, Settings settings)
      throws InterruptedException, TimeoutException {
    return Load.run(operation, WARM_UP_CLIENTS, settings.shortened(length));
  }

  private static DynamoDbTransactionLog log(DynamoDbAsyncClient client) {
    return DynamoDbTransactionLog.builder(client, TABLE).build();
  }

  private static Row row(Shape shape, int concurrency, Duel duel, Settings settings) {
    double ratio = (double) duel.durations().getValueAtPercentile(50) / shape.leastNanos();
    Row.Builder row =
        Row.named(NAME + ", " + shape.label())
            .concurrency(concurrency)
            .branches(Transactions.BRANCHES)
            .perSecond(duel.perSecond())
            .durations(duel.durations())
            .floorPerSecond(duel.floorPerSecond())
            .ratio(ratio)
            .note(
                String.format(
                    Locale.ROOT,
                    "ratio: p50 to %s = %.0f ms; floor: p50 %.1f ms",
                    shape.words(),
                    shape.leastNanos() / NANOS_PER_MILLI,
                    duel.floorDurations().getValueAtPercentile(50) / NANOS_PER_MILLI));
    if (concurrency == 1) {
      // with more, clients also wait for each other's turns on the processors
      row.aim(Aim.atMost("p50 / (" + shape.words() + ")", AIM, ratio));
    }
    return row.build(settings);
  }
}

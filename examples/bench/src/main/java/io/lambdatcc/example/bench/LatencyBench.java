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
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * How long a client waits where a write of the log takes 5 ms and a participant 20 ms: what has to
 * happen one after the other, and what the coordinator adds.
 */
final class LatencyBench implements Bench {
  private static final String NAME = "latency";
  private static final Duration WRITE = Duration.ofMillis(5);
  private static final Duration CALL = Duration.ofMillis(20);
  private static final Duration LENGTH = Duration.ofSeconds(8);
  private static final Duration WARM_UP = Duration.ofSeconds(12);
  private static final int WARM_UP_CLIENTS = 16;
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
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Row> run(Settings settings) throws Exception {
    List<Row> rows = new ArrayList<>();
    List<Integer> concurrencies = settings.quick() ? List.of(1) : List.of(1, 16);
    try (Progress progress =
            Progress.of(NAME + ": loads", (long) Shape.values().length * concurrencies.size());
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
      Load.Slice unused =
          Load.run(Shape.COMPLETED.of(transactions), WARM_UP_CLIENTS, settings.shortened(WARM_UP));
      for (Shape shape : Shape.values()) {
        for (int concurrency : concurrencies) {
          rows.add(row(shape, concurrency, shape.beside() ? beside : transactions, settings));
          progress.step();
        }
      }
    }
    return rows;
  }

  private static DynamoDbTransactionLog log(DynamoDbAsyncClient client) {
    return DynamoDbTransactionLog.builder(client, "bench-latency").build();
  }

  private static Row row(Shape shape, int concurrency, Transactions transactions, Settings settings)
      throws InterruptedException, TimeoutException {
    Load.Slice slice = Load.run(shape.of(transactions), concurrency, settings.shortened(LENGTH));
    double ratio = (double) slice.durations().getValueAtPercentile(50) / shape.leastNanos();
    return Row.named(NAME + ", " + shape.label())
        .concurrency(concurrency)
        .branches(Transactions.BRANCHES)
        .perSecond(slice.perSecond())
        .durations(slice.durations())
        .ratio(ratio)
        .note(
            String.format(
                Locale.ROOT,
                "ratio: p50 to %s = %.0f ms",
                shape.words(),
                shape.leastNanos() / NANOS_PER_MILLI))
        .aim(Aim.atMost("p50 / (" + shape.words() + ")", AIM, ratio))
        .build(settings);
  }
}

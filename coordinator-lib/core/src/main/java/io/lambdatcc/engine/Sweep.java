package io.lambdatcc.engine;

import io.lambdatcc.api.SweepReport;
import io.lambdatcc.protocol.TransactionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One walk over everything that is due, shard by shard from a random one, with a bounded number
 * under way at a time.
 *
 * <p>One that fails or hangs takes one place and delays nobody else: it is counted, and the walk
 * goes on (I10).
 */
final class Sweep {
  private static final int PAGE = 100;

  private final Ports ports;
  private final int concurrency;
  private final BiFunction<TransactionKey, Duration, CompletionStage<SweepReport>> drive;
  private final Mailbox mailbox = new Mailbox(this::fail);
  private final CompletableFuture<SweepReport> done = new CompletableFuture<>();

  // everything below is touched inside the mailbox only
  private final Deque<TransactionKey> found = new ArrayDeque<>();
  private SweepReport report = SweepReport.NOTHING;
  private Instant until = Instant.MAX;
  private Instant dueBy = Instant.MIN;
  private int firstShard;
  private int shardsDone;
  private @Nullable String cursor;
  private boolean reading;
  private int underWay;

  Sweep(
      Ports ports,
      int concurrency,
      BiFunction<TransactionKey, Duration, CompletionStage<SweepReport>> drive) {
    this.ports = ports;
    this.concurrency = concurrency;
    this.drive = drive;
  }

  CompletionStage<SweepReport> run(Duration atMost) {
    mailbox.post(
        () -> {
          dueBy = ports.clock().instant();
          until = dueBy.plus(atMost);
          firstShard = ports.random().nextInt(ports.log().shards());
          goOn();
        });
    return done;
  }

  private void goOn() {
    boolean timeIsUp = !ports.clock().instant().isBefore(until);
    while (!timeIsUp && underWay < concurrency && !found.isEmpty()) {
      start(found.remove());
    }
    boolean more = !timeIsUp && shardsDone < ports.log().shards();
    if (more && !reading && found.isEmpty()) {
      readPage();
    }
    if (underWay == 0 && !reading && (timeIsUp || (!more && found.isEmpty()))) {
      done.complete(report);
    }
  }

  private void readPage() {
    reading = true;
    int shard = (firstShard + shardsDone) % ports.log().shards();
    settle(
        "shard " + shard,
        () -> ports.log().due(shard, dueBy, PAGE, cursor),
        page -> {
          reading = false;
          if (page == null) {
            report = report.plus(new SweepReport(0, 0, 0, 0, 1));
          } else {
            found.addAll(page.keys());
          }
          cursor = page == null ? null : page.cursor();
          if (cursor == null) {
            shardsDone++;
          }
          goOn();
        });
  }

  private void start(TransactionKey key) {
    underWay++;
    Duration left = Duration.between(ports.clock().instant(), until);
    settle(
        key.text(),
        () -> drive.apply(key, left),
        one -> {
          underWay--;
          report = report.plus(one == null ? new SweepReport(1, 0, 0, 0, 1) : one);
          goOn();
        });
  }

  /**
   * Runs something asynchronous and takes its result, or null for any failure, into the mailbox.
   */
  private <T> void settle(
      String what, Supplier<CompletionStage<T>> work, Consumer<@Nullable T> then) {
    CompletionStage<T> stage;
    try {
      stage = work.get();
    } catch (RuntimeException e) {
      stage = CompletableFuture.failedFuture(e);
    }
    stage.whenComplete(
        (result, failed) ->
            mailbox.post(
                () -> {
                  if (failed != null) {
                    ports.listener().failed("sweep of " + what, failed);
                  }
                  then.accept(result);
                }));
  }

  private void fail(Throwable failure) {
    done.completeExceptionally(failure);
  }
}

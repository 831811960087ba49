package io.lambdatcc.example.soak;

import io.lambdatcc.memory.InMemoryTransactionLog;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.spi.WriteResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A log in memory that takes its time, as one across a network does. One answer in so many is lost,
 * of which every other write has landed.
 */
final class SlowLog implements TransactionLog {
  private static final Duration TAKES = Duration.ofMillis(3);
  private static final long LOST_ONE_IN = 1_000;

  private final InMemoryTransactionLog log;
  private final ScheduledExecutorService timer;
  private final AtomicLong writes = new AtomicLong();

  SlowLog(InMemoryTransactionLog log, ScheduledExecutorService timer) {
    this.log = log;
    this.timer = timer;
  }

  @Override
  public CompletionStage<WriteResult> begin(TransactionState first) {
    return write(() -> log.begin(first));
  }

  @Override
  public CompletionStage<WriteResult> forestall(TransactionState second, String token) {
    return write(() -> log.forestall(second, token));
  }

  @Override
  public CompletionStage<WriteResult> write(TransactionState next, String token) {
    return write(() -> log.write(next, token));
  }

  private CompletionStage<WriteResult> write(Supplier<CompletionStage<WriteResult>> write) {
    long number = writes.incrementAndGet();
    if (number % LOST_ONE_IN != 0) {
      return later(write);
    }
    WriteResult lost = new WriteResult.Unknown(new IllegalStateException("the answer was lost"));
    boolean lands = number / LOST_ONE_IN % 2 == 0;
    return lands
        ? later(() -> write.get().thenApply(landed -> lost))
        : later(() -> CompletableFuture.completedFuture(lost));
  }

  @Override
  public CompletionStage<Optional<TransactionState>> read(TransactionKey key) {
    return later(() -> log.read(key));
  }

  @Override
  public CompletionStage<DuePage> due(
      int shard, Instant until, int limit, @Nullable String cursor) {
    return later(() -> log.due(shard, until, limit, cursor));
  }

  @Override
  public int shards() {
    return log.shards();
  }

  private <T> CompletionStage<T> later(Supplier<CompletionStage<T>> what) {
    CompletableFuture<T> told = new CompletableFuture<>();
    Object unused =
        timer.schedule(
            () -> what.get().thenAccept(told::complete), TAKES.toMillis(), TimeUnit.MILLISECONDS);
    return told;
  }
}

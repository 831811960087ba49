package io.lambdatcc.aws;

import io.lambdatcc.memory.InMemoryTransactionLog;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.spi.WriteResult;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A log in memory that can be told to fail. */
final class SpoiltLog implements TransactionLog {
  private final InMemoryTransactionLog log = new InMemoryTransactionLog();
  private volatile @Nullable RuntimeException failure;
  private volatile @Nullable RuntimeException writeFailure;
  private volatile boolean illegible;

  /** Everything fails from now on. */
  void failing(RuntimeException with) {
    failure = with;
    writeFailure = with;
  }

  /** What is there can be read, and not be changed any more. */
  void failingToWrite(RuntimeException with) {
    writeFailure = with;
  }

  /** What is there, nobody understands any more. */
  void illegible() {
    illegible = true;
  }

  boolean isEmpty() throws Exception {
    return log.due(0, Instant.MAX.minusSeconds(1), 1, null)
        .toCompletableFuture()
        .get(1, TimeUnit.SECONDS)
        .keys()
        .isEmpty();
  }

  private <T> CompletionStage<T> unlessFailing(CompletionStage<T> well) {
    RuntimeException thrown = failure;
    return thrown == null ? well : CompletableFuture.failedFuture(thrown);
  }

  @Override
  public CompletionStage<WriteResult> begin(TransactionState first) {
    RuntimeException thrown = writeFailure;
    return thrown == null ? log.begin(first) : CompletableFuture.failedFuture(thrown);
  }

  @Override
  public CompletionStage<WriteResult> forestall(TransactionState second, String token) {
    return log.forestall(second, token);
  }

  @Override
  public CompletionStage<WriteResult> write(TransactionState next, String token) {
    RuntimeException thrown = writeFailure;
    return thrown == null ? log.write(next, token) : CompletableFuture.failedFuture(thrown);
  }

  @Override
  public CompletionStage<Optional<TransactionState>> read(TransactionKey key) {
    return illegible
        ? CompletableFuture.failedFuture(new IllegalStateException("a phase that nobody knows"))
        : unlessFailing(log.read(key));
  }

  @Override
  public CompletionStage<DuePage> due(
      int shard, Instant until, int limit, @Nullable String cursor) {
    return unlessFailing(log.due(shard, until, limit, cursor));
  }

  @Override
  public int shards() {
    return log.shards();
  }
}

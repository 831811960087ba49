package io.lambdatcc.example.bench;

import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.spi.WriteResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A log in memory that forgets what is finished, so that it weighs the same however long it runs.
 */
final class ForgetfulLog implements TransactionLog {
  private static final WriteResult WRITTEN = new WriteResult.Written();

  private final Map<TransactionKey, TransactionState> unfinished = new ConcurrentHashMap<>();

  @Override
  public CompletionStage<WriteResult> begin(TransactionState first) {
    TransactionState there = unfinished.putIfAbsent(first.id().key(), first.durable());
    return CompletableFuture.completedFuture(
        there == null ? WRITTEN : new WriteResult.Conflict(there));
  }

  @Override
  public CompletionStage<WriteResult> forestall(TransactionState second, String token) {
    return begin(second);
  }

  @Override
  public CompletionStage<WriteResult> write(TransactionState next, String token) {
    TransactionKey key = next.id().key();
    TransactionState there = unfinished.get(key);
    boolean follows = there != null && there.version() == next.version() - 1;
    boolean written =
        follows
            && (next.phase().finished()
                ? unfinished.remove(key, there)
                : unfinished.replace(key, there, next.durable()));
    return CompletableFuture.completedFuture(
        written ? WRITTEN : new WriteResult.Conflict(unfinished.get(key)));
  }

  @Override
  public CompletionStage<Optional<TransactionState>> read(TransactionKey key) {
    return CompletableFuture.completedFuture(Optional.ofNullable(unfinished.get(key)));
  }

  @Override
  public CompletionStage<DuePage> due(
      int shard, Instant until, int limit, @Nullable String cursor) {
    return CompletableFuture.completedFuture(new DuePage(List.of(), null));
  }

  @Override
  public int shards() {
    return 1;
  }
}

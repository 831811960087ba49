package io.lambdatcc.example.shop;

import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.spi.WriteResult;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A log as a coordinator sees it that was cut off before its begin got there: nothing is written,
 * and no answer comes.
 *
 * @param log the log
 * @param cutOff called with each begin
 */
record NeverBegins(TransactionLog log, Runnable cutOff) implements TransactionLog {

  @Override
  public CompletionStage<WriteResult> begin(TransactionState first) {
    cutOff.run();
    return new CompletableFuture<>();
  }

  @Override
  public CompletionStage<WriteResult> forestall(TransactionState second, String token) {
    return new CompletableFuture<>();
  }

  @Override
  public CompletionStage<WriteResult> write(TransactionState next, String token) {
    return new CompletableFuture<>();
  }

  @Override
  public CompletionStage<Optional<TransactionState>> read(TransactionKey key) {
    return log.read(key);
  }

  @Override
  public CompletionStage<DuePage> due(
      int shard, Instant until, int limit, @Nullable String cursor) {
    return log.due(shard, until, limit, cursor);
  }

  @Override
  public int shards() {
    return log.shards();
  }
}

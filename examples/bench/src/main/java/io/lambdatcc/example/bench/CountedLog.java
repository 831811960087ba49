package io.lambdatcc.example.bench;

import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.spi.WriteResult;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A log whose writes are counted, repeated ones too. */
final class CountedLog implements TransactionLog {
  private final LongAdder writes = new LongAdder();
  private volatile TransactionLog log;

  CountedLog(TransactionLog log) {
    this.log = log;
  }

  /** Goes on with another log, while nothing is under way. */
  void replaceBy(TransactionLog another) {
    log = another;
  }

  long writes() {
    return writes.sum();
  }

  @Override
  public CompletionStage<WriteResult> begin(TransactionState first) {
    writes.increment();
    return log.begin(first);
  }

  @Override
  public CompletionStage<WriteResult> forestall(TransactionState second, String token) {
    writes.increment();
    return log.forestall(second, token);
  }

  @Override
  public CompletionStage<WriteResult> write(TransactionState next, String token) {
    writes.increment();
    return log.write(next, token);
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

package io.lambdatcc.testkit.mutant;

import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.spi.WriteResult;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A log that passes everything on; mutants break one method of it. */
class ForwardingLog implements TransactionLog {
  private final TransactionLog log;

  ForwardingLog(TransactionLog log) {
    this.log = log;
  }

  @Override
  public CompletionStage<WriteResult> begin(TransactionState first) {
    return log.begin(first);
  }

  @Override
  public CompletionStage<WriteResult> forestall(TransactionState second, String token) {
    return log.forestall(second, token);
  }

  @Override
  public CompletionStage<WriteResult> write(TransactionState next, String token) {
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

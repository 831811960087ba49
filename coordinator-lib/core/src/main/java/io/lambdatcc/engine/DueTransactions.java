package io.lambdatcc.engine;

import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.spi.TransactionLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was due at one moment, page by page, shard after shard from a given one.
 *
 * <p>A page that cannot be read ends its shard, not the walk: one broken shard delays no other.
 */
final class DueTransactions implements Sweep.Source {
  private static final int PAGE = 100;
  private static final Duration FAR_AHEAD = Duration.ofDays(3_650);

  private final TransactionLog log;
  private final Instant dueBy;
  private final int firstShard;
  private int shardsDone;
  private @Nullable String cursor;

  DueTransactions(TransactionLog log, Instant dueBy, int firstShard) {
    this.log = log;
    this.dueBy = dueBy;
    this.firstShard = firstShard;
  }

  /** When everything is due: no transaction is put off for longer. */
  static Instant ever(Instant now) {
    return now.plus(FAR_AHEAD);
  }

  @Override
  public boolean hasMore() {
    return shardsDone < log.shards();
  }

  @Override
  public CompletionStage<List<TransactionKey>> next() {
    int shard = (firstShard + shardsDone) % log.shards();
    return log.due(shard, dueBy, PAGE, cursor)
        .handle(
            (page, failed) -> {
              cursor = page == null ? null : page.cursor();
              if (cursor == null) {
                shardsDone++;
              }
              if (page == null) {
                throw new CompletionException("shard " + shard, failed);
              }
              return page.keys();
            });
  }
}

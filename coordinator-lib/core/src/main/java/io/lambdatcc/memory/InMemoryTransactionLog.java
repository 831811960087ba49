package io.lambdatcc.memory;

import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.spi.WriteResult;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A transaction log that dies with its process. */
public final class InMemoryTransactionLog implements TransactionLog {
  private final Map<TransactionKey, Stored> records = new ConcurrentHashMap<>();

  private record Stored(TransactionState state, String lastToken) {
    boolean follows(Stored before) {
      return state.id().equals(before.state.id()) && state.version() == before.state.version() + 1;
    }

    boolean isSameWriteAs(Stored other) {
      return lastToken.equals(other.lastToken) && state.version() == other.state.version();
    }
  }

  /** An empty log. */
  public InMemoryTransactionLog() {}

  @Override
  public CompletionStage<WriteResult> begin(TransactionState first) {
    Stored mine = new Stored(first.durable(), first.id().beginToken());
    return answer(mine, records.putIfAbsent(first.id().key(), mine));
  }

  @Override
  public CompletionStage<WriteResult> write(TransactionState next, String token) {
    Stored mine = new Stored(next.durable(), token);
    return answer(
        mine,
        records.computeIfPresent(
            next.id().key(), (key, there) -> mine.follows(there) ? mine : there));
  }

  /** Written where this very write, now or earlier, is what stands there; begin finds nothing. */
  private static CompletionStage<WriteResult> answer(Stored mine, @Nullable Stored there) {
    boolean written = there == null ? mine.state().version() == 1 : there.isSameWriteAs(mine);
    return CompletableFuture.completedFuture(
        written
            ? new WriteResult.Written()
            : new WriteResult.Conflict(there == null ? null : there.state()));
  }

  @Override
  public CompletionStage<Optional<TransactionState>> read(TransactionKey key) {
    Stored there = records.get(key);
    return CompletableFuture.completedFuture(
        there == null ? Optional.empty() : Optional.of(there.state()));
  }

  @Override
  public CompletionStage<DuePage> due(
      int shard, Instant until, int limit, @Nullable String cursor) {
    List<TransactionKey> keys =
        records.values().stream()
            .map(Stored::state)
            .filter(state -> state.due() != null && !state.due().isAfter(until))
            .sorted(
                Comparator.comparing(InMemoryTransactionLog::dueTime)
                    .thenComparing(s -> s.id().toString()))
            .map(state -> state.id().key())
            .toList();
    int from = cursor == null ? 0 : Integer.parseInt(cursor);
    int to = Math.min(keys.size(), from + limit);
    return CompletableFuture.completedFuture(
        new DuePage(
            keys.subList(Math.min(from, to), to), to < keys.size() ? Integer.toString(to) : null));
  }

  private static Instant dueTime(TransactionState state) {
    return state.due() == null ? Instant.MAX : state.due();
  }

  @Override
  public int shards() {
    return 1;
  }
}

package io.lambdatcc.memory;

import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.spi.WriteResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
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
  public CompletionStage<WriteResult> forestall(TransactionState second, String token) {
    Stored mine = new Stored(second.durable(), token);
    Stored there = records.putIfAbsent(second.id().key(), mine);
    return answer(mine, there == null ? mine : there);
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
    NavigableMap<String, TransactionKey> due = new TreeMap<>();
    for (Stored there : records.values()) {
      Instant at = there.state().due();
      if (at != null && !at.isAfter(until)) {
        TransactionKey key = there.state().id().key();
        due.put("%020d %s".formatted(at.toEpochMilli(), key.text()), key);
      }
    }
    List<Map.Entry<String, TransactionKey>> page =
        (cursor == null ? due : due.tailMap(cursor, false))
            .entrySet().stream().limit(limit).toList();
    boolean last = page.isEmpty() || page.get(page.size() - 1).getKey().equals(due.lastKey());
    return CompletableFuture.completedFuture(
        new DuePage(
            page.stream().map(Map.Entry::getValue).toList(),
            last ? null : page.get(page.size() - 1).getKey()));
  }

  /**
   * Forgets transactions that ended before then, so that this does not grow for ever. Their names
   * are free again: whoever repeats a request that late begins another transaction.
   */
  public void forgetEndedBefore(Instant then) {
    records
        .values()
        .removeIf(
            there -> {
              Instant ended = there.state().endedAt();
              return ended != null && ended.isBefore(then);
            });
  }

  @Override
  public int shards() {
    return 1;
  }
}

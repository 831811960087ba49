package io.lambdatcc.testing;

import io.lambdatcc.memory.InMemoryTransactionLog;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.LogRejectedException;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.spi.WriteResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A log in memory whose next writes can be made to go wrong, and that remembers what landed. */
public final class FaultyLog implements TransactionLog {
  /** How a write goes wrong. */
  public enum Fault {
    /** It goes well. */
    NONE,
    /** It lands, and the answer is lost. */
    LANDED_UNKNOWN,
    /** It does not land, and nobody knows. */
    LOST_UNKNOWN,
    /** The log says that it can never be stored. */
    REJECTED
  }

  /** A cursor that this log refuses. */
  public static final String NO_CURSOR = "no cursor";

  private final InMemoryTransactionLog log = new InMemoryTransactionLog();
  private final Deque<Fault> faults = new ArrayDeque<>();
  private final List<TransactionState> landed = new ArrayList<>();
  private final List<String> attempts = new ArrayList<>();
  private final Map<TransactionKey, Boolean> unreadable = new HashMap<>();
  private long reads;
  private @Nullable Fault always;
  private Duration slowness = Duration.ZERO;
  private final List<Integer> shardsAsked = new ArrayList<>();
  private int shards = 1;

  private static final Duration USUAL = Duration.ofMillis(5);

  private final VirtualTime time;

  /** A log that works; a write lands when it is sent, and is answered 5 ms later. */
  public FaultyLog(VirtualTime time) {
    this.time = time;
  }

  /** How the next writes go. */
  public FaultyLog next(Fault... next) {
    faults.addAll(List.of(next));
    return this;
  }

  /** How every write goes from now on; null for well. */
  public FaultyLog always(@Nullable Fault fault) {
    always = fault;
    return this;
  }

  /** Every write goes well from now on. */
  public FaultyLog healed() {
    faults.clear();
    return always(null);
  }

  /** No read of this is answered well from now on: with an error, or not at all. */
  public FaultyLog unreadable(TransactionKey key, boolean silent) {
    unreadable.put(key, silent);
    return this;
  }

  /** Every read is answered so long after it was asked, with what stood there then. */
  public FaultyLog slowReads(Duration delay) {
    slowness = delay;
    return this;
  }

  /** Every read is answered well again. */
  public FaultyLog readable() {
    unreadable.clear();
    return this;
  }

  @Override
  public CompletionStage<WriteResult> begin(TransactionState first) {
    return write(first, () -> log.begin(first));
  }

  @Override
  public CompletionStage<WriteResult> forestall(TransactionState second, String token) {
    return write(second, () -> log.forestall(second, token));
  }

  @Override
  public CompletionStage<WriteResult> write(TransactionState next, String token) {
    attempts.add(next.version() + " " + token);
    return write(next, () -> log.write(next, token));
  }

  private CompletionStage<WriteResult> write(
      TransactionState next, Supplier<CompletionStage<WriteResult>> write) {
    Fault fault = faults.isEmpty() ? (always == null ? Fault.NONE : always) : faults.remove();
    WriteResult unknown = new WriteResult.Unknown(new IllegalStateException("log: " + fault));
    if (fault == Fault.REJECTED) {
      return failed(new LogRejectedException("too large"));
    }
    if (fault == Fault.LOST_UNKNOWN) {
      return answeredLater(unknown);
    }
    WriteResult result = World.now(write.get());
    if (result instanceof WriteResult.Written) {
      landed.add(next);
    }
    return answeredLater(fault == Fault.NONE ? result : unknown);
  }

  /** As a stage fails that depends on another: with what happened as its cause. */
  private static <T> CompletionStage<T> failed(RuntimeException why) {
    return CompletableFuture.<T>failedFuture(why).thenApply(never -> never);
  }

  private CompletionStage<WriteResult> answeredLater(WriteResult result) {
    return answeredLater(USUAL, result);
  }

  private <T> CompletionStage<T> answeredLater(Duration delay, T result) {
    CompletableFuture<T> told = new CompletableFuture<>();
    time.schedule(delay, () -> told.complete(result));
    return told;
  }

  @Override
  public CompletionStage<Optional<TransactionState>> read(TransactionKey key) {
    reads++;
    Boolean silent = unreadable.get(key);
    if (silent == null) {
      CompletionStage<Optional<TransactionState>> read = log.read(key);
      return slowness.isZero() ? read : answeredLater(slowness, World.now(read));
    }
    return silent ? new CompletableFuture<>() : failed(new IllegalStateException("log: throttled"));
  }

  @Override
  public CompletionStage<DuePage> due(
      int shard, Instant until, int limit, @Nullable String cursor) {
    shardsAsked.add(shard);
    if (cursor != null && cursor.equals(NO_CURSOR)) {
      throw new IllegalArgumentException("log: no cursor of mine");
    }
    return log.due(0, until, limit, cursor)
        .thenApply(
            page ->
                new DuePage(
                    page.keys().stream()
                        .filter(key -> Math.floorMod(key.hashCode(), shards) == shard)
                        .toList(),
                    page.cursor()));
  }

  /** Into how many shards due transactions are divided from now on. */
  public FaultyLog shards(int count) {
    shards = count;
    return this;
  }

  @Override
  public int shards() {
    return shards;
  }

  /** The shards that were asked what is due, in that order. */
  public List<Integer> shardsAsked() {
    return List.copyOf(shardsAsked);
  }

  /** How often a transaction was read. */
  public long reads() {
    return reads;
  }

  /** Version and token of every attempt at a write after begin, oldest first. */
  public List<String> attempts() {
    return List.copyOf(attempts);
  }

  /** Every write that landed, oldest first; one that was repeated stands there again. */
  public List<TransactionState> landed() {
    return List.copyOf(landed);
  }
}

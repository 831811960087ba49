package io.lambdatcc.example.soak;

import io.lambdatcc.api.TccInDoubtException;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccOverloadedException;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionLog;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Compares what clients were told with what is in the log: of each transaction when its end is
 * told, and in the end of all whose end nobody was told.
 */
final class Audit {
  /** Above what any client or sweep needs for an end; what has none by then is lost. */
  private static final Duration HOPELESS = Duration.ofMinutes(1);

  /** The log itself, which answers at once and without faults. */
  private final TransactionLog log;

  private final String scope;

  /** Names whose end is not known yet, and since when they are offered. */
  private final Map<String, Instant> waiting = new ConcurrentHashMap<>();

  /** Those whose end nobody will be told; whether it is known that they have begun. */
  private final Map<String, Boolean> open = new ConcurrentHashMap<>();

  private final AtomicLong offered = new AtomicLong();
  private final AtomicLong shed = new AtomicLong();
  private final AtomicLong confirmed = new AtomicLong();
  private final AtomicLong cancelled = new AtomicLong();
  private final AtomicLong doubted = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();

  Audit(TransactionLog log, String scope) {
    this.log = log;
    this.scope = scope;
  }

  /** To be called before it is begun. */
  void offered(String name) {
    offered.incrementAndGet();
    waiting.put(name, Instant.now());
  }

  /** What a client was told of a transaction. */
  void told(String name, @Nullable TccOutcome outcome, @Nullable Throwable failed) {
    if (outcome instanceof TccOutcome.Confirmed) {
      confirmed.incrementAndGet();
      expect(name, Phase.CONFIRMED);
    } else if (outcome instanceof TccOutcome.Cancelled) {
      cancelled.incrementAndGet();
      expect(name, Phase.CANCELLED);
    } else if (outcome != null) {
      open.put(name, true);
    } else {
      failed(name, unwrapped(failed));
    }
    if (!open.containsKey(name)) {
      waiting.remove(name);
    }
  }

  private void failed(String name, @Nullable Throwable cause) {
    if (cause instanceof TccOverloadedException) {
      shed.incrementAndGet();
      if (stored(name).isPresent()) {
        lost(name, "was turned away and is in the log");
      }
    } else if (cause instanceof TccInDoubtException) {
      doubted.incrementAndGet();
      open.put(name, false);
    } else {
      lost(name, "failed: " + cause);
    }
  }

  /**
   * A transaction whose coordinator is gone: it has begun, and nobody is told what becomes of it.
   */
  void abandoned(String name) {
    open.put(name, true);
  }

  private void expect(String name, Phase end) {
    Phase phase = stored(name).map(TransactionState::phase).orElse(null);
    if (phase != end) {
      lost(name, "was told to be " + end + " and is " + phase);
    }
  }

  /**
   * Looks at those whose end nobody was told, and forgets those that have ended.
   *
   * @return how many have no known end yet; of some of them somebody will still be told
   */
  synchronized int unfinished() {
    open.forEach(
        (name, begun) -> {
          Optional<Phase> phase = stored(name).map(TransactionState::phase);
          if (phase.map(Phase::finished).orElse(!begun)) {
            phase.ifPresent(this::ended);
            open.remove(name);
            waiting.remove(name);
          }
        });
    return waiting.size();
  }

  /**
   * What ended before this, nobody asks for any more: whatever has no known end was offered later.
   * Those that are hopeless do not count, else one that is lost would keep all that end after it.
   *
   * @param latest the answer where nobody asks for anything older
   */
  Instant doneWithBefore(Instant latest) {
    Instant hopeless = Instant.now().minus(HOPELESS);
    return waiting.values().stream()
        .filter(since -> since.isAfter(hopeless) && since.isBefore(latest))
        .min(Comparator.naturalOrder())
        .orElse(latest);
  }

  private void ended(Phase phase) {
    if (phase == Phase.CONFIRMED) {
      confirmed.incrementAndGet();
    } else if (phase == Phase.CANCELLED) {
      cancelled.incrementAndGet();
    }
  }

  /** Whatever has no end now is lost. */
  void close() {
    waiting.keySet().forEach(name -> lost(name, "was offered and has no end: " + stored(name)));
  }

  private void lost(String name, String why) {
    lost.incrementAndGet();
    System.err.println("lost: " + name + " " + why);
  }

  /** A log in memory has answered when it returns. */
  private Optional<TransactionState> stored(String name) {
    return log.read(TransactionKey.of(scope, name)).toCompletableFuture().join();
  }

  private static @Nullable Throwable unwrapped(@Nullable Throwable failed) {
    return failed instanceof CompletionException ? failed.getCause() : failed;
  }

  long offeredCount() {
    return offered.get();
  }

  long shedCount() {
    return shed.get();
  }

  long confirmedCount() {
    return confirmed.get();
  }

  long cancelledCount() {
    return cancelled.get();
  }

  long doubtedCount() {
    return doubted.get();
  }

  long lostCount() {
    return lost.get();
  }
}

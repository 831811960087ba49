package io.lambdatcc.engine;

import io.lambdatcc.api.CompletionReport;
import io.lambdatcc.api.SweepReport;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.protocol.Event;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Goes on with what others have left: one round for each transaction, however many there are.
 *
 * <p>Any number of processes may do so at once, and to the same transactions.
 */
public final class Recovery {
  private final Ports ports;
  private final TccSettings settings;
  private final Drives drives;

  Recovery(Ports ports, TccSettings settings, Drives drives) {
    this.ports = ports;
    this.settings = settings;
    this.drives = drives;
  }

  /**
   * Looks at every transaction that is due and drives those that need it, one round each.
   *
   * @param atMost when it stops taking on new ones and lets go of those under way
   */
  public CompletionStage<SweepReport> sweep(Duration atMost) {
    drives.checkOpen();
    TransactionLog log = ports.log();
    int firstShard = ports.random().nextInt(log.shards());
    return sweep(
        new DueTransactions(log, ports.clock().instant(), firstShard),
        log::read,
        Recovery::needsSweeping,
        Event.Found::new,
        atMost);
  }

  /**
   * Looks at these transactions and drives those of them that were handed over, one round each.
   *
   * @param atMost when it stops taking on new ones and lets go of those under way
   */
  public CompletionStage<CompletionReport> complete(Set<TransactionKey> keys, Duration atMost) {
    drives.checkOpen();
    Set<TransactionKey> unread = ConcurrentHashMap.newKeySet();
    unread.addAll(keys);
    return sweep(
            new Told(keys),
            key ->
                ports
                    .log()
                    .read(key)
                    .thenApply(
                        read -> {
                          unread.remove(key);
                          return read;
                        }),
            Recovery::needsCompleting,
            Event.Found::new,
            atMost)
        .thenApply(
            report ->
                new CompletionReport(
                    report.leftAlone(),
                    report.finished(),
                    report.pending(),
                    report.failed() + keys.size() - report.due(),
                    unread));
  }

  /**
   * Goes on at once with what is parked because of a participant, one round each.
   *
   * @param scope whose; null for everybody's
   * @param atMost when it stops taking on new ones and lets go of those under way
   */
  public CompletionStage<SweepReport> retryParked(
      @Nullable String scope, String participant, Duration atMost) {
    drives.checkOpen();
    TransactionLog log = ports.log();
    ScopeFilter whose = new ScopeFilter(scope);
    return sweep(
        new EachOnce(new DueTransactions(log, DueTransactions.ever(ports.clock().instant()), 0)),
        key ->
            whose.passes(key) ? log.read(key) : CompletableFuture.completedFuture(Optional.empty()),
        (stored, now) ->
            whose.passes(stored)
                && stored.parked()
                && stored.branches().stream()
                    .anyMatch(b -> b.participant().equals(participant) && !b.status().settled()),
        Event.RetryRequested::new,
        atMost);
  }

  private CompletionStage<SweepReport> sweep(
      Sweep.Source source,
      Function<TransactionKey, CompletionStage<Optional<TransactionState>>> read,
      BiPredicate<TransactionState, Instant> needsDriving,
      Function<Instant, Event> event,
      Duration atMost) {
    return new Sweep(
            ports,
            settings.sweepConcurrency(),
            settings.sweepConcurrencyPerParticipant(),
            source,
            new OneRound(read, needsDriving, event))
        .run(atMost);
  }

  /** What a sweep does to each transaction: one round, and no word about what is not in the log. */
  private final class OneRound implements Sweep.Work {
    private final Function<TransactionKey, CompletionStage<Optional<TransactionState>>> read;
    private final BiPredicate<TransactionState, Instant> needsDriving;
    private final Function<Instant, Event> event;

    OneRound(
        Function<TransactionKey, CompletionStage<Optional<TransactionState>>> read,
        BiPredicate<TransactionState, Instant> needsDriving,
        Function<Instant, Event> event) {
      this.read = read;
      this.needsDriving = needsDriving;
      this.event = event;
    }

    @Override
    public CompletionStage<Optional<TransactionState>> read(TransactionKey key) {
      return read.apply(key);
    }

    @Override
    public boolean needsDriving(TransactionState stored, Instant now) {
      return drives.of(stored.id()) == null && needsDriving.test(stored, now);
    }

    @Override
    public CompletionStage<TransactionState> drive(
        TransactionState stored, Instant now, Duration atMost, Consumer<String> answered) {
      Drive drive = drives.recoveringOneRound(stored, answered);
      CompletionStage<TransactionState> told = drive.await(WaitFor.COMPLETED, atMost);
      drive.post(event.apply(now));
      return told;
    }
  }

  /** The transactions that a coordinator was told of, all at once. */
  private static final class Told implements Sweep.Source {
    private final List<TransactionKey> keys;
    private boolean given;

    Told(Set<TransactionKey> keys) {
      this.keys = List.copyOf(keys);
    }

    @Override
    public boolean hasMore() {
      return !given;
    }

    @Override
    public CompletionStage<List<TransactionKey>> next() {
      given = true;
      return CompletableFuture.completedFuture(keys);
    }
  }

  /** The index is only a hint: what the record itself says, counts. */
  private static boolean needsSweeping(TransactionState stored, Instant now) {
    return !stored.phase().finished() && isAbandoned(stored, now);
  }

  /**
   * Only what the record says now counts: whoever told of it may be late, or tell of it twice. A
   * decision that is no longer marked has been gone on with, and keeps the pauses of that; one that
   * is not made yet is not this one's to make.
   */
  private static boolean needsCompleting(TransactionState stored, Instant now) {
    return stored.phase().decided()
        && !stored.phase().finished()
        && !stored.parked()
        && (stored.handedOver() || isAbandoned(stored, now));
  }

  /** Whether nobody seems to be driving it, so that anybody may. */
  static boolean isAbandoned(TransactionState stored, Instant now) {
    return stored.phase().decided()
        ? stored.due() != null && !now.isBefore(stored.due())
        : !now.isBefore(stored.deadline());
  }
}

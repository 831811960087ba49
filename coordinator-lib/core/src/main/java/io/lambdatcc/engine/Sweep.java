package io.lambdatcc.engine;

import io.lambdatcc.api.SweepReport;
import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.Scheduler.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at many transactions and drives those that need it by one round each, a bounded number at a
 * time: in all, and at each participant.
 *
 * <p>The bound at each participant is what keeps one that hangs from taking every place (I10). A
 * transaction has a place at each of its participants until that has answered. Whose participants
 * have no room waits aside, without a place, while others pass. Nobody is looked at long before it
 * can be driven: not while enough wait for participants at which things move. Whoever finds the
 * line full is left for the next sweep. One that fails is counted, and the rest go on.
 *
 * <p>When its time is up, it sends nothing more: what it has not looked at, or has looked at and
 * not driven, stays due.
 */
final class Sweep {
  /** The most that wait aside; what most of them weigh is a key and some names. */
  private static final int MAX_WAITING = 1_000;

  /** A participant without room at which no place was taken for so long stands still. */
  private static final Duration STANDSTILL = Duration.ofMillis(100);

  /** What was read so long ago is read again before it is driven. */
  private static final Duration FRESH = Duration.ofSeconds(2);

  private final Ports ports;
  private final int concurrency;
  private final int perParticipant;
  private final Source source;
  private final Work work;
  private final Mailbox mailbox = new Mailbox(this::fail);
  private final CompletableFuture<SweepReport> done = new CompletableFuture<>();

  // everything below is touched inside the mailbox only
  private final Deque<TransactionKey> found = new ArrayDeque<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final Map<String, Integer> underWayAt = new HashMap<>();
  private SweepReport report = SweepReport.NOTHING;
  private Instant until = Instant.MAX;
  private final Map<String, Instant> movedAt = new HashMap<>();
  private Timer alarm = () -> {};
  private @Nullable Timer pause;
  private boolean timeIsUp;
  private boolean paging;
  private int looking;
  private int driving;

  /** Where the transactions to look at come from. */
  interface Source {
    /** Whether there may be more; asked while none is being fetched. */
    boolean hasMore();

    /** Some more. One that fails is counted and does not end it. */
    CompletionStage<List<TransactionKey>> next();
  }

  /** What is done to each. */
  interface Work {
    /** What the log holds, by a consistent read. */
    CompletionStage<Optional<TransactionState>> read(TransactionKey key);

    /** Whether this is to be driven now. */
    boolean needsDriving(TransactionState stored, Instant now);

    /**
     * One round of it; what the log holds then.
     *
     * @param answered told of a branch's participant each time one has answered, or will not
     */
    CompletionStage<TransactionState> drive(
        TransactionState stored, Instant now, Duration atMost, Consumer<String> answered);
  }

  /**
   * A transaction that needs driving, and where.
   *
   * @param stored what was read of it, where that is kept
   */
  private record Waiting(
      TransactionKey key,
      Set<String> participants,
      boolean parked,
      Instant createdAt,
      @Nullable TransactionState stored,
      Instant readAt) {}

  Sweep(Ports ports, int concurrency, int perParticipant, Source source, Work work) {
    this.ports = ports;
    this.concurrency = concurrency;
    this.perParticipant = perParticipant;
    this.source = source;
    this.work = work;
  }

  CompletionStage<SweepReport> run(Duration atMost) {
    mailbox.post(
        () -> {
          until = ports.clock().instant().plus(atMost);
          alarm = ports.scheduler().schedule(atMost, () -> mailbox.post(this::letGo));
          goOn();
        });
    return done;
  }

  private void goOn() {
    if (done.isDone()) {
      return;
    }
    timeIsUp |= !ports.clock().instant().isBefore(until);
    while (!timeIsUp && looking + driving < concurrency) {
      Waiting next = firstWithRoom();
      if (next != null) {
        goOnWith(next);
      } else if (!found.isEmpty() && !worthWaiting()) {
        look(found.remove(), Set.of());
      } else {
        break;
      }
    }
    boolean more = !timeIsUp && source.hasMore();
    if (more && !paging && found.isEmpty()) {
      nextPage();
    }
    boolean nothingLeft = !more && found.isEmpty() && waiting.isEmpty() && looking == 0;
    if (driving == 0 && !paging && (timeIsUp || nothingLeft)) {
      end();
    }
  }

  private void goOnWith(Waiting next) {
    Instant now = ports.clock().instant();
    TransactionState stored = next.stored();
    if (stored != null && now.isBefore(next.readAt().plus(FRESH))) {
      looked(next.key(), stored);
    } else {
      take(next.participants());
      look(next.key(), next.participants());
    }
  }

  /**
   * Whether enough of those in line will soon have room; asked again when that may have changed.
   */
  private boolean worthWaiting() {
    if (waiting.size() + looking < concurrency || soonHaveRoom() + looking < concurrency) {
      return false;
    }
    if (pause == null) {
      pause =
          ports
              .scheduler()
              .schedule(
                  STANDSTILL,
                  () ->
                      mailbox.post(
                          () -> {
                            pause = null;
                            goOn();
                          }));
    }
    return true;
  }

  /** Drives end by themselves when the time is up; what has not been answered by then is let go. */
  private void letGo() {
    timeIsUp = true;
    if (paging) {
      paging = false;
      report = report.plus(new SweepReport(0, 0, 0, 0, 1, 0, null));
    }
    goOn();
  }

  private void end() {
    alarm.cancel();
    if (pause != null) {
      pause.cancel();
    }
    for (Waiting left : waiting) {
      count(0, 0, 1, 0);
      unfinished(left.parked(), left.createdAt());
    }
    for (; looking > 0; looking--) {
      count(0, 0, 0, 1);
    }
    done.complete(report);
  }

  private void nextPage() {
    paging = true;
    settle(
        "what is due",
        source::next,
        page -> {
          if (!paging) {
            return;
          }
          paging = false;
          if (page == null) {
            report = report.plus(new SweepReport(0, 0, 0, 0, 1, 0, null));
          } else {
            found.addAll(page);
          }
          goOn();
        });
  }

  // ---- one transaction -----------------------------------------------------------------------

  private void look(TransactionKey key, Set<String> held) {
    looking++;
    settle(
        key.text(),
        () -> work.read(key),
        read -> {
          if (done.isDone()) {
            return;
          }
          looking--;
          release(held);
          if (read == null) {
            count(0, 0, 0, 1);
          } else if (read.isEmpty()) {
            count(1, 0, 0, 0);
          } else {
            looked(key, read.get());
          }
          goOn();
        });
  }

  private void looked(TransactionKey key, TransactionState stored) {
    Instant now = ports.clock().instant();
    timeIsUp |= !now.isBefore(until);
    if (!work.needsDriving(stored, now)) {
      count(1, 0, 0, 0);
      seen(stored);
      return;
    }
    Set<String> participants = unsettledAt(stored);
    if (!timeIsUp && hasRoom(participants)) {
      drive(stored, participants, now);
    } else if (!timeIsUp && waiting.size() < MAX_WAITING) {
      boolean kept = soonHasRoom(participants, now) && waitingWithState() < concurrency;
      waiting.add(
          new Waiting(
              key, participants, stored.parked(), stored.createdAt(), kept ? stored : null, now));
    } else {
      count(0, 0, 1, 0);
      seen(stored);
    }
  }

  private void drive(TransactionState stored, Set<String> participants, Instant now) {
    driving++;
    take(participants);
    Map<String, Integer> unanswered = new HashMap<>();
    for (BranchState branch : stored.branches()) {
      if (!branch.status().settled()) {
        unanswered.merge(branch.participant(), 1, Integer::sum);
      }
    }
    settle(
        stored.id().key().text(),
        () ->
            work.drive(
                stored,
                now,
                Duration.between(now, until),
                participant -> mailbox.post(() -> answered(unanswered, participant))),
        state -> {
          driving--;
          release(unanswered.keySet());
          unanswered.clear();
          if (state == null) {
            count(0, 0, 0, 1);
            seen(stored);
          } else if (state.phase().finished()) {
            count(0, 1, 0, 0);
          } else {
            count(0, 0, 1, 0);
            seen(state);
          }
          goOn();
        });
  }

  /** Gives up the place at a participant that has no branch of this transaction left to answer. */
  private void answered(Map<String, Integer> unanswered, String participant) {
    Integer left = unanswered.get(participant);
    if (left == null) {
      return;
    }
    if (left > 1) {
      unanswered.put(participant, left - 1);
    } else {
      unanswered.remove(participant);
      release(Set.of(participant));
      goOn();
    }
  }

  private void count(int leftAlone, int finished, int pending, int failed) {
    report = report.plus(new SweepReport(1, leftAlone, finished, pending, failed, 0, null));
  }

  /** Notes how a transaction stands that this sweep is through with. */
  private void seen(TransactionState state) {
    if (!state.phase().finished()) {
      unfinished(state.parked(), state.createdAt());
    }
  }

  private void unfinished(boolean parked, Instant createdAt) {
    report = report.plus(new SweepReport(0, 0, 0, 0, 0, parked ? 1 : 0, createdAt));
  }

  // ---- room at participants ------------------------------------------------------------------

  private static Set<String> unsettledAt(TransactionState stored) {
    return stored.branches().stream()
        .filter(branch -> !branch.status().settled())
        .map(BranchState::participant)
        .collect(Collectors.toUnmodifiableSet());
  }

  private @Nullable Waiting firstWithRoom() {
    for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
      Waiting next = each.next();
      if (hasRoom(next.participants())) {
        each.remove();
        return next;
      }
    }
    return null;
  }

  private boolean hasRoom(Set<String> participants) {
    for (String participant : participants) {
      if (!hasRoom(participant)) {
        return false;
      }
    }
    return true;
  }

  private boolean hasRoom(String participant) {
    return underWayAt.getOrDefault(participant, 0) < perParticipant;
  }

  /** Whether at each of these there is room, or things move. */
  private boolean soonHasRoom(Set<String> participants, Instant now) {
    for (String participant : participants) {
      if (!hasRoom(participant) && !moves(participant, now)) {
        return false;
      }
    }
    return true;
  }

  private boolean moves(String participant, Instant now) {
    Instant moved = movedAt.get(participant);
    return moved != null && now.isBefore(moved.plus(STANDSTILL));
  }

  private int soonHaveRoom() {
    Instant now = ports.clock().instant();
    int soon = 0;
    for (Waiting each : waiting) {
      if (soonHasRoom(each.participants(), now)) {
        soon++;
      }
    }
    return soon;
  }

  private int waitingWithState() {
    int kept = 0;
    for (Waiting each : waiting) {
      if (each.stored() != null) {
        kept++;
      }
    }
    return kept;
  }

  private void take(Set<String> participants) {
    Instant now = ports.clock().instant();
    for (String participant : participants) {
      movedAt.put(participant, now);
      underWayAt.merge(participant, 1, Integer::sum);
    }
  }

  private void release(Set<String> participants) {
    participants.forEach(
        p -> underWayAt.computeIfPresent(p, (name, count) -> count == 1 ? null : count - 1));
  }

  // ---- shared --------------------------------------------------------------------------------

  /** Runs something asynchronous and takes its result, or its failure, into the mailbox. */
  private <T> void settle(
      String what, Supplier<CompletionStage<T>> step, Consumer<@Nullable T> then) {
    CompletionStage<T> stage;
    try {
      stage = step.get();
    } catch (RuntimeException e) {
      stage = CompletableFuture.failedFuture(e);
    }
    stage.whenComplete(
        (result, failed) ->
            mailbox.post(
                () -> {
                  if (failed != null) {
                    ports.listener().failed("sweep of " + what, failed);
                  }
                  then.accept(result);
                }));
  }

  private void fail(Throwable failure) {
    alarm.cancel();
    done.completeExceptionally(failure);
  }
}

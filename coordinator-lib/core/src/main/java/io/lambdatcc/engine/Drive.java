package io.lambdatcc.engine;

import io.lambdatcc.api.Payload;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.BranchStatus;
import io.lambdatcc.protocol.Effect;
import io.lambdatcc.protocol.Effects;
import io.lambdatcc.protocol.Event;
import io.lambdatcc.protocol.InvariantViolation;
import io.lambdatcc.protocol.Landed;
import io.lambdatcc.protocol.Opening;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Protocol;
import io.lambdatcc.protocol.Step;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.LogRejectedException;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.spi.Scheduler.Timer;
import io.lambdatcc.spi.WriteResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Drives one transaction as far as this coordinator gets with it.
 *
 * <p>A loop of four moves: an event comes in, the protocol decides, a new version is written, and
 * only when the log has said that it landed are its effects performed; their replies are the next
 * events. All of it happens inside one {@link Mailbox}, so there are no locks and nothing happens
 * twice. While a write is out, events wait, and no new call leaves.
 *
 * <p>A drive is not an owner. Any number of them, in any number of processes, may drive one
 * transaction; one whose write loses its compare-and-set adopts what won and goes on from there. A
 * drive that is over sends nothing more, whatever still comes in.
 */
final class Drive {
  /** How far a drive goes by itself. */
  enum Reach {
    /** On and on, with pauses, until the transaction has ended or is parked. */
    TO_THE_END,
    /** Until a round of phase two has failed; the next sweep does the next one. */
    ONE_ROUND
  }

  private static final int MAX_UNWATCHED_ATTEMPTS = 60;

  private final Ports ports;
  private final Protocol protocol;
  private final Tempo tempo;
  private final int maxCallsOut;
  private final Reach reach;
  private final boolean unattended;
  private final TransactionState first;
  private final List<Payload> payloads;
  private final Consumer<String> onAnswered;
  private final Consumer<Drive> onOver;
  private final Mailbox mailbox = new Mailbox(this::fail);

  // everything below is touched inside the mailbox only
  private final CompletableFuture<TransactionState> begun = new CompletableFuture<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private final Map<String, Timer> timers = new HashMap<>();
  private final Deque<Effect.Call> queued = new ArrayDeque<>();
  private final Deque<Event> deferred = new ArrayDeque<>();
  private TransactionState state;
  private @Nullable Landed proof;
  private @Nullable PendingWrite writing;
  private int callsOut;

  /** Branches whose Try has left beside the begin. */
  private final List<Integer> triedBeside = new ArrayList<>();

  private boolean over;
  private @Nullable Throwable failure;

  /** Somebody who waits for this drive. */
  private record Waiter(WaitFor what, CompletableFuture<TransactionState> told) {
    boolean satisfiedBy(TransactionState state) {
      return Engine.hasCome(state, what);
    }
  }

  /** A logical write and how often it was attempted; every attempt carries the same token. */
  private record PendingWrite(
      TransactionState next,
      Effects effects,
      Supplier<CompletionStage<WriteResult>> attempt,
      int attempts) {
    PendingWrite again() {
      return new PendingWrite(next, effects, attempt, attempts + 1);
    }

    boolean isBegin() {
      return next.version() == 1;
    }

    /** Whether it is to stand where no begin has landed. */
    boolean forestalls() {
      return next.version() == 2 && next.forestalled();
    }
  }

  private Drive(
      Ports ports,
      Protocol protocol,
      Tempo tempo,
      int maxCallsOut,
      TransactionState state,
      @Nullable Landed proof,
      List<Payload> payloads,
      Reach reach,
      boolean unattended,
      Consumer<String> onAnswered,
      Consumer<Drive> onOver) {
    this.ports = ports;
    this.protocol = protocol;
    this.tempo = tempo;
    this.maxCallsOut = maxCallsOut;
    this.first = state;
    this.state = state;
    this.proof = proof;
    this.payloads = List.copyOf(payloads);
    this.reach = reach;
    this.unattended = unattended;
    this.onAnswered = onAnswered;
    this.onOver = onOver;
  }

  /**
   * A drive of a transaction that is to begin.
   *
   * @param payloads in the order of its branches
   * @param unattended whether it goes on when nobody waits any more
   * @param onOver told once, when it sends nothing more
   */
  static Drive beginning(
      Ports ports,
      Protocol protocol,
      Tempo tempo,
      int maxCallsOut,
      TransactionState first,
      List<Payload> payloads,
      boolean unattended,
      Consumer<Drive> onOver) {
    return new Drive(
        ports,
        protocol,
        tempo,
        maxCallsOut,
        first,
        null,
        payloads,
        Reach.TO_THE_END,
        unattended,
        participant -> {},
        onOver);
  }

  /**
   * A drive of a transaction that the log has answered with. It never tries a branch: the log keeps
   * no payloads.
   *
   * @param onAnswered told of a participant each time a call to it has ended, however it did
   */
  static Drive recovering(
      Ports ports,
      Protocol protocol,
      Tempo tempo,
      int maxCallsOut,
      TransactionState stored,
      Reach reach,
      boolean unattended,
      Consumer<String> onAnswered,
      Consumer<Drive> onOver) {
    return new Drive(
        ports,
        protocol,
        tempo,
        maxCallsOut,
        stored,
        Landed.heardFromLog(stored),
        List.of(),
        reach,
        unattended,
        onAnswered,
        onOver);
  }

  // ---- called from anywhere ------------------------------------------------------------------

  /** The transaction as it was when this drive was made. */
  TransactionState first() {
    return first;
  }

  /**
   * Writes the first version and starts trying: beside it where the participant asks about what it
   * holds reserved, and otherwise when it has landed.
   *
   * @return what is in the log under this key: this transaction, or another that came first. Fails
   *     with {@link LogRejectedException} where it can never be stored, and with {@link
   *     DoubtException} where the drive was stopped before the log had said.
   */
  CompletionStage<TransactionState> begin() {
    Opening start = protocol.begin(first, ports.participants().inquiring());
    mailbox.post(
        () -> {
          if (!over) {
            write(start.next(), start.effects(), () -> ports.log().begin(first));
          }
        });
    if (!start.beside().isEmpty()) {
      // after a begin that was answered at once: a record that cannot be stored is tried nowhere
      mailbox.post(() -> tryBeside(start));
    }
    return begun;
  }

  private void tryBeside(Opening start) {
    if (over || state.version() > 1) {
      return;
    }
    queued.addAll(start.beside());
    if (proof != null) {
      sendQueued();
      return;
    }
    while (callsOut < maxCallsOut) {
      Effect.Call call = queued.poll();
      if (call == null) {
        return;
      }
      triedBeside.add(call.branch());
      send(start.next(), call);
    }
  }

  /** Somebody has read this from the log: nothing is built upon anything older any more (I8). */
  void seen(TransactionState stored) {
    mailbox.post(
        () -> {
          // where a write is out, its compare-and-set will tell
          if (!over && writing == null && stored.version() > state.version()) {
            adopt(stored, stored);
          }
        });
  }

  void post(Event event) {
    mailbox.post(() -> take(event));
  }

  /** The same, for an event about a state that was just read, which this drive may not know yet. */
  void post(Event event, TransactionState read) {
    mailbox.post(
        () -> {
          if (over) {
            return;
          }
          // in line before anything that follows from what was read, such as resting while parked
          deferred.add(event);
          if (writing == null && read.version() > state.version()) {
            adopt(read, read);
          }
          takeDeferred();
        });
  }

  /**
   * Waits for this drive.
   *
   * @return the last durable state: one that has come to what is waited for, or the one in which
   *     the drive stopped or the time was up
   */
  CompletionStage<TransactionState> await(WaitFor what, Duration atMost) {
    Waiter waiter = new Waiter(what, new CompletableFuture<>());
    mailbox.post(
        () -> {
          if (over || (proof != null && waiter.satisfiedBy(state))) {
            tell(List.of(waiter));
          } else {
            waiters.add(waiter);
          }
        });
    Timer patience = ports.scheduler().schedule(atMost, () -> mailbox.post(() -> giveUp(waiter)));
    return waiter.told.whenComplete((told, failed) -> patience.cancel());
  }

  /** Cancels all timers and sends nothing more. Recovery will find what is unfinished. */
  void stop() {
    mailbox.post(this::end);
  }

  // ---- events --------------------------------------------------------------------------------

  private void take(Event event) {
    if (over) {
      return;
    }
    if (writing != null) {
      deferred.add(event);
      return;
    }
    Step step = protocol.decide(state, event);
    ports.listener().stepped(state, event, step);
    if (step instanceof Step.Advance advance) {
      if (advance.next().version() == state.version()) {
        state = advance.next();
        perform(advance.effects());
      } else {
        String token = ports.ids().newToken();
        TransactionState next =
            letsGoAt(advance.next()) ? advance.next().handOver() : advance.next();
        write(next, advance.effects(), () -> ports.log().write(next.durable(), token));
      }
    } else if (step instanceof Step.Violation broken) {
      throw broken.violation();
    }
  }

  /**
   * Whether this version is a decision, and nobody here waits for more than that. A guess about
   * what will be when it lands, and one that may be wrong: who joins meanwhile and waits for the
   * end makes two go on with it, whom fences absorb; who gives up meanwhile leaves it to the sweep.
   */
  private boolean letsGoAt(TransactionState next) {
    return !state.phase().decided()
        && next.phase().decided()
        && !unattended
        && waiters.stream().allMatch(waiter -> waiter.what() == WaitFor.DECIDED);
  }

  private void takeDeferred() {
    while (writing == null && !over) {
      Event event = deferred.poll();
      if (event == null) {
        return;
      }
      take(event);
    }
  }

  // ---- writing -------------------------------------------------------------------------------

  private void write(
      TransactionState next, Effects effects, Supplier<CompletionStage<WriteResult>> attempt) {
    attempt(new PendingWrite(next, effects, attempt, 1));
  }

  private void attempt(PendingWrite write) {
    writing = write;
    if (write.isBegin() && !triedBeside.isEmpty() && !now().isBefore(first.deadline())) {
      // those who hold something for it may ask from now on: no begin may follow the answer
      forgo("its begin had not reached the log by its deadline");
      return;
    }
    answer(write.attempt())
        .whenComplete((result, failed) -> mailbox.post(() -> wrote(write, result, failed)));
  }

  private void wrote(PendingWrite write, @Nullable WriteResult result, @Nullable Throwable failed) {
    if (over) {
      return;
    }
    if (result instanceof WriteResult.Written) {
      writing = null;
      landed(write.next());
      perform(write.effects());
    } else if (result instanceof WriteResult.Conflict conflict) {
      writing = null;
      adopt(write.forestalls() ? first : write.next(), conflict.current());
    } else if (cause(failed) instanceof LogRejectedException rejected) {
      rejected(write, rejected);
    } else {
      // nobody knows: the same write again, with the same token, until the log says
      Throwable unknown = result instanceof WriteResult.Unknown u ? u.cause() : cause(failed);
      failure = unknown == null ? new IllegalStateException("the log gave no answer") : unknown;
      if (write.attempts() == 1) {
        ports.listener().failed("write of " + write.next().id(), failure);
      }
      if (write.attempts() >= MAX_UNWATCHED_ATTEMPTS && waiters.isEmpty()) {
        // nobody waits for it; recovery will look again, and less often
        end();
        return;
      }
      after(tempo.repeatWrite(write.attempts()), "write", () -> attempt(write.again()));
    }
    takeDeferred();
  }

  private void rejected(PendingWrite write, LogRejectedException rejected) {
    if (write.next().version() > 1) {
      throw neverToBeStored(write.next(), rejected);
    }
    if (triedBeside.isEmpty()) {
      throw rejected;
    }
    begun.completeExceptionally(rejected);
    forgo("its record cannot be stored: " + rejected.getMessage());
  }

  private static InvariantViolation neverToBeStored(
      TransactionState next, LogRejectedException rejected) {
    return new InvariantViolation(
        "I9",
        next.id()
            + " version "
            + next.version()
            + " can never be stored though it was begun: "
            + rejected.getMessage());
  }

  private void landed(TransactionState next) {
    state = next;
    proof = new Landed(next.id(), next.version());
    failure = null;
    ports.listener().landed(next);
    begun.complete(next);
    moved();
  }

  // ---- what was tried beside a begin that is given up ----------------------------------------

  /**
   * Cancels this transaction in the place of its begin, which may have landed or may be on its way:
   * only once the cancelling is durable is anything undone.
   */
  private void forgo(String why) {
    Step.Advance second = protocol.forgo(first, why, now());
    String token = ports.ids().newToken();
    write(
        second.next(),
        second.effects(),
        () -> ports.log().forestall(second.next().durable(), token));
  }

  /**
   * Cancels what was tried beside a begin that the log will never take: something else stands in
   * its place. Once is enough, so that others need not wait: who does not hear it, asks.
   */
  private void cancelBeside() {
    for (int branch : triedBeside) {
      Effect.Call cancel = new Effect.Call(branch, Operation.CANCEL);
      CompletionStage<Answer> unused =
          answer(() -> ports.participants().call(message(first, cancel, 1)));
    }
  }

  /** Goes on from what another coordinator wrote. */
  private void adopt(TransactionState wanted, @Nullable TransactionState current) {
    if (current == null) {
      throw new InvariantViolation(
          "I9",
          wanted.id() + " version " + wanted.version() + " has nothing to follow: it is gone");
    }
    if (!current.id().equals(wanted.id())) {
      if (wanted.version() == 1) {
        cancelBeside();
        begun.complete(current);
        end();
        return;
      }
      throw new InvariantViolation(
          "I9", wanted.id() + " is gone and " + current.id() + " stands in its place");
    }
    if (current.version() < wanted.version()) {
      throw new InvariantViolation(
          "I11",
          wanted.id()
              + ": the log refused version "
              + wanted.version()
              + " though it holds version "
              + current.version());
    }
    if (current.forestalled() && current.phase().finished()) {
      // who asked about what it holds knows; the others need not ask
      cancelBeside();
    }
    boolean lostTheRound = wanted.failedRounds() > state.failedRounds();
    state = current;
    proof = Landed.heardFromLog(current);
    queued.clear();
    begun.complete(current);
    moved();
    Instant due = state.due();
    if (lostTheRound && due != null) {
      // somebody else has closed this round too: its pause is ours
      nextRound(due);
    } else {
      take(new Event.Found(now()));
    }
  }

  /** What follows from a new durable version, whoever wrote it. */
  private void moved() {
    if (state.phase().decided()) {
      // no Try leaves after a decision; the timers of trying, and of rounds that others have
      // closed,
      // mean nothing any more
      queued.removeIf(call -> call.operation() == Operation.TRY);
      cancelTimers();
    }
    List<Waiter> satisfied = new ArrayList<>(waiters);
    satisfied.removeIf(waiter -> !waiter.satisfiedBy(state));
    waiters.removeAll(satisfied);
    if (state.phase().finished() || (!satisfied.isEmpty() && unwanted())) {
      end();
    }
    tell(satisfied);
  }

  // ---- effects -------------------------------------------------------------------------------

  private void perform(Effects effects) {
    if (over) {
      return;
    }
    Landed known = proof;
    if (known == null) {
      throw new InvariantViolation("I2", state.id() + " has effects before it has begun");
    }
    for (Effect effect : effects.after(known)) {
      if (effect instanceof Effect.Call call) {
        queued.add(call);
      } else if (effect instanceof Effect.RepeatTry repeat) {
        repeatTry(repeat);
      } else if (effect instanceof Effect.WatchDeadline watch) {
        watchDeadline(watch.deadline());
      } else if (effect instanceof Effect.WatchContention watch) {
        after(
            tempo.contended(),
            "contention",
            () -> take(new Event.ContentionDue(now(), watch.since())));
      } else if (effect instanceof Effect.NextRound next) {
        nextRound(next.at());
      } else {
        closeRound();
      }
    }
    sendQueued();
  }

  private void repeatTry(Effect.RepeatTry repeat) {
    BranchState branch = state.branches().get(repeat.branch());
    Duration pause =
        branch.status() == BranchStatus.WAITING
            ? tempo.waitForOthers(branch.attempts())
            : tempo.repeatTry(branch.attempts());
    after(
        pause.compareTo(repeat.atLeast()) < 0 ? repeat.atLeast() : pause,
        "repeat " + repeat.branch(),
        () -> take(new Event.RepeatDue(now(), repeat.branch())));
  }

  private void watchDeadline(Instant deadline) {
    Duration left = Duration.between(now(), deadline);
    after(
        left.isNegative() ? Duration.ZERO : left,
        "deadline",
        () -> {
          // a scheduler may run a little ahead of the clock
          if (now().isBefore(deadline)) {
            watchDeadline(deadline);
          } else {
            take(new Event.DeadlineReached(now()));
          }
        });
  }

  private void closeRound() {
    Instant now = now();
    take(
        new Event.RoundFailed(
            now,
            now.plus(tempo.nextRound(state.failedRounds() + 1)),
            now.plus(tempo.parkedRound())));
  }

  private void nextRound(Instant at) {
    if (over) {
      return;
    }
    if (reach == Reach.ONE_ROUND || state.parked()) {
      if (deferred.stream().noneMatch(Event.RetryRequested.class::isInstance)) {
        end();
      }
      return;
    }
    Duration left = Duration.between(now(), at);
    after(left.isNegative() ? Duration.ZERO : left, "round", () -> take(new Event.Found(now())));
  }

  private void sendQueued() {
    while (!over && writing == null && callsOut < maxCallsOut) {
      Effect.Call call = queued.poll();
      if (call == null) {
        return;
      }
      send(state, call);
    }
  }

  /** Sends a call, given the state that wants it. */
  private void send(TransactionState known, Effect.Call call) {
    if (call.operation() == Operation.TRY && !now().isBefore(known.deadline())) {
      // the deadline stops new Tries; its timer is about to cancel
      return;
    }
    callsOut++;
    int attempt = known.branches().get(call.branch()).attempts();
    answer(() -> ports.participants().call(message(known, call, attempt)))
        .whenComplete((said, failed) -> mailbox.post(() -> answered(call, said, failed)));
  }

  private BranchCall message(TransactionState known, Effect.Call call, int attempt) {
    BranchState branch = known.branches().get(call.branch());
    return new BranchCall(
        call.operation(),
        known.id(),
        branch.id(),
        branch.participant(),
        known.deadline(),
        call.operation() == Operation.TRY ? payloads.get(call.branch()).text() : null,
        attempt,
        known.traceparent(),
        branch.address());
  }

  private void answered(Effect.Call call, @Nullable Answer said, @Nullable Throwable failed) {
    callsOut--;
    Answer answer = said != null ? said : new Answer.Unknown(String.valueOf(cause(failed)));
    take(new Event.Answered(now(), call.branch(), call.operation(), answer));
    onAnswered.accept(first.branches().get(call.branch()).participant());
    sendQueued();
  }

  // ---- waiting and ending --------------------------------------------------------------------

  private void giveUp(Waiter waiter) {
    if (waiters.remove(waiter)) {
      if (waiters.isEmpty() && (!unattended || proof == null)) {
        end();
      }
      tell(List.of(waiter));
    }
  }

  private boolean unwanted() {
    return !unattended && waiters.isEmpty();
  }

  private void end() {
    if (over) {
      return;
    }
    over = true;
    // before anything that may throw: what is over takes no room
    onOver.accept(this);
    cancelTimers();
    // exceptions know where they were made, which costs as much as a call: none is made in vain
    boolean doubted =
        !begun.isDone()
            && begun.completeExceptionally(
                new DoubtException(
                    failure == null ? new IllegalStateException("stopped") : failure));
    if (proof != null) {
      ports.listener().left(state);
    } else if (doubted) {
      ports.listener().inDoubt(state.id());
    }
    tell(waiters);
  }

  private void tell(List<Waiter> told) {
    for (Waiter waiter : told) {
      if (failure instanceof InvariantViolation) {
        waiter.told.completeExceptionally(failure);
      } else {
        waiter.told.complete(state);
      }
    }
  }

  /** Something is broken: this coordinator keeps its hands off; recovery and people will look. */
  private void fail(Throwable thrown) {
    failure = thrown instanceof RuntimeException ? thrown : new IllegalStateException(thrown);
    begun.completeExceptionally(failure);
    end();
    if (thrown instanceof InvariantViolation violation) {
      ports.listener().violated(state.id(), violation);
    } else if (!(thrown instanceof LogRejectedException)) {
      ports.listener().failed("drive of " + state.id(), failure);
    }
  }

  // ---- time ----------------------------------------------------------------------------------

  private Instant now() {
    return ports.clock().instant();
  }

  private void after(Duration delay, String purpose, Runnable move) {
    Timer timer =
        ports
            .scheduler()
            .schedule(
                delay,
                () ->
                    mailbox.post(
                        () -> {
                          if (!over) {
                            move.run();
                          }
                        }));
    Timer replaced = timers.put(purpose, timer);
    if (replaced != null) {
      replaced.cancel();
    }
  }

  private void cancelTimers() {
    timers.values().forEach(Timer::cancel);
  }

  /** What a port answers; also what it throws, which it should not. */
  private static <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> port) {
    try {
      return port.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static @Nullable Throwable cause(@Nullable Throwable failed) {
    return failed instanceof CompletionException && failed.getCause() != null
        ? failed.getCause()
        : failed;
  }
}

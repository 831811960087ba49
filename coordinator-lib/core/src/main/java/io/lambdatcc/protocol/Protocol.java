package io.lambdatcc.protocol;

import io.lambdatcc.protocol.Effect.Call;
import io.lambdatcc.protocol.Effect.CloseRound;
import io.lambdatcc.protocol.Effect.NextRound;
import io.lambdatcc.protocol.Effect.RepeatTry;
import io.lambdatcc.protocol.Effect.WatchContention;
import io.lambdatcc.protocol.Effect.WatchDeadline;
import io.lambdatcc.protocol.Event.Answered;
import io.lambdatcc.protocol.Event.CancelRequested;
import io.lambdatcc.protocol.Event.ContentionDue;
import io.lambdatcc.protocol.Event.DeadlineReached;
import io.lambdatcc.protocol.Event.Found;
import io.lambdatcc.protocol.Event.RepeatDue;
import io.lambdatcc.protocol.Event.ResolveRequested;
import io.lambdatcc.protocol.Event.RetryRequested;
import io.lambdatcc.protocol.Event.RoundFailed;
import io.lambdatcc.protocol.Step.Advance;
import io.lambdatcc.protocol.Step.Ignore;
import io.lambdatcc.protocol.Step.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The whole protocol as one pure, total function.
 *
 * <p>A transaction is <em>tried</em> at every branch, <em>decided</em> by one conditional write,
 * and then confirmed or cancelled at every branch until each has answered. Three rules carry the
 * guarantee:
 *
 * <ol>
 *   <li>It is decided to confirm only when every branch has answered its Try with yes; anything
 *       else that ends the trying decides to cancel (I1).
 *   <li>A decision is a new version, written on the condition that nobody wrote one before; Confirm
 *       and Cancel are effects of that version, so they cannot go out before it is durable (I2).
 *   <li>Nothing leaves a decided phase but the answers of all branches (I1, I10), or, for a branch
 *       that cannot answer, the word of an operator that what was decided is done there.
 * </ol>
 *
 * <p>The function looks at nothing but its arguments, so the same pair always gives the same step.
 *
 * <p>Open only so that tests can break a rule on purpose and see it noticed.
 */
public class Protocol {
  private final int parkAfter;

  /**
   * A protocol that parks.
   *
   * @param parkAfter failed calls to one branch after which its transaction is parked
   */
  public Protocol(int parkAfter) {
    if (parkAfter < 1) {
      throw new IllegalArgumentException("parkAfter is at least 1, this is " + parkAfter);
    }
    this.parkAfter = parkAfter;
  }

  /** How a transaction begins whose participants do not ask about what they hold. */
  public Opening begin(TransactionState first) {
    return begin(first, Set.of());
  }

  /**
   * How a transaction begins: once its first version is durable, its branches are tried.
   *
   * <p>At participants that ask about what they hold reserved past its deadline, Try may leave
   * beside the write of that version: whatever becomes of it, such a participant finds out. It is
   * the only effect that is not under seal.
   *
   * @param first version 1, of which nothing is known yet
   * @param inquiring the participants that ask
   */
  public Opening begin(TransactionState first, Set<String> inquiring) {
    if (first.version() != 1 || first.any(b -> b.status() != BranchStatus.PENDING)) {
      throw new IllegalArgumentException(first.id() + " has already begun");
    }
    List<Call> beside = new ArrayList<>();
    List<Effect> effects = new ArrayList<>();
    effects.add(new WatchDeadline(first.deadline()));
    List<BranchState> branches = new ArrayList<>(first.branches());
    int atOnce = first.order() == Order.PARALLEL ? branches.size() : 1;
    for (int i = 0; i < atOnce; i++) {
      Call call = new Call(i, Operation.TRY);
      if (inquiring.contains(branches.get(i).participant())) {
        beside.add(call);
      } else {
        effects.add(call);
      }
      branches.set(i, branches.get(i).asked());
    }
    TransactionState next = first.heard(branches, first.createdAt());
    return new Opening(next, beside, new Effects(next, effects));
  }

  /**
   * How a transaction is cancelled that was tried beside its begin, and whose begin is given up,
   * whether or not it has landed: by its second version, written where nothing is.
   *
   * @param first version 1, as it was to begin
   * @param why for people
   */
  public Advance forgo(TransactionState first, String why, Instant now) {
    CancelReason reason = new CancelReason(CancelReason.Kind.NEVER_BEGUN, null, null, why);
    return callAll(first.decided(Phase.CANCELLING, reason, now), now);
  }

  /** What this event does to this transaction. */
  public Step decide(TransactionState state, Event event) {
    if (event instanceof Answered answered) {
      checkBranch(state, answered.branch());
    } else if (event instanceof RepeatDue repeat) {
      checkBranch(state, repeat.branch());
    } else if (event instanceof ResolveRequested resolve) {
      checkBranch(state, resolve.branch());
    }
    return switch (state.phase()) {
      case TRYING -> whileTrying(state, event);
      case CONFIRMING, CANCELLING -> inPhaseTwo(state, event);
      case CONFIRMED, CANCELLED -> afterTheEnd(state, event);
    };
  }

  // ---- TRYING ------------------------------------------------------------------------------

  private static Step whileTrying(TransactionState state, Event event) {
    if (event instanceof Answered answered) {
      return answered.operation() == Operation.TRY
          ? tryAnswered(state, answered)
          : violation("I2", state, answered.operation() + " was sent before any decision");
    }
    if (event instanceof RepeatDue repeat) {
      return repeatTry(state, repeat);
    }
    if (event instanceof DeadlineReached || event instanceof Found) {
      return state.pastDeadline(event.at())
          ? cancel(state, deadlinePassed(state), event.at())
          : new Ignore("the deadline is not reached; who began it may still decide");
    }
    if (event instanceof ContentionDue due) {
      return due.since().equals(state.contendedSince())
          ? cancel(state, contended(state), due.at())
          : new Ignore("no longer contended since then");
    }
    if (event instanceof CancelRequested) {
      return cancel(state, requested(), event.at());
    }
    if (event instanceof RoundFailed) {
      return violation("I2", state, "a round of phase two failed before any decision");
    }
    return new Ignore("it is being tried, and its deadline will end that");
  }

  private static Step tryAnswered(TransactionState state, Answered event) {
    int i = event.branch();
    BranchState branch = state.branches().get(i);
    if (branch.status() == BranchStatus.TRIED) {
      return new Ignore("branch " + branch.id() + " has already answered its Try");
    }
    Answer answer = event.answer();
    if (answer instanceof Answer.Done done) {
      return tried(
          state.withBranch(i, b -> b.tried(done.result(), event.at()), event.at()),
          state.contendedSince() != null,
          event.at());
    }
    if (answer instanceof Answer.Refused no) {
      CancelReason why =
          new CancelReason(CancelReason.Kind.REFUSED, branch.id(), no.code(), no.reason());
      return cancel(
          state.withBranch(i, b -> b.refused(no.reason(), event.at()), event.at()),
          why,
          event.at());
    }
    if (answer instanceof Answer.Rejected no) {
      return cancel(
          state.withBranch(
              i, b -> b.unanswered(b.status(), no.reason(), false, event.at()), event.at()),
          new CancelReason(CancelReason.Kind.REJECTED, branch.id(), no.code(), no.reason()),
          event.at());
    }
    if (answer instanceof Answer.Violated no) {
      return cancel(
          state.withBranch(
              i, b -> b.unanswered(b.status(), no.reason(), false, event.at()), event.at()),
          new CancelReason(CancelReason.Kind.REJECTED, branch.id(), "violation", no.reason()),
          event.at());
    }
    if (answer instanceof Answer.NotNow later) {
      return repeatLater(state, event, BranchStatus.WAITING, "not now", later.retryAfter());
    }
    if (answer instanceof Answer.Unknown unknown) {
      // it may have had its effect: whatever was known before, the branch may hold something now
      return repeatLater(state, event, BranchStatus.ASKED, unknown.reason(), Duration.ZERO);
    }
    return repeatLater(
        state, event, branch.status(), ((Answer.NotSent) answer).reason(), Duration.ZERO);
  }

  private static Step tried(TransactionState state, boolean contendedBefore, Instant now) {
    if (state.every(b -> b.status() == BranchStatus.TRIED)) {
      return callAll(state.decided(Phase.CONFIRMING, null, now), now);
    }
    int next = state.firstPending();
    if (state.order() == Order.SEQUENTIAL && next >= 0 && !state.pastDeadline(now)) {
      return advance(
          state.withBranch(next, BranchState::asked, now), List.of(new Call(next, Operation.TRY)));
    }
    return advance(state, contendedBefore ? List.of() : watchContention(state));
  }

  private static Step repeatLater(
      TransactionState state, Answered event, BranchStatus status, String why, Duration atLeast) {
    TransactionState next =
        state.withBranch(
            event.branch(), b -> b.unanswered(status, why, false, event.at()), event.at());
    List<Effect> effects = new ArrayList<>();
    effects.add(new RepeatTry(event.branch(), atLeast));
    if (state.contendedSince() == null) {
      effects.addAll(watchContention(next));
    }
    return advance(next, effects);
  }

  private static List<Effect> watchContention(TransactionState state) {
    Instant since = state.contendedSince();
    return since == null ? List.of() : List.of(new WatchContention(since));
  }

  private static Step repeatTry(TransactionState state, RepeatDue event) {
    BranchState branch = state.branches().get(event.branch());
    if (state.pastDeadline(event.at())) {
      return new Ignore("the deadline stops new Tries");
    }
    if (branch.calling() || branch.status() == BranchStatus.TRIED) {
      return new Ignore("branch " + branch.id() + " is being called or has answered");
    }
    return advance(
        state.withBranch(event.branch(), BranchState::asked, event.at()),
        List.of(new Call(event.branch(), Operation.TRY)));
  }

  private static Advance cancel(TransactionState state, CancelReason why, Instant now) {
    return callAll(state.decided(Phase.CANCELLING, why, now), now);
  }

  private static CancelReason deadlinePassed(TransactionState state) {
    return new CancelReason(
        CancelReason.Kind.DEADLINE,
        null,
        null,
        "not every branch had answered its Try by " + state.deadline());
  }

  private static CancelReason contended(TransactionState state) {
    String waiting =
        state.branches().stream()
            .filter(b -> b.status() == BranchStatus.WAITING)
            .map(BranchState::id)
            .findFirst()
            .orElseThrow();
    return new CancelReason(
        CancelReason.Kind.CONTENDED,
        waiting,
        null,
        "branch "
            + waiting
            + " waits for what another transaction holds; try again under a new name, in"
            + " sequential order");
  }

  private static CancelReason requested() {
    return new CancelReason(CancelReason.Kind.REQUESTED, null, null, "cancelled on request");
  }

  // ---- CONFIRMING and CANCELLING -------------------------------------------------------------

  private Step inPhaseTwo(TransactionState state, Event event) {
    if (event instanceof Answered answered) {
      return answeredInPhaseTwo(state, answered);
    }
    if (event instanceof Found) {
      return state.any(BranchState::calling)
          ? new Ignore("a round is under way")
          : callAll(state, event.at());
    }
    if (event instanceof RoundFailed failed) {
      return roundFailed(state, failed);
    }
    if (event instanceof RetryRequested) {
      return retry(state, event.at());
    }
    if (event instanceof ResolveRequested resolve) {
      return resolve(state, resolve);
    }
    return new Ignore("already decided: " + state.phase());
  }

  private Step answeredInPhaseTwo(TransactionState state, Answered event) {
    if (event.operation() == Operation.TRY) {
      // whatever a late Try answers, the decision stands; Cancel and its fence undo it (I4)
      return new Ignore("already decided: " + state.phase());
    }
    if (event.operation() != state.secondOperation()) {
      return violation("I1", state, event.operation() + " was sent after the other was decided");
    }
    int i = event.branch();
    BranchState branch = state.branches().get(i);
    if (branch.status().settled()) {
      return new Ignore("branch " + branch.id() + " has already answered");
    }
    TransactionState next = state.withBranch(i, b -> heardInPhaseTwo(b, event), event.at());
    if (next.every(b -> b.status().settled())) {
      return advance(next.finished(event.at()), List.of());
    }
    return advance(next, next.any(BranchState::calling) ? List.of() : List.of(new CloseRound()));
  }

  private BranchState heardInPhaseTwo(BranchState branch, Answered event) {
    BranchStatus now = branch.status();
    Operation operation = event.operation();
    Answer answer = event.answer();
    Instant at = event.at();
    if (answer instanceof Answer.Done) {
      // the result to keep is the one of Try
      return branch.settled(settledBy(operation), at);
    }
    if (answer instanceof Answer.NotNow) {
      return branch.unanswered(now, "not now", false, at);
    }
    if (answer instanceof Answer.NotSent no) {
      // a participant that cannot be reached at all must become visible too
      return branch.unanswered(now, no.reason(), true, at);
    }
    if (answer instanceof Answer.Violated no) {
      // asking again cannot help: somebody must look, at once
      return branch.unanswered(now, "violation: " + no.reason(), true, at).failedAtLeast(parkAfter);
    }
    if (answer instanceof Answer.Rejected no) {
      return branch.unanswered(now, no.code() + ": " + no.reason(), true, at);
    }
    if (answer instanceof Answer.Refused no) {
      return branch.unanswered(now, "refused " + operation + ": " + no.reason(), true, at);
    }
    return branch.unanswered(now, ((Answer.Unknown) answer).reason(), true, at);
  }

  private static BranchStatus settledBy(Operation operation) {
    return operation == Operation.CONFIRM ? BranchStatus.CONFIRMED : BranchStatus.CANCELLED;
  }

  private Step roundFailed(TransactionState state, RoundFailed event) {
    if (state.any(BranchState::calling)) {
      return new Ignore("a round is under way");
    }
    boolean park = state.parked() || state.any(this::hopeless);
    Instant next = park ? event.nextSlowRound() : event.nextRound();
    Instant parkedAt = !park ? null : state.parkedAt() != null ? state.parkedAt() : event.at();
    return advance(state.roundFailed(next, parkedAt), List.of(new NextRound(next)));
  }

  private boolean hopeless(BranchState branch) {
    return !branch.status().settled() && branch.failures() >= parkAfter;
  }

  /** Takes one branch as settled and goes on with the others, as when asked to retry. */
  private static Step resolve(TransactionState state, ResolveRequested event) {
    int i = event.branch();
    BranchState branch = state.branches().get(i);
    if (event.operation() != state.secondOperation()) {
      return new Ignore("decided otherwise: " + state.phase());
    }
    if (branch.status().settled()) {
      return new Ignore("branch " + branch.id() + " is settled already");
    }
    TransactionState next =
        state.withBranch(
            i, b -> b.resolved(settledBy(event.operation()), event.resolution()), event.at());
    return next.every(b -> b.status().settled())
        ? advance(next.finished(event.at()), List.of())
        : retry(next, event.at());
  }

  private static Step retry(TransactionState state, Instant now) {
    TransactionState unparked = state.unparked(now);
    return state.any(BranchState::calling) ? advance(unparked, List.of()) : callAll(unparked, now);
  }

  /**
   * Calls every branch that has not answered, whatever its Try answered and even if none was sent.
   */
  private static Advance callAll(TransactionState state, Instant now) {
    List<Effect> effects = new ArrayList<>();
    List<BranchState> branches = new ArrayList<>(state.branches());
    for (int i = 0; i < branches.size(); i++) {
      if (!branches.get(i).status().settled()) {
        branches.set(i, branches.get(i).called());
        effects.add(new Call(i, state.secondOperation()));
      }
    }
    return advance(state.heard(branches, now), effects);
  }

  // ---- CONFIRMED and CANCELLED ---------------------------------------------------------------

  private static Step afterTheEnd(TransactionState state, Event event) {
    if (event instanceof Answered answered
        && answered.operation() != Operation.TRY
        && answered.operation() != state.secondOperation()) {
      return violation("I1", state, answered.operation() + " was sent after the other was decided");
    }
    return new Ignore("finished: " + state.phase());
  }

  // ---- shared --------------------------------------------------------------------------------

  private static void checkBranch(TransactionState state, int branch) {
    if (branch < 0 || branch >= state.branches().size()) {
      throw new IllegalArgumentException(
          state.id() + " has " + state.branches().size() + " branches, there is no " + branch);
    }
  }

  private static Advance advance(TransactionState next, List<Effect> effects) {
    return new Advance(next, new Effects(next, effects));
  }

  private static Step violation(String invariant, TransactionState state, String what) {
    return new Violation(
        new InvariantViolation(
            invariant,
            state.id() + " in " + state.phase() + " version " + state.version() + ": " + what));
  }
}

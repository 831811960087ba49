package io.lambdatcc.testkit.oracle;

import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.testkit.history.Happening.FenceChanged;
import io.lambdatcc.wire.ParticipantReply;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the history has shown so far of one branch. */
final class BranchFacts {
  final String id;
  private final Set<FenceState> fencesReached = EnumSet.noneOf(FenceState.class);
  private final Set<Operation> done = EnumSet.noneOf(Operation.class);
  private @Nullable FenceState fence;
  private int tryEffects;
  private int confirmEffects;
  private int cancelEffects;
  private long settledAt;
  private long available;
  private long reserved;
  private long spent;
  private boolean refusedTry;
  private boolean rejectedTry;
  private boolean notNowTry;
  private boolean triedHeard;
  private boolean waits;
  private int failures;
  private int failuresForgiven;
  private int failuresToForgive = -1;
  private boolean violated;
  private boolean resolved;

  BranchFacts(String id) {
    this.id = id;
  }

  void changed(FenceChanged change) {
    fence = change.after() == null ? null : change.after().state();
    if (fence != null) {
      fencesReached.add(fence);
      if (fence != FenceState.TRIED) {
        settledAt = change.at();
      }
    }
    available += change.available();
    reserved += change.reserved();
    spent += change.spent();
    if (change.by() != null && change.hasEffect()) {
      switch (change.by()) {
        case TRY -> tryEffects++;
        case CONFIRM -> confirmEffects++;
        case CANCEL -> cancelEffects++;
      }
    }
  }

  void replied(Operation operation, ParticipantReply reply) {
    if (reply instanceof ParticipantReply.Done) {
      done.add(operation);
    } else if (reply instanceof ParticipantReply.Refused && operation == Operation.TRY) {
      refusedTry = true;
    }
  }

  void heard(Operation operation, Answer answer) {
    if (operation == Operation.TRY) {
      waits = answer instanceof Answer.NotNow;
      notNowTry |= waits;
      triedHeard |= answer instanceof Answer.Done;
      rejectedTry |= answer instanceof Answer.Rejected || answer instanceof Answer.Violated;
    } else if (!(answer instanceof Answer.Done) && !(answer instanceof Answer.NotNow)) {
      failures++;
      violated |= answer instanceof Answer.Violated;
    }
  }

  /** What has failed so far does not count any more, if a version that says so lands. */
  void aboutToForgive() {
    if (failuresToForgive < 0) {
      failuresToForgive = failures;
    }
  }

  /** What had failed when this was written does not count toward the next parking. */
  void forgive() {
    failuresForgiven = failuresToForgive < 0 ? failures : failuresToForgive;
    failuresToForgive = -1;
  }

  void isResolved() {
    resolved = true;
  }

  // ---- at the participant ----------------------------------------------------------------------

  /** The state of its fence now; null where there is none. */
  @Nullable FenceState fence() {
    return fence;
  }

  /** Whether its fence has ever been in this state. */
  boolean reached(FenceState state) {
    return fencesReached.contains(state);
  }

  /** When its fence last came to a state that it may be forgotten in. */
  long settledAt() {
    return settledAt;
  }

  /** How often this operation has changed business data in this branch's name. */
  int effects(Operation operation) {
    return switch (operation) {
      case TRY -> tryEffects;
      case CONFIRM -> confirmEffects;
      case CANCEL -> cancelEffects;
    };
  }

  /** What this branch holds reserved. */
  long reserved() {
    return reserved;
  }

  /** Whether business data is, for all that this branch did, as if it had never been. */
  boolean leftNoTrace() {
    return available == 0 && reserved == 0 && spent == 0;
  }

  /** Whether a participant has replied to this operation that it is done. */
  boolean toldDone(Operation operation) {
    return done.contains(operation);
  }

  /** Whether a participant has replied to a Try that it is refused for ever. */
  boolean toldRefused() {
    return refusedTry;
  }

  // ---- at the coordinators ---------------------------------------------------------------------

  /** Whether a coordinator has heard that a Try was not accepted as a message. */
  boolean heardRejected() {
    return rejectedTry;
  }

  /** Whether a coordinator has ever heard "not now" to a Try. */
  boolean heardNotNow() {
    return notNowTry;
  }

  /** Whether a coordinator has heard that the Try succeeded. */
  boolean heardTried() {
    return triedHeard;
  }

  /** Whether the last that was heard of its Try is "not now". */
  boolean waits() {
    return waits;
  }

  /** Answers of phase two, other than yes and "not now", since it was last forgiven. */
  int failures() {
    return failures - failuresForgiven;
  }

  /** Whether somebody answers for it, so that nothing at the participant shows that it is done. */
  boolean resolved() {
    return resolved;
  }

  /** Whether phase two was ever answered by a violation. */
  boolean violated() {
    return violated;
  }
}

package io.lambdatcc.testkit.oracle;

import io.lambdatcc.api.InquiryAnswer;
import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.TransactionState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the history has shown so far of one transaction. */
final class TransactionFacts {
  /** The full id. */
  final String id;

  private final List<BranchFacts> branches = new ArrayList<>(4);
  private final Set<Phase> phasesLanded = EnumSet.noneOf(Phase.class);
  private @Nullable TransactionState first;
  private @Nullable TransactionState stored;
  private @Nullable TransactionState decision;
  private int begins;
  private int beginsWritten;
  private int begunMoment;
  private boolean everParked;
  private boolean toldCancelled;
  private boolean displaced;
  private long endedAt;

  TransactionFacts(String id) {
    this.id = id;
  }

  void landed(@Nullable TransactionState before, TransactionState after, long at, int moment) {
    if (before == null) {
      begins += after.forestalled() ? 0 : 1;
      begunMoment = moment;
    }
    if (first == null) {
      first = after;
    }
    // one that never began may be called off once more when that is forgotten
    boolean again = decision != null && decision.forestalled() && before == null;
    if ((decision == null && after.phase().decided()) || (again && after.forestalled())) {
      decision = after;
    }
    stored = after;
    for (int i = 0; i < after.branches().size(); i++) {
      BranchState branch = after.branches().get(i);
      if (branch.resolution() != null) {
        branch(branch).isResolved();
      }
    }
    phasesLanded.add(after.phase());
    everParked |= after.parked();
    if (after.phase().finished()) {
      endedAt = at;
    }
    if (isUnparked(after)) {
      branches.forEach(BranchFacts::forgive);
    }
  }

  /** A coordinator has sent this to the log. */
  void written(TransactionState next) {
    if (next.version() == 1) {
      beginsWritten++;
    } else if (isUnparked(next)) {
      branches.forEach(BranchFacts::aboutToForgive);
    }
  }

  /** Whether this is the version in which failures were forgiven: begin is 1, the decision 2. */
  static boolean isUnparked(TransactionState after) {
    return after.version() > 2
        && after.phase().decided()
        && !after.phase().finished()
        && after.failedRounds() == 0;
  }

  /** A participant was told this of a branch of it. */
  void informed(InquiryAnswer answer) {
    toldCancelled |= answer == InquiryAnswer.CANCELLED;
  }

  /** Whether any participant was told that it is cancelled. */
  boolean toldCancelled() {
    return toldCancelled;
  }

  /** Another one is under its name, and it has not begun. */
  void isDisplaced() {
    displaced = true;
  }

  /** Whether another one was ever found under its name while it had not begun. */
  boolean displaced() {
    return displaced;
  }

  void forgotten() {
    stored = null;
  }

  /** The branch of this id, whether or not the log has heard of it. */
  BranchFacts branch(String branchId) {
    for (int i = 0; i < branches.size(); i++) {
      if (branches.get(i).id.equals(branchId)) {
        return branches.get(i);
      }
    }
    BranchFacts made = new BranchFacts(branchId);
    branches.add(made);
    return made;
  }

  BranchFacts branch(BranchState branch) {
    return branch(branch.id());
  }

  /** Every branch that anything was heard of, in the order in which that was. */
  List<BranchFacts> branches() {
    return branches;
  }

  /** Its first version; null where it was never begun. */
  @Nullable TransactionState first() {
    return first;
  }

  /** What the log holds; null before the begin, and after it was forgotten. */
  @Nullable TransactionState stored() {
    return stored;
  }

  /** The first version in which it was decided; null while it is not. */
  @Nullable TransactionState decision() {
    return decision;
  }

  /** Whether the decision is this one. */
  boolean decided(boolean toConfirm) {
    return decision != null && decision.phase().confirms() == toConfirm;
  }

  boolean begun() {
    return begins > 0;
  }

  /** How often the log was empty under its name when its first version landed. */
  int begins() {
    return begins;
  }

  /**
   * Whether its begin was sent to the log more than once: then that an attempt was rejected says
   * nothing about the one before.
   */
  boolean begunInDoubt() {
    return beginsWritten > 1;
  }

  /** The place in the history at which it last began. */
  int begunMoment() {
    return begunMoment;
  }

  /** Whether a version in this phase has ever been durable. */
  boolean landedIn(Phase phase) {
    return phasesLanded.contains(phase);
  }

  /** Whether a version that is parked has ever been durable. */
  boolean everParked() {
    return everParked;
  }

  /** When its end became durable, if it has. */
  long endedAt() {
    return endedAt;
  }
}

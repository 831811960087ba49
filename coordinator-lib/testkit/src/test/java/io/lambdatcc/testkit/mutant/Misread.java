package io.lambdatcc.testkit.mutant;

import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.BranchStatus;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.Resolution;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Transactions as they are not: what mutants take them for. */
final class Misread {
  private Misread() {}

  /** Taken for one that is being cancelled. */
  static TransactionState asCancelling(TransactionState state, String why) {
    CancelReason reason = new CancelReason(CancelReason.Kind.DEADLINE, null, null, why);
    return copy(
        state,
        state.id(),
        state.scope(),
        state.version(),
        Phase.CANCELLING,
        state.branches(),
        reason,
        state.decidedAt());
  }

  /** Taken for one of which nothing is decided. */
  static TransactionState asTrying(TransactionState state) {
    return copy(
        state,
        state.id(),
        state.scope(),
        state.version(),
        Phase.TRYING,
        state.branches(),
        null,
        null);
  }

  /** Taken for a decision to confirm that is handed over, if it is not decided at all. */
  static TransactionState asHandedOver(TransactionState state) {
    if (state.phase().decided()) {
      return state;
    }
    return copy(
            state,
            state.id(),
            state.scope(),
            state.version(),
            Phase.CONFIRMING,
            state.branches(),
            null,
            state.createdAt())
        .handOver();
  }

  /** The same as another version. */
  static TransactionState asVersion(TransactionState state, long version) {
    return copy(
        state,
        state.id(),
        state.scope(),
        version,
        state.phase(),
        state.branches(),
        state.cancelReason(),
        state.decidedAt());
  }

  /** The next version, with its last branch in it once more. */
  static TransactionState withOneBranchMore(TransactionState state) {
    List<BranchState> branches = new ArrayList<>(state.branches());
    BranchState last = branches.get(branches.size() - 1);
    branches.add(BranchState.pending(last.id() + "-2", last.participant(), last.payloadDigest()));
    return copy(
        state,
        state.id(),
        state.scope(),
        state.version() + 1,
        state.phase(),
        branches,
        state.cancelReason(),
        state.decidedAt());
  }

  /** Taken for somebody else's of the same name. */
  static TransactionState asSomebodyElses(TransactionState state) {
    return copy(
        state,
        new TransactionId(state.id().key(), "0"),
        "somebody-else",
        state.version(),
        state.phase(),
        state.branches(),
        state.cancelReason(),
        state.decidedAt());
  }

  /** With what has failed taken for done, as if somebody had said so. */
  static TransactionState asGivenUp(TransactionState state, Instant now) {
    BranchStatus done = state.phase().confirms() ? BranchStatus.CONFIRMED : BranchStatus.CANCELLED;
    return withBranches(
        state,
        branch ->
            branch.status().settled() || branch.failures() == 0
                ? branch
                : with(branch, done, new Resolution(now, "the coordinator", "failed too often")));
  }

  /** With nobody's word for a branch. */
  static TransactionState withoutWords(TransactionState state) {
    return withBranches(state, branch -> with(branch, branch.status(), null));
  }

  private static TransactionState withBranches(
      TransactionState state, UnaryOperator<BranchState> change) {
    return copy(
        state,
        state.id(),
        state.scope(),
        state.version(),
        state.phase(),
        state.branches().stream().map(change).toList(),
        state.cancelReason(),
        state.decidedAt());
  }

  private static BranchState with(
      BranchState branch, BranchStatus status, @Nullable Resolution resolution) {
    return new BranchState(
        branch.id(),
        branch.participant(),
        branch.payloadDigest(),
        branch.address(),
        status,
        branch.attempts(),
        branch.failures(),
        branch.result(),
        branch.problem(),
        branch.triedAt(),
        branch.heardAt(),
        resolution,
        branch.calling());
  }

  private static TransactionState copy(
      TransactionState state,
      TransactionId id,
      String scope,
      long version,
      Phase phase,
      List<BranchState> branches,
      @Nullable CancelReason reason,
      @Nullable Instant decidedAt) {
    return new TransactionState(
        id,
        scope,
        state.order(),
        state.createdAt(),
        state.deadline(),
        state.traceparent(),
        version,
        phase,
        branches,
        reason,
        state.failedRounds(),
        state.due(),
        phase.decided() ? state.parkedAt() : null,
        decidedAt,
        state.endedAt(),
        phase.decided() && state.handedOver(),
        null);
  }
}

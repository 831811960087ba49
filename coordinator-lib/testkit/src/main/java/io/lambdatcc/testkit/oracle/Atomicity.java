package io.lambdatcc.testkit.oracle;

import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Happening.FenceChanged;
import io.lambdatcc.testkit.history.Happening.Landed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * I1: of one transaction never one branch is confirmed and another cancelled or refused.
 *
 * <p>Neither at the participants, whatever the log says; nor in the log, whatever they do: it is
 * decided to confirm only when every branch holds its reservation, and it has ended only when every
 * branch has, or somebody answers for one that never will.
 */
final class Atomicity extends InvariantOracle {
  Atomicity(Facts facts) {
    super("I1", facts, Sort.FENCE_CHANGED, Sort.LANDED);
  }

  @Override
  @Nullable String judge(Happening happening) {
    if (happening instanceof FenceChanged change) {
      return change.after() == null ? null : ends(change.after().state());
    }
    return happening instanceof Landed landed ? isTrue(landed.after()) : null;
  }

  private @Nullable String ends(FenceState reached) {
    if (reached == FenceState.TRIED) {
      return null;
    }
    TransactionFacts transaction = facts().transaction();
    boolean confirmed = reached == FenceState.CONFIRMED;
    List<BranchFacts> branches = transaction.branches();
    for (int i = 0; i < branches.size(); i++) {
      BranchFacts other = branches.get(i);
      boolean otherwise =
          confirmed
              ? other.reached(FenceState.CANCELLED) || other.reached(FenceState.REFUSED)
              : other.reached(FenceState.CONFIRMED);
      if (otherwise) {
        return "of "
            + transaction.id
            + " branch "
            + facts().branch().id
            + " is now "
            + reached
            + ", but branch "
            + other.id
            + (confirmed ? " was cancelled or refused" : " was confirmed");
      }
    }
    return null;
  }

  private @Nullable String isTrue(TransactionState after) {
    Phase phase = after.phase();
    boolean neverKnown = after.forestalled() && after.version() == 2;
    if (phase == Phase.TRYING || phase == Phase.CANCELLING || neverKnown) {
      return null;
    }
    List<BranchState> branches = after.branches();
    for (int i = 0; i < branches.size(); i++) {
      BranchFacts branch = facts().transaction().branch(branches.get(i));
      if (branch.resolved()) {
        continue;
      }
      String lacks =
          switch (phase) {
            case CONFIRMING ->
                branch.fence() == FenceState.TRIED || after.version() > 2
                    ? null
                    : "it was decided to confirm, but nothing is reserved at";
            case CONFIRMED ->
                branch.reached(FenceState.CONFIRMED)
                    ? null
                    : "it ended as confirmed, but nothing was confirmed at";
            case CANCELLED ->
                !branch.toldDone(Operation.CANCEL)
                    ? "it ended as cancelled, but no Cancel was ever done at"
                    : branch.fence() == FenceState.TRIED
                        ? "it ended as cancelled, but something is still reserved at"
                        : null;
            case TRYING, CANCELLING -> null;
          };
      if (lacks != null) {
        return "of "
            + after.id()
            + " "
            + lacks
            + " branch "
            + branch.id
            + ", whose fence is "
            + branch.fence();
      }
    }
    return null;
  }
}

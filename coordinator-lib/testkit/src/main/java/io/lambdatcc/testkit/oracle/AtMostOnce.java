package io.lambdatcc.testkit.oracle;

import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Happening.FenceChanged;
import io.lambdatcc.testkit.history.Happening.Landed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * I3: each business effect of a branch's operation happens at most once.
 *
 * <p>And once it has ended, as often as it must: what was reserved in a branch's own name was spent
 * in its own name or given back, so that no transaction passes off another's effects as its own.
 */
final class AtMostOnce extends InvariantOracle {
  AtMostOnce(Facts facts) {
    super("I3", facts, Sort.FENCE_CHANGED, Sort.LANDED);
  }

  @Override
  @Nullable String judge(Happening happening) {
    if (happening instanceof FenceChanged change) {
      return change.hasEffect() ? again(change) : null;
    }
    return happening instanceof Landed landed
            && landed.after().phase().finished()
            && landed.before() != null
        ? isWhole(landed.after())
        : null;
  }

  private @Nullable String again(FenceChanged change) {
    Operation by = change.by();
    if (by == null) {
      return "forgetting the fence of " + change.key() + " changed business data";
    }
    int times = facts().branch().effects(by);
    return times == 1
        ? null
        : by
            + " of "
            + change.key()
            + " had its effect at "
            + change.participant()
            + " "
            + times
            + " times";
  }

  private @Nullable String isWhole(TransactionState after) {
    Operation second = after.secondOperation();
    Operation other = second == Operation.CONFIRM ? Operation.CANCEL : Operation.CONFIRM;
    List<BranchState> branches = after.branches();
    for (int i = 0; i < branches.size(); i++) {
      BranchFacts branch = facts().transaction().branch(branches.get(i));
      boolean whole = branch.resolved() || branch.effects(Operation.TRY) == branch.effects(second);
      if (!whole || branch.effects(other) != 0) {
        return after.id()
            + " ended as "
            + after.phase()
            + ", but at branch "
            + branch.id
            + " Try had "
            + branch.effects(Operation.TRY)
            + " effects, Confirm "
            + branch.effects(Operation.CONFIRM)
            + " and Cancel "
            + branch.effects(Operation.CANCEL);
      }
    }
    return null;
  }
}

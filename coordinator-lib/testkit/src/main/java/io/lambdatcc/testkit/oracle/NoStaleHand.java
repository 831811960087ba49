package io.lambdatcc.testkit.oracle;

import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Happening.Forgotten;
import io.lambdatcc.testkit.history.Happening.Landed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * I11: a write based on an old version never lands.
 *
 * <p>Every version follows the one that stands there, which history knows better than whoever
 * writes; none forgets a branch that the one before knew to be settled; and no token serves two
 * different writes, since the log would take the second for the first.
 */
final class NoStaleHand extends InvariantOracle {
  private final Map<TransactionKey, TransactionState> stored = new HashMap<>();
  private final Map<String, TransactionState> byToken = new HashMap<>();

  NoStaleHand(Facts facts) {
    super("I11", facts, Sort.LANDED, Sort.FORGOTTEN);
  }

  @Override
  @Nullable String judge(Happening happening) {
    if (happening instanceof Landed landed) {
      return lands(landed);
    }
    if (happening instanceof Forgotten forgotten) {
      stored.remove(forgotten.last().id().key());
    }
    return null;
  }

  private @Nullable String lands(Landed landed) {
    TransactionState after = landed.after();
    TransactionState stood = stored.put(after.id().key(), after);
    TransactionState sameToken = byToken.put(landed.token(), after);
    if (sameToken != null) {
      return said(
          landed, "carries the token of version " + sameToken.version() + " of " + sameToken.id());
    }
    long follows = after.version() - 1;
    if (stood == null) {
      return follows == 0 || (follows == 1 && after.forestalled())
          ? null
          : said(landed, "follows nothing");
    }
    if (!stood.id().equals(after.id()) || stood.version() != follows) {
      return said(
          landed, "lands where version " + stood.version() + " of " + stood.id() + " stands");
    }
    TransactionState before = landed.before();
    if (before == null || before.version() != follows || !before.id().equals(after.id())) {
      return said(landed, "lands though its condition does not hold");
    }
    return forgets(landed, before, after);
  }

  private static @Nullable String forgets(
      Landed landed, TransactionState before, TransactionState after) {
    List<BranchState> branches = before.branches();
    for (int i = 0; i < branches.size() && i < after.branches().size(); i++) {
      if (branches.get(i).status().settled()
          && after.branches().get(i).status() != branches.get(i).status()) {
        return said(
            landed,
            "forgets that branch "
                + branches.get(i).id()
                + " was "
                + branches.get(i).status()
                + " in the version before");
      }
    }
    return null;
  }

  private static String said(Landed landed, String what) {
    return "version "
        + landed.after().version()
        + " of "
        + landed.after().id()
        + " ("
        + landed.after().phase()
        + "), written by "
        + landed.coordinator()
        + ", "
        + what;
  }
}

package io.lambdatcc.testkit.oracle;

import io.lambdatcc.protocol.Operation;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Happening.FenceChanged;
import io.lambdatcc.testkit.history.Happening.Holds;
import io.lambdatcc.testkit.scenario.Service;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * I6: available + reserved + spent never changes.
 *
 * <p>Neither in all nor by any branch. What a participant holds is what it began with and what
 * branches moved, and nothing else. A Try spends nothing, a Confirm leaves nothing reserved, a
 * Cancel leaves no trace.
 */
final class Conservation extends InvariantOracle {
  private final List<Holding> holdings = new ArrayList<>(4);

  /** What a participant must hold. */
  private static final class Holding {
    final String participant;
    long available;
    long reserved;
    long spent;

    Holding(String participant, long available) {
      this.participant = participant;
      this.available = available;
    }
  }

  Conservation(Facts facts) {
    super("I6", facts, Sort.FENCE_CHANGED, Sort.HOLDS);
    for (Service service : facts.scenario().services()) {
      long available = 0;
      for (long amount : service.shelves().values()) {
        available += amount;
      }
      holdings.add(new Holding(service.name(), available));
    }
  }

  @Override
  @Nullable String judge(Happening happening) {
    if (happening instanceof FenceChanged change) {
      return moves(change);
    }
    return happening instanceof Holds holds ? differs(holds) : null;
  }

  private @Nullable String moves(FenceChanged change) {
    Holding holding = holding(change.participant());
    holding.available += change.available();
    holding.reserved += change.reserved();
    holding.spent += change.spent();
    if (change.available() + change.reserved() + change.spent() != 0) {
      return said(change, "makes or destroys something");
    }
    BranchFacts branch = facts().branch();
    if (change.by() == Operation.TRY && change.spent() != 0) {
      return said(change, "spends before anything is decided");
    }
    if (change.by() == Operation.CONFIRM && branch.reserved() != 0) {
      return said(change, "leaves reserved " + branch.reserved());
    }
    if (change.by() == Operation.CANCEL && !branch.leftNoTrace()) {
      return said(change, "does not give back what the Try took");
    }
    return null;
  }

  private @Nullable String differs(Holds holds) {
    Holding must = holding(holds.participant());
    if (holds.available() < 0 || holds.reserved() < 0 || holds.spent() < 0) {
      return holds.participant() + " holds less than nothing: " + amounts(holds);
    }
    boolean same =
        holds.available() == must.available
            && holds.reserved() == must.reserved
            && holds.spent() == must.spent;
    return same
        ? null
        : holds.participant()
            + " holds "
            + amounts(holds)
            + ", but with what its branches moved it must hold "
            + amounts(must.available, must.reserved, must.spent);
  }

  private Holding holding(String participant) {
    for (int i = 0; i < holdings.size(); i++) {
      if (holdings.get(i).participant.equals(participant)) {
        return holdings.get(i);
      }
    }
    Holding empty = new Holding(participant, 0);
    holdings.add(empty);
    return empty;
  }

  private static String said(FenceChanged change, String what) {
    return change.by()
        + " of "
        + change.key()
        + " at "
        + change.participant()
        + " "
        + what
        + "; it moves "
        + amounts(change.available(), change.reserved(), change.spent());
  }

  private static String amounts(Holds holds) {
    return amounts(holds.available(), holds.reserved(), holds.spent());
  }

  private static String amounts(long available, long reserved, long spent) {
    return available + " available, " + reserved + " reserved, " + spent + " spent";
  }
}

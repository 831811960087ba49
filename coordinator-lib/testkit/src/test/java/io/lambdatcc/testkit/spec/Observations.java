package io.lambdatcc.testkit.spec;

import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Happening.FenceChanged;
import io.lambdatcc.testkit.history.Happening.Forgotten;
import io.lambdatcc.testkit.history.Happening.Landed;
import io.lambdatcc.testkit.history.Happening.StoredByOther;
import io.lambdatcc.testkit.history.Happening.Told;
import io.lambdatcc.testkit.history.Happening.Writing;
import io.lambdatcc.testkit.history.History;
import io.lambdatcc.testkit.history.Telling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a history lets one observe of each transaction, step by step.
 *
 * <p>The specification knows neither the end of retention nor phases of other program versions; so
 * a trace ends where its record or one of its fences is forgotten, or another version writes.
 */
final class Observations {
  private final Map<String, Trace> traces = new LinkedHashMap<>();

  private Observations() {}

  /** One transaction, under observation. */
  private static final class Trace {
    private final List<String> branches;
    private final List<Observed> steps = new ArrayList<>();
    private boolean over;

    Trace(TransactionState begun) {
      branches = begun.branches().stream().map(BranchState::id).toList();
      steps.add(Observed.nothing(branches.size()));
    }

    void step(UnaryOperator<Observed> change) {
      Observed before = steps.get(steps.size() - 1);
      Observed after = change.apply(before);
      if (!over && !after.equals(before)) {
        steps.add(after);
      }
    }
  }

  /**
   * The traces of all transactions with so many branches that a coordinator has tried to begin, in
   * that order.
   */
  static List<List<Observed>> of(History history, int branches) {
    Observations observations = new Observations();
    history.happenings().forEach(observations::take);
    return observations.traces.values().stream()
        .filter(trace -> trace.branches.size() == branches)
        .map(trace -> List.copyOf(trace.steps))
        .toList();
  }

  private void take(Happening happening) {
    if (happening instanceof Writing writing) {
      TransactionState next = writing.next();
      traces.computeIfAbsent(next.id().toString(), id -> new Trace(next));
    } else if (happening instanceof Landed landed) {
      step(landed.after().id().toString(), now -> now.in(landed.after().phase()));
    } else if (happening instanceof FenceChanged changed) {
      take(changed);
    } else if (happening instanceof Told told
        && told.telling() instanceof Telling.Shown shown
        && shown.phase().decided()) {
      step(shown.id(), now -> now.telling(shown.phase()));
    } else if (happening instanceof Forgotten forgotten) {
      end(forgotten.last().id().toString());
    } else if (happening instanceof StoredByOther stored) {
      end(stored.id().toString());
    }
  }

  private void take(FenceChanged changed) {
    String transaction = changed.key().transactionId();
    Trace trace = traces.get(transaction);
    Fence after = changed.after();
    if (after == null) {
      end(transaction);
    } else if (trace != null) {
      int branch = trace.branches.indexOf(changed.key().branchId());
      trace.step(now -> now.fence(branch, after.state()));
    }
  }

  private void step(String transaction, UnaryOperator<Observed> change) {
    Trace trace = traces.get(transaction);
    if (trace != null) {
      trace.step(change);
    }
  }

  private void end(String transaction) {
    Trace trace = traces.get(transaction);
    if (trace != null) {
      trace.over = true;
    }
  }
}

package io.lambdatcc.testkit.oracle;

import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.scenario.Scenario;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All twelve oracles of one run.
 *
 * <p>Says what they say one by one, and asks only those that watch what happened: a million runs
 * are judged by it.
 */
public final class Jury {
  private final Facts facts;
  private final InvariantOracle[] oracles;
  private final Map<Sort, List<InvariantOracle>> watching = new EnumMap<>(Sort.class);
  private int moment;

  /** A jury for one run of this scenario. */
  public Jury(Scenario scenario) {
    facts = new Facts(scenario);
    oracles = Oracles.on(facts);
  }

  /**
   * Takes what happened next; everything that happens, in order.
   *
   * @return what is broken now, by the lowest invariant that is; null while all is well
   */
  public @Nullable Finding sees(Happening happening) {
    Sort sort = facts.take(happening);
    if (sort != Sort.OTHER) {
      for (InvariantOracle oracle : watching.computeIfAbsent(sort, this::watchersOf)) {
        String broken = oracle.considers(happening);
        if (broken != null) {
          return new Finding(oracle.invariant(), broken, happening.at(), moment);
        }
      }
    }
    moment++;
    return null;
  }

  private List<InvariantOracle> watchersOf(Sort sort) {
    List<InvariantOracle> watchers = new ArrayList<>(oracles.length);
    for (InvariantOracle oracle : oracles) {
      if (oracle.watches(sort)) {
        watchers.add(oracle);
      }
    }
    return watchers;
  }
}

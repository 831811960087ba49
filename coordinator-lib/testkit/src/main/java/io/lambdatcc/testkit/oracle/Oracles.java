package io.lambdatcc.testkit.oracle;

import io.lambdatcc.testkit.scenario.Scenario;
import java.util.List;

/** Where oracles come from. */
final class Oracles {
  private Oracles() {}

  /**
   * A fresh oracle for each of the twelve invariants, in their order.
   *
   * <p>They serve one run of this scenario. Each must be shown everything that happens, in order;
   * once one of them has found something broken, the run is over for all. A {@link Jury} does that.
   */
  static List<Oracle> all(Scenario scenario) {
    return List.of(on(new Facts(scenario)));
  }

  static InvariantOracle[] on(Facts facts) {
    return new InvariantOracle[] {
      new Atomicity(facts),
      new OneDecision(facts),
      new AtMostOnce(facts),
      new NoHangingTry(facts),
      new EmptyCancel(facts),
      new Conservation(facts),
      new Truth(facts),
      new NoStepBack(facts),
      new NothingLost(facts),
      new Termination(facts),
      new NoStaleHand(facts),
      new Compatibility(facts)
    };
  }
}

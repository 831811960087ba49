package io.lambdatcc.testkit.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Scenarios;
import io.lambdatcc.testkit.search.Simulations;
import io.lambdatcc.testkit.search.Trial;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

class SimulationProperties {
  @Property(tries = 300)
  void whateverGoesWrongEveryInvariantHolds(@ForAll Trial trial) {
    Simulations.check(trial);
  }

  @Property(tries = 300)
  void whateverGoesWrongNeitherOfTwoWaitsForEver(@ForAll @In("crosswise") FaultPlan plan) {
    Simulations.check(Scenarios.CROSSWISE, plan);
  }

  @Property(tries = 300)
  void whateverClientsWantEveryInvariantHolds(@ForAll("busyShops") Trial trial) {
    Simulations.check(trial);
  }

  @Provide
  Arbitrary<Trial> busyShops() {
    return Simulated.busyShops();
  }

  @Property(tries = 20)
  void whereNothingGoesWrongEverythingEnds(@ForAll Scenario scenario) {
    Simulations.check(scenario, FaultPlan.NONE);
  }

  @Property(tries = 300)
  void plansOfEverySizeAreGenerated(@ForAll FaultPlan plan) {
    int rules = plan.rules().size();
    assertThat(rules).isBetween(0, 12);
    Statistics.label("rules")
        .collect(rules == 0 ? "none" : rules == 1 ? "one" : "more")
        .coverage(
            coverage -> {
              coverage.check("none").count(n -> n > 0);
              coverage.check("one").count(n -> n > 0);
              coverage.check("more").count(n -> n > 0);
            });
  }
}

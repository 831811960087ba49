package io.lambdatcc.testkit.search;

import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.world.Run;
import io.lambdatcc.testkit.world.Wiring;
import io.lambdatcc.testkit.world.World;

/** A scenario and what goes wrong in it: all that a run is a function of. */
public record Trial(Scenario scenario, FaultPlan plan) {

  /** Runs it in production wiring. */
  public Run run() {
    return World.run(scenario, plan);
  }

  /** Runs it. */
  public Run run(Wiring wiring) {
    return World.run(scenario, plan, wiring);
  }

  /** This trial as Java that makes it again, if its scenario is a standard one. */
  public String toJava() {
    return "new Trial(Scenarios.named(\"" + scenario.name() + "\"), " + plan.toJava() + ")";
  }

  @Override
  public String toString() {
    return scenario + ": " + plan;
  }
}

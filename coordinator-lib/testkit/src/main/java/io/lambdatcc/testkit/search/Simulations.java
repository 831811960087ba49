package io.lambdatcc.testkit.search;

import io.lambdatcc.testkit.picture.FailureReport;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Scenarios;
import io.lambdatcc.testkit.world.Run;
import io.lambdatcc.testkit.world.Wiring;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Simulations as assertions, for any test framework.
 *
 * <p>Where one fails, the message tells the plan, the invariant and the trace; and pictures of what
 * happened are written into {@code target/simulation}, or into the directory that the system
 * property {@value #DIRECTORY} names.
 */
public final class Simulations {
  /** The system property that says where pictures go. */
  public static final String DIRECTORY = "lambdatcc.simulation.directory";

  private Simulations() {}

  /**
   * Runs a scenario under a plan and checks every invariant.
   *
   * @throws SimulationFailedError where one is broken
   */
  public static Run check(Scenario scenario, FaultPlan plan) {
    return check(new Trial(scenario, plan));
  }

  /**
   * Runs a trial and checks every invariant.
   *
   * @throws SimulationFailedError where one is broken
   */
  public static Run check(Trial trial) {
    return check(trial, () -> new Wiring() {});
  }

  /**
   * Runs a trial in a world of one's own and checks every invariant.
   *
   * @param wiring a new one for each run
   * @throws SimulationFailedError where one is broken
   */
  public static Run check(Trial trial, Supplier<? extends Wiring> wiring) {
    return check(trial.run(wiring.get()));
  }

  /**
   * Checks that a search has found nothing; what it has found, it makes small.
   *
   * @param wiring in which it searched
   * @throws SimulationFailedError where it has found something
   */
  public static void check(SearchResult result, Supplier<? extends Wiring> wiring) {
    if (result.failure() != null) {
      Run unused = check(Shrinker.shrink(result.failure().trial(), wiring));
    }
  }

  /**
   * Checks that a run broke no invariant.
   *
   * @throws SimulationFailedError where it broke one
   */
  public static Run check(Run run) {
    if (run.finding() != null) {
      FailureReport report = report(run);
      throw new SimulationFailedError(
          run,
          report.text()
              + "\nPictures: "
              + report.writeTo(Path.of(System.getProperty(DIRECTORY, "target/simulation"))));
    }
    return run;
  }

  private static FailureReport report(Run run) {
    return Scenarios.find(run.scenario().name())
        .map(
            scenario ->
                FailureReport.of(
                    run, "Run run = World.run(Scenarios.named(\"" + scenario + "\"), plan);"))
        .orElseGet(() -> FailureReport.of(run));
  }
}

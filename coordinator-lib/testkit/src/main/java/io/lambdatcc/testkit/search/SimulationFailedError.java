package io.lambdatcc.testkit.search;

import io.lambdatcc.testkit.world.Run;

/** A simulation broke an invariant. The message tells all that is needed to see it again. */
public final class SimulationFailedError extends AssertionError {
  private static final long serialVersionUID = 1L;

  // for whoever catches it in the same process
  private final transient Run run;

  /**
   * A run broke an invariant.
   *
   * @param report for people
   */
  public SimulationFailedError(Run run, String report) {
    super(report);
    this.run = run;
  }

  /** The run in which it happened. */
  public Run run() {
    return run;
  }
}

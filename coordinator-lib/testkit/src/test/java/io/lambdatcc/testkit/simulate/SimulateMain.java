package io.lambdatcc.testkit.simulate;

import java.nio.file.Path;

/**
 * Runs the long campaign on every processor, and says so with its exit code: 0 only where nothing
 * was broken, every mutant was killed, and everything that is to happen sometimes has happened.
 */
public final class SimulateMain {
  private static final long PLANS = 1_000_000;
  private static final long SEED = 1;

  private SimulateMain() {}

  /** Takes no arguments; reads the properties {@code plans} and {@code seed}. */
  public static void main(String[] arguments) {
    Campaign campaign =
        new Campaign(
            Long.getLong("plans", PLANS),
            Long.getLong("seed", SEED),
            Runtime.getRuntime().availableProcessors(),
            Path.of(System.getProperty("pictures", "target/simulation")),
            System.out);
    Campaign.Outcome outcome = campaign.run();
    System.out.println();
    System.out.println(outcome);
    System.exit(outcome.good() ? 0 : 1);
  }
}

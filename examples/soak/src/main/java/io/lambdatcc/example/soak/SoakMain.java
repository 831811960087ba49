package io.lambdatcc.example.soak;

import java.time.Duration;

/**
 * {@code mvn -q -Psoak package -Dminutes=10}: finds the rate that a coordinator can sustain, offers
 * it twice that, and in any case more than the participants can do, for so many minutes, and looks
 * at what has become of it.
 *
 * <p>Ends with 0 only if nothing was lost, the heap stayed flat and all was well again in time.
 */
public final class SoakMain {
  private static final double MILLIS_OF_A_MINUTE = 60_000;

  private SoakMain() {}

  /** Soaks, and prints what came of it. The property {@code minutes} may be a fraction. */
  public static void main(String[] arguments) throws InterruptedException {
    double minutes = Double.parseDouble(System.getProperty("minutes"));
    System.out.printf(
        "a transaction of %d branches under way takes %,d bytes beside its payloads%n",
        Weighing.BRANCHES, Weighing.bytesOfOne());
    Report report =
        new Soak(Soak.Plan.of(Duration.ofMillis(Math.round(minutes * MILLIS_OF_A_MINUTE)))).run();
    System.out.print(report.text());
    if (!report.isWell()) {
      System.exit(1);
    }
  }
}

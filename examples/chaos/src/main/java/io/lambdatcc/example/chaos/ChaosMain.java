package io.lambdatcc.example.chaos;

import io.lambdatcc.example.chaos.history.History;
import io.lambdatcc.example.chaos.history.Judge;
import io.lambdatcc.example.chaos.history.Verdict;
import io.lambdatcc.example.chaos.plan.CampaignPlan;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code mvn -q -Pchaos package -Dtransactions=500 -Dseed=1}: a campaign, and then coordinators
 * killed at each step. With {@code -Dhistory=file} it judges the history that is there instead.
 *
 * <p>Ends with 0 only if nothing is lost and nobody was told what is not so, with 1 otherwise, and
 * with 2 where its properties or the history are of no use.
 */
public final class ChaosMain {
  private static final int SANDBOXES = 3;

  /** The exit code where there is nothing to judge. */
  private static final int UNUSABLE = 2;

  private ChaosMain() {}

  /** Reads system properties, and prints what came of it. */
  public static void main(String[] arguments) throws Exception {
    Verdict verdict;
    try {
      String told = System.getProperty("history", "");
      verdict = told.isEmpty() ? campaign() : judged(told);
    } catch (IllegalArgumentException | UncheckedIOException e) {
      System.err.println("chaos: " + e.getMessage());
      System.exit(UNUSABLE);
      return;
    }
    System.out.print(Report.text(verdict));
    System.exit(verdict.isWell() ? 0 : 1);
  }

  /** A path is meant from where Maven was started. */
  private static Verdict judged(String history) {
    return Judge.of(History.read(Path.of(System.getProperty("root"), history)));
  }

  /** A whole number that is not less than this one. */
  static long number(String name, long least) {
    String value = System.getProperty(name, "");
    if (!value.matches("-?[0-9]{1,9}") || Long.parseLong(value) < least) {
      throw new IllegalArgumentException(
          "-D%s: a whole number of at least %d is expected, this is '%s'"
              .formatted(name, least, value));
    }
    return Long.parseLong(value);
  }

  private static Verdict campaign() throws Exception {
    Path target = Path.of(System.getProperty("target"));
    int kills = (int) number("kills", 0);
    CampaignPlan plan =
        CampaignPlan.of(number("seed", Integer.MIN_VALUE), (int) number("transactions", 1));
    Path directory = Files.createTempDirectory(target, "chaos-");
    Path file = target.resolve("history.jsonl");
    try (ChaosShop shop =
        new ChaosShop(
            Path.of(System.getProperty("template")),
            directory,
            SANDBOXES,
            Boolean.getBoolean("beside"))) {
      Verdict verdict = new Campaign(shop, plan, file).run();
      if (kills > 0) {
        RecoveryTimes times = new RecoveryTimes(shop, target.resolve("recovery.jsonl"));
        times.measure(kills);
        System.out.print(times.text());
      }
      System.out.println("history: " + file.toAbsolutePath().normalize());
      return verdict;
    }
  }
}

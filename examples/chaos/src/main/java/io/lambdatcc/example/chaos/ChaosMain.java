package io.lambdatcc.example.chaos;

import io.lambdatcc.example.chaos.history.History;
import io.lambdatcc.example.chaos.history.Judge;
import io.lambdatcc.example.chaos.history.Verdict;
import io.lambdatcc.example.chaos.plan.CampaignPlan;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code mvn -q -Pchaos package -Dtransactions=500 -Dseed=1}: a campaign, and then coordinators
 * killed at each step. With {@code -Dhistory=file} it judges the history that is there instead.
 *
 * <p>Ends with 0 only if nothing is lost and nobody was told what is not so.
 */
public final class ChaosMain {
  private static final int SANDBOXES = 3;

  private ChaosMain() {}

  /** Reads system properties, and prints what came of it. */
  public static void main(String[] arguments) throws Exception {
    String told = System.getProperty("history", "");
    Verdict verdict = told.isEmpty() ? campaign() : Judge.of(History.read(Path.of(told)));
    System.out.print(Report.text(verdict));
    System.exit(verdict.isWell() ? 0 : 1);
  }

  private static Verdict campaign() throws Exception {
    Path target = Path.of(System.getProperty("target"));
    int kills = Integer.getInteger("kills");
    CampaignPlan plan = CampaignPlan.of(Long.getLong("seed"), Integer.getInteger("transactions"));
    Path directory = Files.createTempDirectory(target, "chaos-");
    Path file = target.resolve("history.jsonl");
    try (ChaosShop shop =
        new ChaosShop(Path.of(System.getProperty("template")), directory, SANDBOXES)) {
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

package io.lambdatcc.example.chaos;

import io.lambdatcc.example.chaos.history.History;
import io.lambdatcc.example.chaos.history.Judge;
import io.lambdatcc.example.chaos.history.Verdict;
import io.lambdatcc.example.chaos.plan.CampaignPlan;
import io.lambdatcc.example.shop.client.Request;
import io.lambdatcc.example.shop.client.Scene;
import io.lambdatcc.example.shop.client.ShopClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Clients buy, everything goes wrong that was planned, and at the end it is counted. */
final class Campaign {
  /** How long it may take after the last fault until everything has ended. */
  static final Duration BOUND = Duration.ofMinutes(2);

  private static final long POLL_MILLIS = 250;
  private static final List<String> PARTICIPANTS = List.of("order", "payment", "stock");

  private final ChaosShop shop;
  private final CampaignPlan plan;
  private final Path file;

  /**
   * A campaign.
   *
   * @param file where its history is written
   */
  Campaign(ChaosShop shop, CampaignPlan plan, Path file) {
    this.shop = shop;
    this.plan = plan;
    this.file = file;
  }

  /** Runs it. What is still unfinished after {@link #BOUND} is lost, in the verdict's eyes. */
  Verdict run() throws InterruptedException, ExecutionException, TimeoutException, IOException {
    try (History history = History.write(file)) {
      history.add(
          history.event("campaign").put("seed", plan.seed()).put("errands", plan.errands().size()));
      ShopClient client = shop.client();
      Shoppers shoppers = new Shoppers(client, plan, history);
      shoppers.prepare();
      Mischief mischief = shop.unleash(plan.faults(), history);
      Nemesis nemesis = new Nemesis(shop, mischief, history, plan.disturbances());
      shoppers.run(nemesis::started);
      nemesis.finish();
      shop.calm();
      history.add(history.event("quiet"));
      settle(new Scene(client), history);
      shop.tables().record(history, shoppers.put());
      history.add(history.event("end"));
    }
    return Judge.of(History.read(file));
  }

  /** What was parked an operator sets going again, who has been called by an alarm. */
  private void settle(Scene scene, History history) throws InterruptedException, IOException {
    long parked = 0;
    for (String participant : PARTICIPANTS) {
      Request retry = Request.of("POST", "/participants/" + participant + "/retry");
      parked += scene.definite(retry).number("retried");
    }
    history.add(history.event("retried").put("parked", parked));
    Instant until = Instant.now().plus(BOUND);
    while (!shop.isQuiet() && Instant.now().isBefore(until)) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }
}

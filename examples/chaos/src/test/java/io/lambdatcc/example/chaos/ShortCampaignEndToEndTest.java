package io.lambdatcc.example.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.example.chaos.history.Verdict;
import io.lambdatcc.example.chaos.plan.CampaignPlan;
import io.lambdatcc.example.chaos.plan.Disturbance;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A campaign in which everything happens at least once, and nothing is lost. A fault that is
 * planned at a message does not happen where that is never sent, because DynamoDB or the sender was
 * gone: then another campaign makes up for it.
 */
class ShortCampaignEndToEndTest {
  private static final Path TEMPLATE = Path.of("..", "..", "template.yaml");
  private static final int ERRANDS = 80;
  private static final int MOST_CAMPAIGNS = 3;

  @Test
  void everyKindOfFaultHappensAndNothingIsLost(@TempDir Path directory) throws Exception {
    Set<String> happened = new HashSet<>();
    for (int seed = 1; seed <= MOST_CAMPAIGNS && !happened.containsAll(everyKind()); seed++) {
      Verdict verdict = campaign(seed, directory.resolve("seed-" + seed));

      assertThat(verdict.lost()).isEmpty();
      assertThat(verdict.contradicted()).isEmpty();
      assertThat(verdict.transactions()).isGreaterThan(ERRANDS * 8 / 10);
      assertThat(verdict.confirmed()).isGreaterThan(ERRANDS / 4);
      assertThat(verdict.cancelled()).isPositive();
      happened.addAll(verdict.faults().keySet());
    }

    assertThat(happened).containsAll(everyKind());
  }

  private static Verdict campaign(long seed, Path directory) throws Exception {
    try (ChaosShop shop = new ChaosShop(TEMPLATE, directory, 2, false)) {
      return new Campaign(shop, CampaignPlan.of(seed, ERRANDS), directory.resolve("history.jsonl"))
          .run();
    }
  }

  private static List<String> everyKind() {
    return Stream.concat(
            CampaignPlan.KINDS.stream().map(Enum::name),
            Arrays.stream(Disturbance.Kind.values()).map(Enum::name))
        .toList();
  }
}

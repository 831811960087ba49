package io.lambdatcc.example.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.example.chaos.history.Verdict;
import io.lambdatcc.example.chaos.plan.CampaignPlan;
import io.lambdatcc.example.chaos.plan.Disturbance;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A campaign in which everything happens at least once, and nothing is lost. */
class ShortCampaignEndToEndTest {
  private static final Path TEMPLATE = Path.of("..", "..", "template.yaml");
  private static final int ERRANDS = 100;

  @Test
  void everyKindOfFaultHappensAndNothingIsLost(@TempDir Path directory) throws Exception {
    Verdict verdict;
    try (ChaosShop shop = new ChaosShop(TEMPLATE, directory, 2, false)) {
      verdict =
          new Campaign(shop, CampaignPlan.of(1, ERRANDS), directory.resolve("history.jsonl")).run();
    }

    assertThat(verdict.lost()).isEmpty();
    assertThat(verdict.contradicted()).isEmpty();
    assertThat(verdict.faults().keySet()).containsAll(everyKind());
    assertThat(verdict.transactions()).isGreaterThan(ERRANDS * 8 / 10);
    assertThat(verdict.confirmed()).isGreaterThan(ERRANDS / 4);
    assertThat(verdict.cancelled()).isPositive();
  }

  private static List<String> everyKind() {
    return Stream.concat(
            CampaignPlan.KINDS.stream().map(Enum::name),
            Arrays.stream(Disturbance.Kind.values()).map(Enum::name))
        .toList();
  }
}

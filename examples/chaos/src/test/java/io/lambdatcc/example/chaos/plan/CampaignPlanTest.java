package io.lambdatcc.example.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.testkit.plan.SiteKind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CampaignPlanTest {

  @Test
  void planIsAFunctionOfItsSeed() {
    assertThat(CampaignPlan.of(7, 200)).isEqualTo(CampaignPlan.of(7, 200));
    assertThat(CampaignPlan.of(7, 200)).isNotEqualTo(CampaignPlan.of(8, 200));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void evenAShortOneHasEveryKindOfFault(long seed) {
    CampaignPlan plan = CampaignPlan.of(seed, 100);

    assertThat(
            plan.faults().rules().stream()
                .map(rule -> rule.fault().kind())
                .collect(Collectors.toSet()))
        .isEqualTo(CampaignPlan.KINDS);
    assertThat(plan.disturbances().stream().map(Disturbance::kind).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(Arrays.asList(Disturbance.Kind.values()));
  }

  @Test
  void everyKindIsOnceWhereEveryTransactionComesBy() {
    assertThat(
            CampaignPlan.of(1, 100).faults().rules().stream()
                .filter(
                    rule ->
                        !EnumSet.of(SiteKind.CONFIRM, SiteKind.CANCEL).contains(rule.at().kind()))
                .map(rule -> rule.fault().kind())
                .collect(Collectors.toSet()))
        .isEqualTo(CampaignPlan.KINDS);
  }

  @Test
  void someAreRefusedAndMostAreNot() {
    CampaignPlan plan = CampaignPlan.of(1, 500);

    assertThat(plan.errands().stream().filter(errand -> errand.credit() < errand.quantity()))
        .hasSizeBetween(20, 120);
  }
}

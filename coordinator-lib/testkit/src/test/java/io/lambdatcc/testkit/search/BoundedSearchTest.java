package io.lambdatcc.testkit.search;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.plan.FaultKind.Family;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Rule;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Scenarios;
import io.lambdatcc.testkit.world.Run;
import io.lambdatcc.testkit.world.Wiring;
import io.lambdatcc.testkit.world.World;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BoundedSearchTest {
  private static final Scenario SCENARIO = Scenarios.TWO_BRANCHES;
  private static final Set<Family> FEW = EnumSet.of(Family.CLIENTS, Family.SWEEP);

  @Test
  void withoutRulesThereIsOnePlan() {
    SearchResult result = BoundedSearch.of(SCENARIO, 0).run(2, BoundedSearchTest::production);
    assertThat(result.plans()).isEqualTo(1);
    assertThat(result.exhausted()).isTrue();
  }

  @Test
  void everySetOfTwoRulesThatBothStrikeIsTriedOnce() {
    List<Rule> all =
        Catalogue.of(SCENARIO).rules().stream()
            .filter(rule -> FEW.contains(rule.fault().kind().family()))
            .toList();
    long expected = 1;
    for (int i = 0; i < all.size(); i++) {
      expected += allStrike(FaultPlan.of(all.get(i))) ? 1 : 0;
      for (int j = i + 1; j < all.size(); j++) {
        expected += allStrike(FaultPlan.of(all.get(i), all.get(j))) ? 1 : 0;
      }
    }
    SearchResult result =
        BoundedSearch.of(SCENARIO, 2).within(FEW).run(2, BoundedSearchTest::production);
    assertThat(result.failure()).isNull();
    assertThat(result.exhausted()).isTrue();
    assertThat(result.plans()).isEqualTo(expected);
  }

  private static boolean allStrike(FaultPlan plan) {
    Run run = World.run(SCENARIO, plan);
    return plan.rules().stream()
        .allMatch(
            rule ->
                run.history().happenings().stream()
                    .anyMatch(
                        happening ->
                            happening instanceof Happening.Struck struck
                                && struck.fault().equals(rule.fault())
                                && covers(rule.at(), struck.site())));
  }

  private static boolean covers(Site rule, Site site) {
    return rule.equals(site) || (rule.nth() == Site.EVERY_TIME && rule.equals(site.everyTime()));
  }

  @Test
  void itGivesUpBeforeItRunsMoreThanItMay() {
    SearchResult all = BoundedSearch.of(SCENARIO, 1).run(2, BoundedSearchTest::production);
    SearchResult some =
        BoundedSearch.of(SCENARIO, 2)
            .atMost(all.plans() + 1_000)
            .run(2, BoundedSearchTest::production);
    assertThat(all.exhausted()).isTrue();
    assertThat(some.exhausted()).isFalse();
    assertThat(some.plans()).isBetween(all.plans(), all.plans() + 1_000);
    assertThat(
            BoundedSearch.of(SCENARIO, 2)
                .atMost(all.plans() + 1_000)
                .run(1, BoundedSearchTest::production))
        .usingRecursiveComparison()
        .isEqualTo(some);
  }

  @Test
  void aFailureIsFoundWithAsFewRulesAsItNeeds() {
    SearchResult result = BoundedSearch.of(SCENARIO, 2).run(2, MissingFence::new);
    Failure failure = requireNonNull(result.failure());
    assertThat(failure.finding().invariant()).isEqualTo("I5");
    assertThat(failure.trial().plan().rules()).hasSize(1);
    assertThat(BoundedSearch.of(SCENARIO, 2).run(1, MissingFence::new))
        .usingRecursiveComparison()
        .isEqualTo(result);
  }

  private static Wiring production() {
    return new Wiring() {};
  }
}

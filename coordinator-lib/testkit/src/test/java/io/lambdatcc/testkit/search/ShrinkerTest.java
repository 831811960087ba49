package io.lambdatcc.testkit.search;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Rule;
import io.lambdatcc.testkit.scenario.Scenarios;
import io.lambdatcc.testkit.world.Run;
import io.lambdatcc.testkit.world.Wiring;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
  @Test
  void aMissingFenceShrinksToTheRulesThatMatter() {
    RandomSearch search = new RandomSearch(Catalogue.all(Scenarios.standard().subList(0, 6), 2), 1);
    Failure failure = requireNonNull(search.run(0, 20_000, 2, MissingFence::new).failure());
    Run small = Shrinker.shrink(failure.trial(), MissingFence::new);
    assertThat(requireNonNull(small.finding()).invariant()).isEqualTo("I5");
    assertThat(small.plan().rules()).hasSizeLessThanOrEqualTo(2);
    assertThat(small.plan().order()).isZero();
  }

  @Test
  void lengthsBecomeAsShortAsTheyCanAndEveryTimeBecomesOnce() {
    Trial trial =
        new Trial(
            Scenarios.TWO_BRANCHES,
            FaultPlan.of(
                    Rule.at("SWEEP c1 #*", FaultKind.SWEEP_TWICE),
                    Rule.at("TRY c1 t1/stock #1", FaultKind.DELAY_REQUEST, Duration.ofDays(2)),
                    Rule.at("TRY c1 t1/payment #1", FaultKind.REFUSE))
                .inOrder(17));
    Run small = Shrinker.shrink(trial, MissingFence::new);
    assertThat(small.plan())
        .isEqualTo(
            FaultPlan.of(
                Rule.at("TRY c1 t1/stock #1", FaultKind.DELAY_REQUEST, Duration.ofMillis(500)),
                Rule.at("TRY c1 t1/payment #1", FaultKind.REFUSE)));
  }

  @Test
  void questionsThatDoNotMatterAreLeftOut() {
    Trial trial =
        new Trial(
            Scenarios.ONLOOKERS,
            FaultPlan.of(
                Rule.at("TRY c1 t1/stock #1", FaultKind.DELAY_REQUEST, Duration.ofMillis(500)),
                Rule.at("TRY c1 t1/payment #1", FaultKind.REFUSE)));
    Run small = Shrinker.shrink(trial, MissingFence::new);
    assertThat(small.scenario().asks()).isEqualTo(List.of(Scenarios.ONLOOKERS.asks().get(0)));
    assertThat(Scenarios.named(small.scenario().name())).isEqualTo(small.scenario());
  }

  @Test
  void aTrialThatBreaksNothingIsRefused() {
    assertThatThrownBy(
            () ->
                Shrinker.shrink(
                    new Trial(Scenarios.TWO_BRANCHES, FaultPlan.NONE), () -> new Wiring() {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two-branches");
  }
}

package io.lambdatcc.testkit.search;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Scenarios;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RandomSearchTest {
  private static final List<Catalogue> CATALOGUES =
      Catalogue.all(
          List.of(
              Scenarios.TWO_BRANCHES,
              Scenarios.CROSSWISE,
              Scenarios.CANCEL_RACE,
              Scenarios.HANDED_OVER),
          2);
  private static final RandomSearch SEARCH = new RandomSearch(CATALOGUES, 1);

  @Test
  void aTrialIsAFunctionOfSeedAndNumber() {
    RandomSearch same = new RandomSearch(CATALOGUES, 1);
    RandomSearch other = new RandomSearch(CATALOGUES, 2);
    int alike = 0;
    for (int i = 0; i < 1_000; i++) {
      assertThat(same.trial(i)).isEqualTo(SEARCH.trial(i));
      alike += other.trial(i).equals(SEARCH.trial(i)) ? 1 : 0;
    }
    assertThat(alike).isLessThan(50);
  }

  @Test
  void trialsAreVaried() {
    Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
    Set<Scenario> scenarios = new HashSet<>();
    Set<Integer> sizes = new TreeSet<>();
    Set<Trial> distinct = new HashSet<>();
    int straight = 0;
    for (int i = 0; i < 10_000; i++) {
      Trial trial = SEARCH.trial(i);
      trial.plan().rules().forEach(rule -> kinds.add(rule.fault().kind()));
      scenarios.add(trial.scenario());
      sizes.add(trial.plan().rules().size());
      distinct.add(trial);
      straight += trial.plan().order() == 0 ? 1 : 0;
    }
    assertThat(kinds).isEqualTo(EnumSet.allOf(FaultKind.class));
    assertThat(scenarios).hasSize(4);
    assertThat(sizes).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(distinct).hasSizeGreaterThan(9_000);
    assertThat(straight).isBetween(2_000, 3_000);
  }

  @Test
  void theFirstTrialThatFailsIsReportedHoweverManyThreadsThereAre() {
    SearchResult alone = SEARCH.run(0, 20_000, 1, MissingFence::new);
    SearchResult together = SEARCH.run(0, 20_000, 3, MissingFence::new);
    assertThat(together).usingRecursiveComparison().isEqualTo(alone);
    Failure failure = requireNonNull(alone.failure());
    assertThat(failure.finding().invariant()).isEqualTo("I5");
    assertThat(alone.plans()).isEqualTo(failure.number() + 1);
    assertThat(alone.exhausted()).isFalse();
    assertThat(SEARCH.trial(failure.number())).isEqualTo(failure.trial());
    assertThat(SEARCH.run(0, failure.number(), 2, MissingFence::new).failed()).isFalse();
  }

  @Test
  void aSearchNeedsSomethingToSearch() {
    assertThatThrownBy(() -> new RandomSearch(List.of(), 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SEARCH.run(0, 1, 0, MissingFence::new))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

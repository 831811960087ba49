package io.lambdatcc.testkit.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.Rule;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.plan.SiteKind;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Scenarios;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  private static final Catalogue CATALOGUE = Catalogue.of(Scenarios.TWO_BRANCHES);

  @Test
  void theSameScenarioGivesTheSameCatalogue() {
    assertThat(Catalogue.of(Scenarios.TWO_BRANCHES).rules()).isEqualTo(CATALOGUE.rules());
    assertThat(Catalogue.all(Scenarios.standard().subList(0, 3), 2).get(0).rules())
        .isEqualTo(CATALOGUE.rules());
  }

  @Test
  void everyKindOfFaultIsTriedEvenInTheSmallestScenario() {
    Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);
    kinds.removeIf(kind -> kind.family() == FaultKind.Family.STREAM);
    assertThat(CATALOGUE.kinds()).isEqualTo(kinds);
    for (FaultKind kind : kinds) {
      assertThat(CATALOGUE.rules(kind)).as(kind.name()).isNotEmpty();
    }
    assertThat(Catalogue.of(Scenarios.HANDED_OVER, 50).kinds())
        .contains(FaultKind.STREAM_LOST, FaultKind.STREAM_LATE, FaultKind.STREAM_TWICE);
  }

  @Test
  void whatHappensOnlyAfterTroubleIsFound() {
    Set<SiteKind> kinds = EnumSet.noneOf(SiteKind.class);
    CATALOGUE.rules().forEach(rule -> kinds.add(rule.at().kind()));
    assertThat(kinds)
        .isEqualTo(
            EnumSet.complementOf(
                EnumSet.of(SiteKind.STREAM, SiteKind.FORESTALL, SiteKind.INQUIRE)));
    assertThat(CATALOGUE.rules())
        .anyMatch(rule -> rule.at().equals(Site.parse("CANCEL c2 t1/payment #1")))
        .anyMatch(rule -> rule.at().equals(Site.parse("ROUND c1 t1 #2")));
  }

  @Test
  void oneRunLearnsOnlyWhatHappensWithoutTrouble() {
    assertThat(Catalogue.of(Scenarios.TWO_BRANCHES, 1).rules())
        .isNotEmpty()
        .noneMatch(rule -> rule.at().kind() == SiteKind.CANCEL);
    assertThatThrownBy(() -> Catalogue.of(Scenarios.TWO_BRANCHES, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noRuleIsListedTwice() {
    for (Scenario scenario : Scenarios.standard()) {
      Catalogue catalogue = Catalogue.of(scenario, 50);
      Set<Rule> distinct = new LinkedHashSet<>(catalogue.rules());
      assertThat(distinct).as(scenario.name()).hasSameSizeAs(catalogue.rules());
    }
  }

  @Test
  void someThingsGoWrongEveryTime() {
    assertThat(CATALOGUE.rules())
        .anyMatch(rule -> rule.at().equals(Site.parse("CONFIRM c1 t1/stock #*")))
        .noneMatch(rule -> rule.at().equals(Site.parse("START c1 #*")));
  }

  @Test
  void rulesServeSimilarScenarios() {
    Catalogue other = CATALOGUE.in(Scenarios.STUBBORN);
    assertThat(other.scenario()).isEqualTo(Scenarios.STUBBORN);
    assertThat(other.rules()).isEqualTo(CATALOGUE.rules());
  }
}

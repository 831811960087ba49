package io.lambdatcc.testkit.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.testkit.corpus.Corpus;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Scenarios;
import io.lambdatcc.testkit.world.Wiring;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The campaign that every build goes through. A longer one: {@code mvn -Psimulate package}. */
class EngineSimulationTest {
  private static final int PLANS = 80_000;
  private static final int THREADS = 2;
  private static final List<Catalogue> CATALOGUES = Catalogue.all(Scenarios.standard(), THREADS);

  @Test
  void whatWasOnceBrokenStaysMended() {
    for (Corpus.Entry entry : Corpus.entries()) {
      assertThat(entry.trial().run().finding()).as(entry.name()).isNull();
    }
  }

  @Test
  void randomPlansBreakNothing() {
    SearchResult result =
        new RandomSearch(CATALOGUES, 1).run(0, PLANS, THREADS, EngineSimulationTest::production);
    Simulations.check(result, EngineSimulationTest::production);
    assertThat(result.plans()).isEqualTo(PLANS);
    assertThat(result.sometimes().never()).as("what never happened").isEmpty();
    assertThat(result.coverage().missed()).as("pairs that never came about").isEmpty();
    assertThat(result.coverage().surprises()).as("pairs that cannot come about").isEmpty();
  }

  @Test
  void noSingleFaultBreaksAnything() {
    for (Scenario scenario : Scenarios.standard()) {
      SearchResult result =
          BoundedSearch.of(scenario, 1).run(THREADS, EngineSimulationTest::production);
      Simulations.check(result, EngineSimulationTest::production);
      assertThat(result.exhausted()).as(scenario.name()).isTrue();
    }
  }

  @Test
  void theSameTrialGivesTheSameHistory() {
    RandomSearch search = new RandomSearch(CATALOGUES, 2);
    for (int i = 0; i < 500; i++) {
      Replay replay = Replay.of(search.trial(i), EngineSimulationTest::production);
      assertThat(replay.deterministic()).as(replay.run().plan().toJava()).isTrue();
    }
  }

  private static Wiring production() {
    return new Wiring() {};
  }
}

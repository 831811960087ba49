package io.lambdatcc.testkit.search;

import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Scenarios;
import io.lambdatcc.testkit.world.Wiring;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScratchTest {
  @Test
  void times() {
    for (Scenario scenario : List.of(Scenarios.BESIDE, Scenarios.BESIDE_TWICE)) {
      long t0 = System.nanoTime();
      Catalogue c = Catalogue.of(scenario);
      long t1 = System.nanoTime();
      SearchResult r = new RandomSearch(List.of(c), 1).run(0, 40000, 1, () -> new Wiring() {});
      long t2 = System.nanoTime();
      System.out.println(
          scenario.name()
              + " rules "
              + c.rules().size()
              + " catalogue ms "
              + (t1 - t0) / 1000000
              + " 1000 plans ms "
              + (t2 - t1) / 1000000
              + " "
              + r.plans());
      Simulations.check(r, () -> new Wiring() {});
    }
  }
}

package io.lambdatcc.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.protocol.Phase;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Rule;
import io.lambdatcc.testkit.scenario.Scenarios;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final int TRANSACTIONS = 10_000;

  @Test
  void tenThousandThatAreDueAtOnceAreAllFinishedByAThrottledLog() {
    List<Rule> rules = new ArrayList<>();
    for (int i = 1; i <= TRANSACTIONS; i += 7) {
      rules.add(Rule.at("FINISH c1 t" + i + " #1", FaultKind.LOG_THROTTLES));
      rules.add(Rule.at("FINISH c2 t" + i + " #1", FaultKind.LOG_THROTTLES));
    }
    Run run = World.run(Scenarios.backlog(TRANSACTIONS), new FaultPlan(rules, 0));
    assertThat(run.finding()).isNull();
    assertThat(
            run.history().happenings().stream()
                .filter(
                    happening ->
                        happening instanceof Happening.Landed landed
                            && landed.after().phase() == Phase.CONFIRMED))
        .hasSize(TRANSACTIONS);
    assertThat(run.history().happenings().stream().filter(Happening.Struck.class::isInstance))
        .hasSizeGreaterThan(TRANSACTIONS / 100);
  }
}

package io.lambdatcc.example.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lambdatcc.testkit.TccSimulation;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Rule;
import io.lambdatcc.testkit.search.SimulationFailedError;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class GiftCardsSimulationTest {
  /** A Cancel overtakes its Try: the plan of the picture in the docs. */
  static final FaultPlan OVERTAKEN =
      FaultPlan.of(
          Rule.at("ASK ann t1 #1", FaultKind.CANCEL_LATER, Duration.ofMillis(8)),
          Rule.at("TRY c1 t1/gift-cards #1", FaultKind.DELAY_REQUEST, Duration.ofMillis(500)));

  static TccSimulation simulation(Function<InstantSource, GiftCards> made) {
    return TccSimulation.of(
            "gift-cards",
            clock -> {
              GiftCards cards = made.apply(clock);
              cards.charge("4711", 50);
              return new GiftCardsParticipant(cards);
            })
        .tries("{\"card\":\"4711\",\"amount\":20}", "{\"card\":\"4711\",\"amount\":50}");
  }

  /** A test of your own calls {@code check()} and lets it throw. */
  @Test
  void theForgetfulOneIsFoundOut() {
    TccSimulation simulation = simulation(ForgetfulGiftCards::new);
    SimulationFailedError found =
        catchThrowableOfType(SimulationFailedError.class, simulation::check);
    assertThat(found)
        .hasMessageContaining("gift-cards: I4, no hanging Try, is broken.")
        .hasMessageContaining("simulation.replay(")
        .hasMessageContaining(".svg");
    assertThat(found.run().plan().rules()).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void theRepairedOneIsAccusedOfNothing() {
    simulation(GiftCards::new).check();
  }

  @Test
  void aCancelThatOvertakesItsTryTellsThemApart() {
    SimulationFailedError found =
        catchThrowableOfType(
            SimulationFailedError.class,
            () -> simulation(ForgetfulGiftCards::new).replay("one transaction", OVERTAKEN));
    assertThat(found).hasMessageContaining("reserves 20");
    assertThat(simulation(GiftCards::new).replay("one transaction", OVERTAKEN).finding()).isNull();
  }
}

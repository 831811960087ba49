package io.lambdatcc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lambdatcc.participant.Branch;
import io.lambdatcc.testkit.Things.Mistake;
import io.lambdatcc.testkit.oracle.Finding;
import io.lambdatcc.testkit.participant.SdkParticipant;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.search.SimulationFailedError;
import io.lambdatcc.testkit.world.Run;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

class TccSimulationTest {
  private static final String TWO = "{\"n\":2}";
  private static final String ALL = "{\"n\":9}";

  private static TccSimulation things(Mistake mistake) {
    return TccSimulation.of("things", () -> new Things(9, mistake)).tries(TWO, ALL);
  }

  private static SimulationFailedError failure(TccSimulation simulation) {
    SimulationFailedError failure =
        catchThrowableOfType(SimulationFailedError.class, simulation::check);
    assertThat(failure).isNotNull();
    return failure;
  }

  private static Finding finding(SimulationFailedError failure) {
    return Objects.requireNonNull(failure.run().finding());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void everyMistakeIsFoundByFewRules(Mistake mistake) {
    SimulationFailedError failure = failure(things(mistake));
    assertThat(finding(failure).invariant()).isEqualTo(mistake.invariant());
    assertThat(failure.run().plan().rules()).hasSizeLessThanOrEqualTo(2);
    assertThat(failure)
        .hasMessageStartingWith("things: " + mistake.invariant() + ", ")
        .hasMessageContaining("simulation.replay(");
  }

  @Test
  void whoMakesNoMistakeIsAccusedOfNothing() {
    things(Mistake.NONE).plans(2_000).check();
  }

  @Test
  void theSameSimulationFindsTheSame() {
    TccSimulation simulation = things(Mistake.EMPTY_CANCEL_FORGOTTEN).seed(7);
    SimulationFailedError first = failure(simulation);
    SimulationFailedError second = failure(simulation);
    assertThat(second).hasMessage(first.getMessage());
    assertThat(second.run().history().hash()).isEqualTo(first.run().history().hash());
  }

  @Test
  void whatWasFoundCanBeSeenAgain() {
    TccSimulation simulation = things(Mistake.EMPTY_CANCEL_FORGOTTEN);
    Run found = failure(simulation).run();
    assertThatExceptionOfType(SimulationFailedError.class)
        .isThrownBy(() -> simulation.replay(found.scenario().name(), found.plan()))
        .satisfies(again -> assertThat(finding(again)).isEqualTo(found.finding()));
    Run repaired = things(Mistake.NONE).replay(found.scenario().name(), found.plan());
    assertThat(repaired.finding()).isNull();
  }

  @Test
  void aParticipantThatIsWrongOnlyNowAndThenIsReportedWithoutBeingShown() {
    assertThat(IntStream.rangeClosed(1, 60).mapToObj(TccSimulationTest::wrongInRun))
        .anySatisfy(
            said ->
                assertThat(said)
                    .contains("things broke I", "did not when that was run again", "FaultPlan"));
  }

  /** What is said of a participant that makes a mistake in this run only. */
  private static String wrongInRun(int wrong) {
    AtomicInteger runs = new AtomicInteger();
    TccSimulation simulation =
        TccSimulation.of(
                "things",
                () ->
                    new Things(
                        9,
                        runs.incrementAndGet() == wrong
                            ? Mistake.EMPTY_CANCEL_FORGOTTEN
                            : Mistake.NONE))
            .tries(TWO, ALL)
            .plans(60);
    try {
      simulation.check();
      return "";
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void aSimulationThatTestsNothingSaysSo() {
    assertThatIllegalStateException()
        .isThrownBy(TccSimulation.of("things", () -> new Things(9, Mistake.NONE))::check)
        .withMessageContaining("tries(");
    assertThatIllegalStateException()
        .isThrownBy(things(Mistake.NONE).tries("{\"n\":10}")::check)
        .withMessageContaining("never spends anything")
        .withMessageContaining("refused");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> things(Mistake.NONE).replay("no such", FaultPlan.NONE))
        .withMessageContaining("one transaction");
  }

  @Test
  void aParticipantThatIsNotMadeAnewIsNoticed() {
    Things only = new Things(9, Mistake.NONE);
    assertThatIllegalStateException()
        .isThrownBy(TccSimulation.of("things", () -> only).tries(TWO)::check)
        .withMessageContaining("anew for each run");
  }

  // ---- on the SDK ------------------------------------------------------------------------------

  private static TccSimulation tickets(Supplier<Tickets> made) {
    Tickets tickets = made.get();
    return TccSimulation.ofSdk(
            "tickets",
            () -> {
              tickets.put("opera", 9);
              return new SdkParticipant<>(
                  tickets, tickets.fences(), () -> tickets.holdings("opera"));
            })
        .tries(Tickets.order("opera", 2).text(), Tickets.order("opera", 9).text());
  }

  @Test
  void aParticipantOnTheSdkIsAccusedOfNothing() {
    tickets(Tickets::new).plans(40).check();
  }

  /** What the SDK cannot know: that it is told to give back something else. */
  private static final class Generous extends Tickets {
    @Override
    public List<TransactWriteItem> onCancel(Branch branch, Order order) {
      return super.onConfirm(branch, order);
    }
  }

  @Test
  void aParticipantOnTheSdkThatDoesTheWrongThingIsFound() {
    SimulationFailedError failure = failure(tickets(Generous::new));
    assertThat(finding(failure).invariant()).isEqualTo("I6");
    assertThat(failure.run().plan().rules()).hasSizeLessThanOrEqualTo(1);
  }
}

package io.lambdatcc.testkit.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.testkit.plan.FaultKind.Family;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Scenarios;
import io.lambdatcc.testkit.search.Catalogue;
import io.lambdatcc.testkit.search.RandomSearch;
import io.lambdatcc.testkit.search.Trial;
import io.lambdatcc.testkit.world.Wiring;
import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantReply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What the program does in the simulated world is what the specification allows. */
class SimulatedTracesTest {
  private static final int BRANCHES = 2;
  private static final int DIFFERENT_TRACES = 100;
  private static final int TRACES_BESIDE = 40;
  private static final int MOST_RUNS = 5_000;
  private static final int MOST_RUNS_TO_LEARN = 200;

  /** Clients that meet, a client that wants it cancelled, a refusal, onlookers, an operator. */
  private static final List<Scenario> SCENARIOS =
      List.of(
          Scenarios.TWO_BRANCHES,
          Scenarios.CROSSWISE,
          Scenarios.SAME_REQUEST_TWICE,
          Scenarios.CANCEL_RACE,
          Scenarios.SOLD_OUT,
          Scenarios.ONLOOKERS,
          Scenarios.RETRIED);

  @Test
  void whatIsSimulatedIsSpecified() {
    Map<List<Observed>, Trial> firstShownBy = traces(SCENARIOS, DIFFERENT_TRACES, trial -> true);
    assertThat(ends(firstShownBy)).contains(Phase.CONFIRMED, Phase.CANCELLED);
    isSpecified(firstShownBy, false);
  }

  @Test
  void whatIsTriedBesideItsBeginIsSpecified() {
    // that another one has its name is nothing that the specification knows
    Map<List<Observed>, Trial> firstShownBy =
        traces(
            List.of(Scenarios.BESIDE),
            TRACES_BESIDE,
            trial ->
                trial.plan().rules().stream()
                    .noneMatch(rule -> rule.fault().kind().family() == Family.CLIENTS));
    assertThat(ends(firstShownBy)).contains(Phase.CONFIRMED, Phase.CANCELLED);
    assertThat(firstShownBy.keySet())
        .as("reserved before it has begun")
        .anyMatch(
            trace ->
                trace.stream()
                    .anyMatch(
                        now ->
                            now.phase().isEmpty()
                                && now.fences().contains(Optional.of(FenceState.TRIED))));
    isSpecified(firstShownBy, true);
  }

  private static Map<List<Observed>, Trial> traces(
      List<Scenario> scenarios, int different, Predicate<Trial> of) {
    List<Catalogue> catalogues =
        scenarios.stream().map(scenario -> Catalogue.of(scenario, MOST_RUNS_TO_LEARN)).toList();
    RandomSearch search = new RandomSearch(catalogues, 1);
    Map<List<Observed>, Trial> firstShownBy = new LinkedHashMap<>();
    for (int i = 0; i < MOST_RUNS && firstShownBy.size() < different; i++) {
      Trial trial = search.trial(i);
      if (!of.test(trial)) {
        continue;
      }
      for (List<Observed> trace : Observations.of(trial.run().history(), BRANCHES)) {
        Trial unused = firstShownBy.putIfAbsent(trace, trial);
      }
    }
    assertThat(firstShownBy).hasSizeGreaterThanOrEqualTo(different);
    return firstShownBy;
  }

  private static List<Phase> ends(Map<List<Observed>, Trial> traces) {
    return traces.keySet().stream()
        .map(trace -> last(trace).phase())
        .flatMap(Optional::stream)
        .distinct()
        .toList();
  }

  private static void isSpecified(Map<List<Observed>, Trial> firstShownBy, boolean inquiring) {
    List<List<Observed>> traces = List.copyOf(firstShownBy.keySet());
    assertThat(TraceCheck.check(traces, inquiring))
        .allSatisfy(
            refusal ->
                fail(
                    refusal
                        + " was shown by "
                        + Objects.requireNonNull(firstShownBy.get(traces.get(refusal.index())))
                            .toJava()));
  }

  @Test
  void whatIsNotSpecifiedIsNoticed() {
    Wiring takesEverythingForYes =
        new Wiring() {
          @Override
          public Answer understand(Operation operation, ParticipantReply reply) {
            return new Answer.Done(null);
          }
        };
    Trial soldOut = new Trial(Scenarios.SOLD_OUT, FaultPlan.NONE);

    List<TraceCheck.Refusal> refusals =
        TraceCheck.check(Observations.of(soldOut.run(takesEverythingForYes).history(), BRANCHES));

    assertThat(refusals)
        .singleElement()
        .satisfies(
            refusal -> {
              assertThat(last(refusal.allowed()).fences())
                  .containsExactlyInAnyOrder(
                      Optional.of(FenceState.REFUSED), Optional.of(FenceState.TRIED));
              assertThat(refusal.refused().phase()).contains(Phase.CONFIRMING);
            });
  }

  private static Observed last(List<Observed> trace) {
    return trace.get(trace.size() - 1);
  }
}

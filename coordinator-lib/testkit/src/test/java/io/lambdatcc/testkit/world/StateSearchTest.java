package io.lambdatcc.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceRules;
import io.lambdatcc.participant.fence.Step;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.scenario.Scenarios;
import io.lambdatcc.testkit.search.ExhaustiveSearches;
import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantReply;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StateSearchTest {

  @Test
  void everyExhaustiveSearchClosesAndFindsNothingAndEveryFaultStruckInOne() {
    Set<FaultKind> struck = Collections.synchronizedSet(EnumSet.noneOf(FaultKind.class));
    ExhaustiveSearches.all().parallelStream()
        .forEach(
            search -> {
              StateSearch.Result result = search.search();
              assertThat(result.failure()).as("%s", search).isNull();
              assertThat(result.closed()).as("%s", search).isTrue();
              assertThat(result.states()).as("%s", search).isGreaterThan(30);
              struck.addAll(result.struck());
            });
    assertThat(struck).containsExactlyInAnyOrder(FaultKind.values());
  }

  @Test
  void aMissingFenceIsFoundByAShortestWayThatCanBeGoneAgain() {
    StateSearch search =
        new StateSearch(
            Scenarios.TWO_BRANCHES,
            List.of(FaultKind.DELAY_REQUEST, FaultKind.REFUSE),
            2,
            0,
            50_000);
    StateSearch.Result result = search.search(StateSearchTest::withoutTombstones, run -> {});
    Run failure = Objects.requireNonNull(result.failure());
    assertThat(Objects.requireNonNull(failure.finding()).invariant()).isIn("I4", "I5");
    Run again = search.replay(result.choices(), withoutTombstones());
    assertThat(again.finding()).isEqualTo(failure.finding());
    assertThat(again.history().hash()).isEqualTo(failure.history().hash());
  }

  @Test
  void aSearchThatGivesUpSaysSo() {
    StateSearch search = new StateSearch(Scenarios.THREE_BRANCHES, List.of(), 0, 1, 100);
    StateSearch.Result result = search.search();
    assertThat(result.closed()).isFalse();
    assertThat(result.states()).isEqualTo(100);
  }

  @Test
  void messagesComeInEveryOrder() {
    StateSearch search = new StateSearch(Scenarios.TWO_BRANCHES, List.of(), 0, 0, 10_000);
    StateSearch.Result result = search.search();
    // two Tries and two Confirms, each pair in both orders, at least
    assertThat(result.steps()).isGreaterThan(result.states());
    assertThat(result.closed()).isTrue();
  }

  /** Participants on which an empty Cancel leaves nothing. */
  private static Wiring withoutTombstones() {
    return new Wiring() {
      @Override
      public FenceRules rules(FenceRules rules, String participant) {
        return new FenceRules(FenceRules.MIN_RETENTION) {
          @Override
          public Step onCancel(@Nullable Fence fence, Instant now) {
            return fence == null
                ? new Step.Answer(new ParticipantReply.Done(Operation.CANCEL, null))
                : super.onCancel(fence, now);
          }
        };
      }
    };
  }
}

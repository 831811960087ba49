package io.lambdatcc.testkit.spec;

import static io.lambdatcc.participant.fence.FenceState.CANCELLED;
import static io.lambdatcc.participant.fence.FenceState.CONFIRMED;
import static io.lambdatcc.participant.fence.FenceState.REFUSED;
import static io.lambdatcc.participant.fence.FenceState.TRIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdatcc.protocol.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The specification tells what can be observed from what cannot. */
class TraceCheckTest {
  private static final List<Observed> TRIED_BOTH =
      story(
          Observed.nothing(2),
          now -> now.in(Phase.TRYING),
          now -> now.fence(1, TRIED),
          now -> now.fence(0, TRIED));

  @Test
  void whatTheProtocolDoesIsAllowed() {
    List<Observed> confirmed =
        story(
            TRIED_BOTH,
            now -> now.in(Phase.CONFIRMING),
            now -> now.telling(Phase.CONFIRMING),
            now -> now.fence(0, CONFIRMED),
            now -> now,
            now -> now.fence(1, CONFIRMED),
            now -> now.in(Phase.CONFIRMED),
            now -> now.telling(Phase.CONFIRMED));
    List<Observed> cancelledWithALateTry =
        story(
            Observed.nothing(2),
            now -> now.in(Phase.TRYING),
            now -> now.in(Phase.CANCELLING),
            now -> now.fence(0, CANCELLED),
            now -> now.fence(1, TRIED),
            now -> now.telling(Phase.CANCELLING),
            now -> now.fence(1, CANCELLED),
            now -> now.in(Phase.CANCELLED));
    List<Observed> refused =
        story(
            Observed.nothing(2),
            now -> now.in(Phase.TRYING),
            now -> now.fence(0, TRIED),
            now -> now.fence(1, REFUSED),
            now -> now.in(Phase.CANCELLING),
            now -> now.fence(0, CANCELLED),
            now -> now.in(Phase.CANCELLED),
            now -> now.telling(Phase.CANCELLED));
    List<Observed> cancelledThoughTried =
        story(TRIED_BOTH, now -> now.in(Phase.CANCELLING), now -> now.fence(0, CANCELLED));
    List<Observed> neverBegun = List.of(Observed.nothing(2));

    assertThat(
            TraceCheck.check(
                List.of(
                    confirmed, cancelledWithALateTry, refused, cancelledThoughTried, neverBegun)))
        .isEmpty();
  }

  @Test
  void whatItNeverDoesIsRefusedWhereItHappens() {
    List<List<Observed>> impossible =
        List.of(
            // a Try before the begin
            story(Observed.nothing(2), now -> now.fence(0, TRIED)),
            // Confirm before the decision
            story(TRIED_BOTH, now -> now.fence(0, CONFIRMED)),
            // decided to confirm without every yes
            story(
                Observed.nothing(2),
                now -> now.in(Phase.TRYING),
                now -> now.fence(0, TRIED),
                now -> now.in(Phase.CONFIRMING)),
            // a second decision
            story(TRIED_BOTH, now -> now.in(Phase.CANCELLING), now -> now.in(Phase.CONFIRMING)),
            // the end of the other decision
            story(
                TRIED_BOTH,
                now -> now.in(Phase.CANCELLING),
                now -> now.fence(0, CANCELLED),
                now -> now.fence(1, CANCELLED),
                now -> now.in(Phase.CONFIRMED)),
            // finished while a branch is left
            story(
                TRIED_BOTH,
                now -> now.in(Phase.CONFIRMING),
                now -> now.fence(0, CONFIRMED),
                now -> now.in(Phase.CONFIRMED)),
            // a Try after its Cancel
            story(
                Observed.nothing(2),
                now -> now.in(Phase.TRYING),
                now -> now.in(Phase.CANCELLING),
                now -> now.fence(0, CANCELLED),
                now -> now.fence(0, TRIED)),
            // told before it is so
            story(TRIED_BOTH, now -> now.telling(Phase.CONFIRMING)),
            // told what is not so
            story(
                TRIED_BOTH, now -> now.in(Phase.CANCELLING), now -> now.telling(Phase.CONFIRMING)));

    List<TraceCheck.Refusal> refusals = TraceCheck.check(impossible);

    assertThat(refusals)
        .extracting(TraceCheck.Refusal::index)
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
    for (TraceCheck.Refusal refusal : refusals) {
      List<Observed> story = impossible.get(refusal.index());
      assertThat(refusal.allowed()).isEqualTo(story.subList(0, story.size() - 1));
      assertThat(refusal.refused()).isEqualTo(story.get(story.size() - 1));
    }
  }

  @Test
  void tracesOfDifferentWidthsAreNotChecked() {
    assertThatThrownBy(
            () ->
                TraceCheck.check(
                    List.of(List.of(Observed.nothing(2)), List.of(Observed.nothing(3)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[2, 3]");
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  private static List<Observed> story(Observed first, UnaryOperator<Observed>... changes) {
    return story(List.of(first), changes);
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  private static List<Observed> story(List<Observed> before, UnaryOperator<Observed>... changes) {
    List<Observed> story = new ArrayList<>(before);
    for (UnaryOperator<Observed> change : changes) {
      story.add(change.apply(story.get(story.size() - 1)));
    }
    return story;
  }
}

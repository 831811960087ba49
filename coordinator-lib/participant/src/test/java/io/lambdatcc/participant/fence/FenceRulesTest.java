package io.lambdatcc.participant.fence;

import static io.lambdatcc.wire.Operation.CANCEL;
import static io.lambdatcc.wire.Operation.CONFIRM;
import static io.lambdatcc.wire.Operation.TRY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ParticipantReply;
import io.lambdatcc.wire.ParticipantReply.Done;
import io.lambdatcc.wire.ParticipantReply.NotNow;
import io.lambdatcc.wire.ParticipantReply.Refused;
import io.lambdatcc.wire.ParticipantReply.Rejected;
import io.lambdatcc.wire.ParticipantReply.Unknown;
import io.lambdatcc.wire.ParticipantReply.Violated;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The table of {@link FenceRules}, cell by cell. */
class FenceRulesTest {
  private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");
  private static final Instant KEPT = NOW.plus(FenceRules.MIN_RETENTION);
  private static final Instant EARLIER = NOW.minus(Duration.ofDays(400));
  private static final JsonText RESERVATION = JsonText.parse("{\"n\":1}");
  private static final JsonText RESULT = JsonText.parse("{\"price\":7}");
  private static final Refused REFUSAL = new Refused("sold-out", "none left");

  private static final Fence TRIED = Fence.tried("d", RESERVATION, RESULT, NOW);
  // these have expired long ago, which must not matter while they are there
  private static final Fence CONFIRMED = TRIED.confirmed(EARLIER);
  private static final Fence CANCELLED = Fence.cancelled("d", EARLIER);
  private static final Fence TOMBSTONE = Fence.cancelled(null, EARLIER);
  private static final Fence REFUSED = Fence.refused("d", REFUSAL, EARLIER);

  private final FenceRules rules = new FenceRules(FenceRules.MIN_RETENTION);

  @Test
  void aFirstTryAsksTheParticipant() {
    assertThat(onTry(null, NOW)).isEqualTo(new Step.AskParticipant());
  }

  @Test
  void aFirstTryIsTooLateFiveMinutesAfterTheDeadline() {
    assertThat(onTry(null, NOW.minus(Duration.ofMinutes(5)))).isEqualTo(new Step.AskParticipant());
    assertThat(reply(onTry(null, NOW.minus(Duration.ofMinutes(5)).minusNanos(1))))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.status()).isEqualTo(400);
              assertThat(rejected.code()).isEqualTo("deadline-passed");
            });
  }

  @Test
  void askedAboutIsWhatIsHeldPastItsDeadlineAndNothingElse() {
    assertThat(rules.asks(TRIED, NOW)).isTrue();
    assertThat(rules.asks(TRIED, NOW.minusNanos(1))).isFalse();
    assertThat(rules.asks(Fence.tried("d", RESERVATION, RESULT, null), NOW)).isFalse();
    for (Fence over : new Fence[] {null, CONFIRMED, CANCELLED, TOMBSTONE, REFUSED}) {
      assertThat(rules.asks(over, NOW)).as("%s", over).isFalse();
    }
  }

  @Test
  void aTryIsAnsweredAgainWhateverTheDeadline() {
    assertThat(reply(onTry(TRIED, EARLIER))).isEqualTo(new Done(TRY, RESULT));
    assertThat(reply(onTry(REFUSED, EARLIER))).isEqualTo(REFUSAL);
  }

  @Test
  void aTryOnAFenceIsAnsweredAsTheFirst() {
    assertThat(reply(onTry(TRIED, NOW))).isEqualTo(new Done(TRY, RESULT));
    assertThat(reply(onTry(CONFIRMED, NOW))).isEqualTo(new Done(TRY, RESULT));
    assertThat(reply(onTry(REFUSED, NOW))).isEqualTo(REFUSAL);
  }

  @Test
  void aTryAfterACancelIsRefused() {
    for (Fence fence : new Fence[] {CANCELLED, TOMBSTONE}) {
      assertThat(reply(onTry(fence, NOW)))
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.code()).isEqualTo("branch-cancelled"));
    }
  }

  @Test
  void aTryWithAnotherPayloadIsAConflict() {
    for (Fence fence : new Fence[] {TRIED, CONFIRMED, CANCELLED, REFUSED}) {
      Step step =
          rules.onTry(fence, new TryRequest(new FenceKey("t~1", "b"), "other", NOW, false), NOW);
      assertThat(reply(step))
          .isInstanceOfSatisfying(
              Rejected.class, rejected -> assertThat(rejected.status()).isEqualTo(422));
    }
  }

  @Test
  void aReservationIsWrittenWithTheWritesWhereThereIsNoFence() {
    assertThat(rules.reserve(request(NOW), RESERVATION, RESULT))
        .isEqualTo(new Step.Commit(null, TRIED, true, new Done(TRY, RESULT)));
  }

  @Test
  void aReservationHasNoTimeToLive() {
    assertThat(TRIED.keepUntil()).isNull();
  }

  @Test
  void aRefusalIsWrittenBeforeItIsToldAndWithoutWrites() {
    assertThat(rules.decline(request(NOW), Verdict.never("sold-out", "none left"), NOW))
        .isEqualTo(new Step.Commit(null, Fence.refused("d", REFUSAL, KEPT), false, REFUSAL));
  }

  @Test
  void notNowLeavesNothing() {
    assertThat(rules.decline(request(NOW), Verdict.notNow(Duration.ofSeconds(1)), NOW))
        .isEqualTo(new Step.Answer(new NotNow(Duration.ofSeconds(1))));
  }

  @Test
  void aConditionThatFailsAgainstItsOwnCheckIsNoAnswer() {
    assertThat(reply(rules.decline(request(NOW), Verdict.proceed(), NOW)))
        .isInstanceOf(Unknown.class);
  }

  @Test
  void aConfirmActsOnAReservationOnly() {
    assertThat(rules.onConfirm(TRIED, NOW))
        .isEqualTo(
            new Step.Commit(
                FenceState.TRIED, TRIED.confirmed(KEPT), true, new Done(CONFIRM, RESULT)));
    for (Fence fence : new @Nullable Fence[] {null, CANCELLED, TOMBSTONE, REFUSED}) {
      assertThat(reply(rules.onConfirm(fence, NOW))).isInstanceOf(Violated.class);
    }
  }

  @Test
  void aConfirmIsAnsweredAgainWithTheFirstResult() {
    assertThat(reply(rules.onConfirm(CONFIRMED, NOW))).isEqualTo(new Done(CONFIRM, RESULT));
  }

  @Test
  void aCancelUndoesAReservation() {
    assertThat(rules.onCancel(TRIED, NOW))
        .isEqualTo(
            new Step.Commit(
                FenceState.TRIED, Fence.cancelled("d", KEPT), true, new Done(CANCEL, null)));
  }

  @Test
  void anEmptyCancelLeavesATombstoneWithoutWrites() {
    assertThat(rules.onCancel(null, NOW))
        .isEqualTo(
            new Step.Commit(null, Fence.cancelled(null, KEPT), false, new Done(CANCEL, null)));
  }

  @Test
  void aCancelOfWhatIsCancelledOrRefusedIsDoneAndWritesNothing() {
    for (Fence fence : new Fence[] {CANCELLED, TOMBSTONE, REFUSED}) {
      assertThat(reply(rules.onCancel(fence, NOW))).isEqualTo(new Done(CANCEL, null));
    }
  }

  @Test
  void aCancelOfWhatIsConfirmedIsAViolation() {
    assertThat(reply(rules.onCancel(CONFIRMED, NOW))).isInstanceOf(Violated.class);
  }

  @Test
  void finishedFencesAreKeptThirtyDaysAtLeast() {
    assertThat(FenceRules.MIN_RETENTION).isEqualTo(Duration.ofDays(30));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FenceRules(Duration.ofDays(30).minusNanos(1)))
        .withMessageContaining("PT720H");
  }

  @Test
  void nothingLeavesAnEndState() {
    for (FenceState state : FenceState.values()) {
      if (state != FenceState.TRIED) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> new Step.Commit(state, TRIED, true, REFUSAL));
      }
    }
  }

  @Test
  void fencesThatNoRuleMakesCannotBeConstructed() {
    for (FenceState state : FenceState.values()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Fence(state, "d", RESERVATION, null, REFUSAL, NOW));
    }
    assertThatIllegalArgumentException()
        .as("a reservation must not lapse")
        .isThrownBy(() -> new Fence(FenceState.TRIED, "d", RESERVATION, null, null, NOW));
  }

  @Test
  void everyKindOfStepAndVerdictIsHandledByTheDriver() {
    // a pattern switch would not compile without one; this closes the gap
    assertThat(Step.class.getPermittedSubclasses())
        .containsExactlyInAnyOrder(Step.Answer.class, Step.AskParticipant.class, Step.Commit.class);
    assertThat(Verdict.class.getPermittedSubclasses())
        .containsExactlyInAnyOrder(
            Verdict.Proceed.class, Verdict.NotNow.class, Verdict.Never.class);
    assertThat(FenceStore.Outcome.class.getPermittedSubclasses())
        .containsExactlyInAnyOrder(
            FenceStore.Committed.class,
            FenceStore.FenceMoved.class,
            FenceStore.ConditionFailed.class,
            FenceStore.Contended.class,
            FenceStore.Unknown.class);
  }

  private Step onTry(@Nullable Fence fence, Instant deadline) {
    return rules.onTry(fence, request(deadline), NOW);
  }

  private static TryRequest request(Instant deadline) {
    return new TryRequest(new FenceKey("t~1", "b"), "d", deadline, false);
  }

  private static ParticipantReply reply(Step step) {
    return ((Step.Answer) step).reply();
  }
}

package io.lambdatcc.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.CancelReason.Kind;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.wire.ParticipantReply;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** I5 is broken by these. */
class EmptyCancelTest {
  private static Tale cancelling() {
    return Tale.once().asked(1).begins().after(Tale.TIMEOUT).decidesToCancel(Kind.DEADLINE, null);
  }

  @Test
  void anEmptyCancelLeavesNoFence() {
    assertThat(cancelling().repeats(Operation.CANCEL, "stock").judgedBy("I5"))
        .contains("Cancel of t1", "at stock is done, but left no fence: there is null");
  }

  @Test
  void aCancelIsDoneWhileItsBranchIsStillReserved() {
    assertThat(
            Tale.once()
                .begins()
                .tries("stock")
                .decidesToCancel(Kind.DEADLINE, null)
                .repeats(Operation.CANCEL, "stock")
                .judgedBy("I5"))
        .contains("left no fence: there is TRIED");
  }

  static Stream<ParticipantReply> noes() {
    return Stream.of(
        new ParticipantReply.Violated("what?"),
        new ParticipantReply.Rejected(404, "unknown", "never heard of it"),
        new ParticipantReply.Refused("no", "no"),
        new ParticipantReply.NotNow(Duration.ofSeconds(1)));
  }

  @ParameterizedTest
  @MethodSource("noes")
  void anEmptyCancelIsAnsweredByAnyNo(ParticipantReply no) {
    assertThat(cancelling().replies(Operation.CANCEL, "stock", no).judgedBy("I5"))
        .contains("is answered", "though the fence is null");
  }

  @ParameterizedTest
  @MethodSource("noes")
  void theSecondOfTwoCancelsIsAnsweredByAnyNo(ParticipantReply no) {
    assertThat(cancelling().cancels("stock").replies(Operation.CANCEL, "stock", no).judgedBy("I5"))
        .contains("though the fence is CANCELLED");
  }

  @Test
  void aCancelOfWhatIsConfirmedMayBeAViolation() {
    assertThat(
            Tale.once()
                .begins()
                .tries("stock")
                .fence(Operation.CONFIRM, "stock", FenceState.CONFIRMED)
                .replies(Operation.CANCEL, "stock", new ParticipantReply.Violated("what?"))
                .judgedBy("I5"))
        .isNull();
  }

  @Test
  void aCancelOfUnknownOutcomeIsNoBreach() {
    assertThat(
            cancelling()
                .replies(Operation.CANCEL, "stock", new ParticipantReply.Unknown("broken"))
                .judgedBy("I5"))
        .isNull();
  }
}

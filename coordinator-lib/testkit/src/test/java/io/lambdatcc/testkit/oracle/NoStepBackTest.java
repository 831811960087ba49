package io.lambdatcc.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.CancelReason.Kind;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.testkit.scenario.Ask;
import io.lambdatcc.wire.ParticipantReply;
import org.junit.jupiter.api.Test;

/** I8 is broken by these. */
class NoStepBackTest {
  private static final Ask.Wish FIND = new Ask.Wish.Find("t1");

  private static Tale tried() {
    return Tale.once().asked(1).begins().tries("stock").tries("payment");
  }

  @Test
  void aClientThatWasToldTheEndIsShownTrying() {
    Tale tale = AcceptedTalesTest.confirmed();
    tale.told(1, tale.shown(Phase.CONFIRMED)).asked(2, FIND);

    assertThat(tale.told(2, FIND, tale.shown(Phase.TRYING)).judgedBy("I8"))
        .contains("alice asked again about t1", "was shown TRYING, after");
  }

  @Test
  void aClientThatWasToldTheEndIsShownTheDecision() {
    Tale tale = AcceptedTalesTest.confirmed();
    tale.told(1, tale.shown(Phase.CONFIRMED)).asked(2, FIND);

    assertThat(tale.told(2, FIND, tale.shown(Phase.CONFIRMING)).judgedBy("I8"))
        .contains("was shown CONFIRMING, after");
  }

  @Test
  void aTransactionBeginsInTheMiddle() {
    Tale tale = Tale.once();

    assertThat(
            tale.lands(tale.new Version(tale.first()).phase(Phase.CONFIRMING, null).make())
                .judgedBy("I8"))
        .contains("begins as CONFIRMING");
  }

  @Test
  void theLogGoesBack() {
    Tale tale = AcceptedTalesTest.confirmed();

    assertThat(tale.lands(tale.next(Phase.CONFIRMING, null)).judgedBy("I8"))
        .contains("goes back from CONFIRMED to CONFIRMING");
  }

  @Test
  void theDecisionIsLeftOut() {
    Tale tale = tried();

    assertThat(tale.lands(tale.next(Phase.CONFIRMED, null)).judgedBy("I8"))
        .contains("ends as CONFIRMED without a decision");
  }

  @Test
  void aFenceGoesBackFromConfirmedToTried() {
    assertThat(tried().confirms("stock").tries("stock").judgedBy("I8"))
        .contains("the fence of t1", "goes from CONFIRMED to TRIED by TRY");
  }

  @Test
  void aFenceGoesFromConfirmedToCancelled() {
    assertThat(tried().confirms("stock").cancels("stock").judgedBy("I8"))
        .contains("goes from CONFIRMED to CANCELLED by CANCEL");
  }

  @Test
  void aFenceIsConfirmedThatWasNeverTried() {
    assertThat(Tale.once().begins().confirms("stock").judgedBy("I8"))
        .contains("goes from null to CONFIRMED by CONFIRM");
  }

  @Test
  void aFenceIsTriedByACancel() {
    assertThat(
            Tale.once().begins().fence(Operation.CANCEL, "stock", FenceState.TRIED).judgedBy("I8"))
        .contains("goes from null to TRIED by CANCEL");
  }

  @Test
  void anOperationTakesTheFenceAway() {
    assertThat(tried().fence(Operation.CANCEL, "stock", null).judgedBy("I8"))
        .contains("goes from TRIED to null by CANCEL");
  }

  @Test
  void businessWritesComeWithoutTheirFence() {
    assertThat(Tale.once().begins().fence(Operation.TRY, "stock", null, -1, 1, 0).judgedBy("I8"))
        .contains("goes from null to null by TRY");
  }

  @Test
  void aBranchTakesItsWordBack() {
    assertThat(
            tried()
                .after(Tale.TIMEOUT)
                .replies(
                    Operation.TRY,
                    "stock",
                    new ParticipantReply.Rejected(400, "deadline-passed", "too late"))
                .judgedBy("I8"))
        .contains("was answered yes and is now answered Rejected", "nobody cancelled it");
  }

  @Test
  void aBranchThatWasCancelledMayTakeItsWordBack() {
    assertThat(
            tried()
                .decidesToCancel(Kind.DEADLINE, null)
                .cancels("stock")
                .replies(
                    Operation.TRY, "stock", new ParticipantReply.Refused("branch-cancelled", "no"))
                .judgedBy("I8"))
        .isNull();
  }
}

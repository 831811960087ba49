package io.lambdatcc.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.api.InquiryAnswer;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.CancelReason.Kind;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.testkit.scenario.Ask;
import java.util.List;
import org.junit.jupiter.api.Test;

/** I2 is broken by these. */
class OneDecisionTest {
  private static final FenceState CANCELLED = FenceState.CANCELLED;
  private static final CancelReason LATE = new CancelReason(Kind.DEADLINE, null, null, "late");

  private static final Ask.Wish WORD = new Ask.Wish.Resolve("t1", "stock", Operation.CONFIRM);

  private static Tale tried() {
    return Tale.once().asked(1).begins().tries("stock").tries("payment");
  }

  @Test
  void aDecisionIsOverwrittenByTheOther() {
    Tale tale = tried().decidesToConfirm();

    assertThat(tale.lands(tale.next(Phase.CANCELLING, LATE)).judgedBy("I2"))
        .contains("version 3", "CANCELLING", "overwrites the decision, which was CONFIRMING");
  }

  @Test
  void aDecisionIsTakenBack() {
    Tale tale = tried().decidesToConfirm();

    assertThat(tale.lands(tale.next(Phase.TRYING, null)).judgedBy("I2"))
        .contains("overwrites the decision");
  }

  @Test
  void aParticipantCancelsWhatNobodyHasCancelled() {
    Tale tale = tried().fence(Operation.CANCEL, "stock", CANCELLED);
    assertThat(tale.judgedBy("I2")).contains("stock cancels t1", "not what was decided");
    Tale confirmed = tried().decidesToConfirm().fence(Operation.CANCEL, "stock", CANCELLED);
    assertThat(confirmed.judgedBy("I2")).contains("not what was decided");
  }

  @Test
  void whatAnotherHasTheNameOfMayBeUndone() {
    Tale tale = Tale.beside().tries("stock").of("t1", "9").begins().of("t1", "0");
    assertThat(
            tale.sends(Operation.CANCEL, "stock")
                .fence(Operation.CANCEL, "stock", CANCELLED)
                .judgedBy("I2"))
        .isNull();
    assertThat(Tale.beside().tries("stock").sends(Operation.CANCEL, "stock").judgedBy("I2"))
        .contains("but nothing is decided");
  }

  @Test
  void itBeginsAfterAParticipantWasToldThatItIsCancelled() {
    Tale tale = Tale.beside().tries("stock").informed("stock", InquiryAnswer.CANCELLED);
    assertThat(tale.begins().judgedBy("I2"))
        .contains("begins what a participant was told is cancelled");
  }

  @Test
  void itBeginsAfterItWasForestalled() {
    Tale tale = Tale.beside().tries("stock").isForestalled("stock");
    assertThat(tale.forgets().begins().judgedBy("I2")).contains("overwrites the decision");
  }

  @Test
  void theReasonIsChangedAfterwards() {
    Tale tale = tried().after(Tale.TIMEOUT).decidesToCancel(Kind.DEADLINE, null);

    assertThat(
            tale.lands(
                    tale.next(
                        Phase.CANCELLED, new CancelReason(Kind.REQUESTED, null, null, "wanted")))
                .judgedBy("I2"))
        .contains("changes why and when it was decided");
  }

  @Test
  void theTimeOfTheDecisionIsChangedAfterwards() {
    Tale tale = tried().decidesToConfirm();

    assertThat(
            tale.lands(tale.new Version(tale.stored()).decidedAt(Tale.EPOCH.plusSeconds(9)).make())
                .judgedBy("I2"))
        .contains("changes why and when it was decided");
  }

  @Test
  void somethingFollowsTheEnd() {
    Tale tale = tried().decidesToConfirm().confirms("stock").confirms("payment").ends();

    assertThat(tale.lands(tale.next(Phase.CONFIRMING, null)).judgedBy("I2"))
        .contains("follows its end, CONFIRMED");
  }

  @Test
  void aBranchIsAddedAfterTheDecision() {
    Tale tale = tried();
    var branches = tale.stored().branches();

    assertThat(
            tale.lands(
                    tale.new Version(tale.stored())
                        .phase(Phase.CONFIRMING, null)
                        .branches(List.of(branches.get(0)))
                        .make())
                .judgedBy("I2"))
        .contains("with 1 branches", "about something else than what was begun");
  }

  @Test
  void aBranchGetsAnotherPlace() {
    Tale tale = tried();
    var branches = tale.stored().branches();

    assertThat(
            tale.lands(
                    tale.new Version(tale.stored())
                        .phase(Phase.CONFIRMING, null)
                        .branches(List.of(branches.get(1), branches.get(0)))
                        .make())
                .judgedBy("I2"))
        .contains("about something else than what was begun");
  }

  @Test
  void aWordIsTakenBeforeTheDecision() {
    Tale tale = tried();
    var branches = tale.stored().branches();

    assertThat(
            tale.lands(
                    tale.new Version(tale.stored())
                        .phase(Phase.CONFIRMING, null)
                        .branches(List.of(Tale.resolved(branches.get(0), "ops"), branches.get(1)))
                        .make())
                .judgedBy("I2"))
        .contains("takes a word for stock before the decision");
  }

  @Test
  void aWordIsLost() {
    Tale tale = tried().decidesToConfirm().asked(2, WORD).resolves("stock");
    var branches = tale.stored().branches();

    assertThat(
            tale.lands(
                    tale.new Version(tale.stored())
                        .branches(List.of(Tale.resolved(branches.get(0), "eve"), branches.get(1)))
                        .make())
                .judgedBy("I2"))
        .contains("loses the word of alice for stock");
  }

  @Test
  void aConfirmIsSentBeforeAnythingIsDecided() {
    assertThat(tried().sends(Operation.CONFIRM, "stock").judgedBy("I2"))
        .contains("CONFIRM of t1", "/stock was sent by c1, but nothing is decided");
  }

  @Test
  void aCancelIsSentAgainstTheDecision() {
    assertThat(tried().decidesToConfirm().sends(Operation.CANCEL, "stock").judgedBy("I2"))
        .contains("CANCEL of t1", "but it was decided to be CONFIRMING");
  }

  @Test
  void aCancelArrivesThatNobodyWasSeenToSend() {
    assertThat(tried().arrives(Operation.CANCEL, "stock").judgedBy("I2"))
        .contains("arrived, but nothing is decided");
  }
}

package io.lambdatcc.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.api.InquiryAnswer;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.CancelReason.Kind;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Telling;
import io.lambdatcc.testkit.scenario.Ask;
import java.util.List;
import org.junit.jupiter.api.Test;

/** I7 is broken by these. */
class TruthTest {
  private static final Ask.Wish FIND = new Ask.Wish.Find("t1");

  private static Tale tried() {
    return Tale.once().asked(1).begins().tries("stock").tries("payment");
  }

  @Test
  void aParticipantIsToldWhatNobodyHasDecided() {
    assertThat(tried().informed("stock", InquiryAnswer.NOT_YET).judgedBy("I7")).isNull();
    for (InquiryAnswer untrue : List.of(InquiryAnswer.CONFIRMED, InquiryAnswer.CANCELLED)) {
      assertThat(tried().informed("stock", untrue).judgedBy("I7"))
          .contains("stock, asking about t1", "was told " + untrue, "nobody has decided");
    }
    assertThat(tried().decidesToConfirm().informed("stock", InquiryAnswer.CANCELLED).judgedBy("I7"))
        .contains("was told CANCELLED");
    assertThat(tried().decidesToConfirm().informed("stock", InquiryAnswer.CONFIRMED).judgedBy("I7"))
        .isNull();
  }

  @Test
  void whatHadBegunIsSaidNeverToHaveBegun() {
    assertThat(tried().decidesToCancel(Kind.NEVER_BEGUN, null).judgedBy("I7"))
        .contains("cancelled as NEVER_BEGUN", "not what happened");
  }

  @Test
  void aClientIsToldBeforeTheDecisionIsDurable() {
    Tale tale = tried();

    assertThat(tale.told(1, tale.shown(Phase.CONFIRMED)).decidesToConfirm().judgedBy("I7"))
        .contains("alice", "was shown t1", "as CONFIRMED, which was not durable then");
  }

  @Test
  void theEndContradictsWhatAClientWasTold() {
    Tale tale = tried().decidesToConfirm().asked(2, FIND);
    tale.told(2, FIND, tale.shown(Phase.CONFIRMING));
    CancelReason late = new CancelReason(Kind.DEADLINE, null, null, "late");

    assertThat(tale.lands(tale.next(Phase.CANCELLING, late)).judgedBy("I7"))
        .contains("was told that t1", "is confirmed, but now it is CANCELLING");
  }

  @Test
  void aClientIsToldTheOutcomeThatWasOverwritten() {
    Tale tale = tried().decidesToConfirm();
    CancelReason late = new CancelReason(Kind.DEADLINE, null, null, "late");
    tale.lands(tale.next(Phase.CANCELLING, late));
    Telling.Shown cancelled =
        new Telling.Shown(tale.id().toString(), Phase.CANCELLING, true, null, null, false);

    assertThat(tale.asked(2, FIND).told(2, FIND, cancelled).judgedBy("I7"))
        .contains("but the decision is another");
  }

  @Test
  void aBranchIsSettledByAWordThatNobodyGave() {
    assertThat(tried().decidesToConfirm().resolves("stock").judgedBy("I7"))
        .contains("settled by the word of alice, who never gave it");
  }

  @Test
  void aBranchIsSettledByAWordForTheOpposite() {
    Ask.Wish opposite = new Ask.Wish.Resolve("t1", "stock", Operation.CANCEL);

    assertThat(tried().decidesToConfirm().asked(2, opposite).resolves("stock").judgedBy("I7"))
        .contains("who never gave it");
  }

  @Test
  void aClientIsShownWhatNeverBegan() {
    Tale tale = Tale.once().asked(1);

    assertThat(tale.told(1, tale.shown(Phase.TRYING)).judgedBy("I7")).contains("which never began");
  }

  @Test
  void aClientIsShownWhatItDidNotAskAbout() {
    Tale tale = Tale.once().of("t2", "5").begins();
    Telling.Shown other = tale.shown(Phase.TRYING);

    assertThat(tale.of("t1", "0").asked(1).told(1, other).judgedBy("I7"))
        .contains("which is not what it asked about");
  }

  @Test
  void aClientGetsTheAnswerToAnotherRequest() {
    Tale tale = AcceptedTalesTest.confirmed();
    Ask.Wish other = new Ask.Wish.Execute(tale.request("2"));

    assertThat(tale.asked(2, other).told(2, other, tale.shown(Phase.CONFIRMED)).judgedBy("I7"))
        .contains("which is the answer to another request");
  }

  @Test
  void aClientIsToldOfAnEndThatHasNotCome() {
    Tale tale = tried().decidesToConfirm();

    assertThat(tale.told(1, tale.shown(Phase.CONFIRMING)).judgedBy("I7"))
        .contains("told that it has ended, which it has not");
  }

  @Test
  void whoWaitsForTheDecisionAloneMayBeToldSo() {
    Tale tale = tried().decidesToConfirm();
    Ask.Wish soon = new Ask.Wish.Execute(tale.request("1").waitingFor(WaitFor.DECIDED, null));

    assertThat(tale.told(1, soon, tale.shown(Phase.CONFIRMING)).judgedBy("I7")).isNull();
  }

  @Test
  void anOutcomeIsToldWhileNothingIsDecided() {
    Tale tale = tried();
    Telling.Shown guess =
        new Telling.Shown(tale.id().toString(), Phase.TRYING, true, null, null, false);

    assertThat(tale.asked(2, FIND).told(2, FIND, guess).judgedBy("I7"))
        .contains("told an outcome that nobody has decided");
  }

  @Test
  void aClientIsToldAnotherReason() {
    Tale tale = AcceptedTalesTest.cancelled();

    assertThat(tale.told(1, tale.shown(Phase.CANCELLED, Kind.REFUSED, "stock")).judgedBy("I7"))
        .contains("because of REFUSED by stock, but the reason is DEADLINE by null");
  }

  @Test
  void aClientIsToldThatItIsParked() {
    Tale tale = tried();
    Telling.Shown parked =
        new Telling.Shown(tale.id().toString(), Phase.TRYING, false, null, null, true);

    assertThat(tale.told(1, parked).judgedBy("I7")).contains("parked, which it never was");
  }

  @Test
  void aClientIsToldThatThereIsNothingWhereThereIs() {
    assertThat(tried().asked(2, FIND).told(2, FIND, new Telling.Nothing()).judgedBy("I7"))
        .contains("was told that there is nothing, but there is t1");
  }

  @Test
  void whatBeginsWhileAClientLooksNeedNotBeSeen() {
    assertThat(
            Tale.once()
                .asked(1)
                .asked(2, FIND)
                .begins()
                .told(2, FIND, new Telling.Nothing())
                .judgedBy("I7"))
        .isNull();
  }

  @Test
  void aNameIsTakenByTheVerySameRequest() {
    assertThat(tried().asked(2).told(2, new Telling.NameTaken()).judgedBy("I7"))
        .contains("another request has its name, but none has");
  }

  @Test
  void aClientIsToldThatNothingWasBegunAfterItWas() {
    assertThat(tried().told(1, new Telling.Rejected("too large")).judgedBy("I7"))
        .contains("nothing was begun, but t1", "was");
  }

  @Test
  void aClientIsToldThatNothingWasBegunBeforeItIs() {
    assertThat(
            Tale.once().asked(1).told(1, new Telling.Rejected("too large")).begins().judgedBy("I7"))
        .contains("nothing was begun, but t1");
  }

  @Test
  void aFailureIsNoAnswer() {
    assertThat(tried().told(1, new Telling.Failed("NullPointerException")).judgedBy("I7"))
        .contains("told nothing but a failure: NullPointerException");
  }

  @Test
  void aRefusalIsMadeUp() {
    assertThat(tried().decidesToCancel(Kind.REFUSED, "stock").judgedBy("I7"))
        .contains("cancelled as REFUSED by branch stock, but that is not what happened");
  }

  @Test
  void aRefusalWithoutABranchIsMadeUp() {
    assertThat(
            Tale.once()
                .begins()
                .refuses("stock")
                .decidesToCancel(Kind.REFUSED, null)
                .judgedBy("I7"))
        .contains("not what happened");
  }

  @Test
  void aRejectionIsMadeUp() {
    assertThat(tried().decidesToCancel(Kind.REJECTED, "stock").judgedBy("I7"))
        .contains("cancelled as REJECTED by branch stock");
  }

  @Test
  void aRejectionMayBeHeard() {
    assertThat(
            Tale.once()
                .begins()
                .hears(Operation.TRY, "stock", new Answer.Rejected("404", "not found"))
                .decidesToCancel(Kind.REJECTED, "stock")
                .judgedBy("I7"))
        .isNull();
  }

  @Test
  void contentionIsMadeUp() {
    assertThat(tried().decidesToCancel(Kind.CONTENDED, "stock").judgedBy("I7"))
        .contains("cancelled as CONTENDED by branch stock");
  }

  @Test
  void theDeadlineIsMadeUp() {
    assertThat(tried().decidesToCancel(Kind.DEADLINE, null).judgedBy("I7"))
        .contains("cancelled as DEADLINE");
  }

  @Test
  void theWishToCancelIsMadeUp() {
    assertThat(tried().decidesToCancel(Kind.REQUESTED, null).judgedBy("I7"))
        .contains("cancelled as REQUESTED");
  }

  @Test
  void anEarlierAttemptMayHaveBegunWhatALaterOneMayNot() {
    Tale tale = Tale.once().asked(1);
    tale.add(new Happening.Writing(tale.at(), "c1", tale.first(), "begin"))
        .begins()
        .told(1, new Telling.Rejected("too large"));

    assertThat(tale.judgedBy("I7")).isNull();
  }
}

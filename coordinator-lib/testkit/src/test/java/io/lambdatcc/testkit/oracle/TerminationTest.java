package io.lambdatcc.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.CancelReason.Kind;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Happening.Unfinished;
import io.lambdatcc.testkit.history.Telling;
import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.Site;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** I10 is broken by these. */
class TerminationTest {
  private static Tale confirming() {
    return Tale.once()
        .asked(1)
        .begins()
        .tries("stock")
        .tries("payment")
        .decidesToConfirm()
        .confirms("stock");
  }

  private static Tale waiting(Tale tale) {
    return tale.asked(1)
        .begins()
        .tries("stock")
        .waits("payment")
        .after(Duration.ofSeconds(2))
        .waits("payment")
        .after(Duration.ofSeconds(2));
  }

  @Test
  void somethingHasNotEnded() {
    assertThat(
            confirming()
                .isOver(new Unfinished(Tale.idOf("t1", "0"), Phase.CONFIRMING, false, false))
                .judgedBy("I10"))
        .contains("t1", "has not ended: it is CONFIRMING, not even parked");
  }

  @Test
  void itIsParkedAfterTooFewFailures() {
    assertThat(
            confirming()
                .fails(Operation.CONFIRM, "payment")
                .roundFails(false)
                .fails(Operation.CONFIRM, "payment")
                .roundFails(true)
                .judgedBy("I10"))
        .contains("is parked, though no open branch has failed 3 times");
  }

  @Test
  void notNowIsTakenForAFailure() {
    Tale tale = confirming();
    Answer notNow = new Answer.NotNow(Duration.ofMillis(100));
    for (int i = 0; i < Tale.PARK_AFTER; i++) {
      tale.sends(Operation.CONFIRM, "payment").hears(Operation.CONFIRM, "payment", notNow);
    }

    assertThat(tale.roundFails(true).judgedBy("I10")).contains("is parked, though no open branch");
  }

  @Test
  void aSettledBranchParksTheOthers() {
    Tale tale = Tale.once().begins().tries("stock").tries("payment").decidesToConfirm();
    for (int i = 0; i < Tale.PARK_AFTER; i++) {
      tale.fails(Operation.CONFIRM, "stock");
    }
    var branches = tale.stored().branches();
    var settled =
        tale.new Version(tale.stored()).status(io.lambdatcc.protocol.BranchStatus.CONFIRMED).make();
    var parked =
        tale.new Version(tale.stored())
            .branches(java.util.List.of(settled.branches().get(0), branches.get(1)))
            .round(1, Tale.EPOCH)
            .make();

    assertThat(tale.lands(parked).judgedBy("I10")).contains("is parked, though no open branch");
  }

  @Test
  void failuresFromBeforeItWasTriedAgainByHandCountTwice() {
    Tale tale = confirming();
    for (int i = 0; i < Tale.PARK_AFTER; i++) {
      tale.fails(Operation.CONFIRM, "payment");
    }

    assertThat(
            tale.roundFails(true)
                .unparks()
                .fails(Operation.CONFIRM, "payment")
                .roundFails(true)
                .judgedBy("I10"))
        .contains("is parked, though no open branch has failed 3 times");
  }

  @Test
  void whatFailsWhileItIsUnparkedCountsAgain() {
    Tale tale = confirming();
    for (int i = 0; i < Tale.PARK_AFTER; i++) {
      tale.fails(Operation.CONFIRM, "payment");
    }
    tale.roundFails(true);
    var unparked = tale.new Version(tale.stored()).round(0, null).make();
    tale.add(new Happening.Writing(tale.at(), "c1", unparked, "token"));
    for (int i = 0; i < Tale.PARK_AFTER; i++) {
      tale.fails(Operation.CONFIRM, "payment");
    }

    assertThat(
            tale.add(new Happening.Landed(tale.at(), "c1", tale.stored(), unparked, "token"))
                .roundFails(true)
                .judgedBy("I10"))
        .isNull();
  }

  @Test
  void itIsNotParkedThoughItFailsAndFails() {
    Tale tale = confirming().fails(Operation.CONFIRM, "payment");

    assertThat(
            tale.lands(
                    tale.new Version(tale.stored()).failures(Tale.PARK_AFTER).round(3, null).make())
                .judgedBy("I10"))
        .contains("is not parked, though branch stock has failed 3 times");
  }

  @Test
  void whoHoldsSomethingWaitsWithoutBound() {
    assertThat(waiting(Tale.once()).waits("payment").judgedBy("I10"))
        .contains(
            "t1",
            "holds something and has heard nothing but \"not now\"",
            "still waits; the bound is 3000 ms");
  }

  @Test
  void whoGivesUpTooLateHasWaitedTooLong() {
    assertThat(waiting(Tale.once()).decidesToCancel(Kind.CONTENDED, "payment").judgedBy("I10"))
        .contains("still waits");
  }

  @Test
  void whoHoldsNothingMayWait() {
    assertThat(
            Tale.once()
                .asked(1)
                .begins()
                .waits("payment")
                .after(Duration.ofSeconds(5))
                .waits("payment")
                .judgedBy("I10"))
        .isNull();
  }

  @Test
  void whoDoesNotKnowWhetherItWaitsMayDoSo() {
    assertThat(
            Tale.once()
                .asked(1)
                .begins()
                .tries("stock")
                .waits("payment")
                .fails(Operation.TRY, "payment")
                .after(Duration.ofSeconds(5))
                .waits("payment")
                .judgedBy("I10"))
        .isNull();
  }

  @Test
  void whoseLogIsInTroubleMayWait() {
    Tale tale = Tale.once();
    tale.add(
        new Happening.Struck(
            0, Site.parse("DECIDE c1 t1 #1"), Fault.of(FaultKind.LOG_UNKNOWN_LOST)));

    assertThat(waiting(tale).waits("payment").judgedBy("I10")).isNull();
  }

  @Test
  void whoIsLeftAloneWhereNobodyWorksUnattendedMayWait() {
    Tale tale = Tale.once(false).asked(1).begins().tries("stock").waits("payment");
    tale.told(1, new Telling.Unavailable("closed"));

    assertThat(
            tale.after(Duration.ofSeconds(5)).decidesToCancel(Kind.DEADLINE, null).judgedBy("I10"))
        .isNull();
  }

  @Test
  void whoIsAttendedMayNotWaitWithoutBound() {
    assertThat(waiting(Tale.once(false)).waits("payment").judgedBy("I10")).contains("still waits");
  }
}

package io.lambdatcc.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Happening.Unfinished;
import org.junit.jupiter.api.Test;

/** I9 is broken by these. */
class NothingLostTest {
  private static Tale tried() {
    return Tale.once().asked(1).begins().tries("stock").tries("payment");
  }

  @Test
  void aTryIsSentBeforeTheBeginIsDurable() {
    assertThat(Tale.once().asked(1).sends(Operation.TRY, "stock").begins().judgedBy("I9"))
        .contains("c1 sends TRY of t1", "/stock, but that transaction is not in the log");
  }

  @Test
  void aParticipantReservesForWhatNeverBegan() {
    assertThat(Tale.once().asked(1).fence(Operation.TRY, "stock", FenceState.TRIED).judgedBy("I9"))
        .contains("stock reserves for t1", "no recovery finds it");
  }

  @Test
  void whoAsksMayBeTriedBeforeTheBeginAndNothingElse() {
    assertThat(Tale.beside().asked(1).tries("stock").begins().judgedBy("I9")).isNull();
    assertThat(Tale.beside().asked(1).sends(Operation.CONFIRM, "stock").judgedBy("I9"))
        .contains("sends CONFIRM of t1", "not in the log");
  }

  @Test
  void whatIsHeldForWhatNeverBeganIsLeftWhereItIs() {
    assertThat(Tale.beside().asked(1).tries("stock").isOver().judgedBy("I9")).contains("stock");
    assertThat(
            Tale.beside()
                .asked(1)
                .tries("stock")
                .tries("payment")
                .isForestalled("stock")
                .fence(Operation.CANCEL, "stock", FenceState.CANCELLED)
                .isOver()
                .judgedBy("I9"))
        .contains("payment");
  }

  @Test
  void whatIsReservedIsForgotten() {
    assertThat(tried().after(Tale.DAY).fence(null, "stock", null).judgedBy("I9"))
        .contains("stock forgot what t1", "holds reserved");
  }

  @Test
  void aTryIsSaidToBeDoneBeforeItIsDurable() {
    assertThat(Tale.once().begins().repeats(Operation.TRY, "stock").judgedBy("I9"))
        .contains("stock says that TRY of t1", "is done, but its fence is null");
  }

  @Test
  void aConfirmIsSaidToBeDoneBeforeItIsDurable() {
    assertThat(tried().decidesToConfirm().repeats(Operation.CONFIRM, "stock").judgedBy("I9"))
        .contains("CONFIRM of t1", "its fence is TRIED");
  }

  @Test
  void anotherTransactionTakesThePlace() {
    Tale tale = tried();
    var stood = tale.stored();

    assertThat(tale.of("t1", "9").lands(stood, tale.first(), "token").judgedBy("I9"))
        .contains("takes the place of t1~0123456789ab0 in the log");
  }

  @Test
  void theLogForgetsWhatHasNotEnded() {
    assertThat(tried().after(Tale.DAY.multipliedBy(31)).forgets().judgedBy("I9"))
        .contains("the log forgot t1", "while it was TRYING");
  }

  @Test
  void theLogForgetsTooEarly() {
    assertThat(
            AcceptedTalesTest.confirmed().after(Tale.DAY.multipliedBy(29)).forgets().judgedBy("I9"))
        .contains("the log forgot t1", "PT696H", "after its end");
  }

  @Test
  void whatHasBegunCanNotBeStoredAnyMore() {
    Tale tale = tried();

    assertThat(
            tale.add(
                    new Happening.WriteAnswered(
                        tale.at(), "c1", tale.next(Phase.CONFIRMING, null), "REJECTED"))
                .judgedBy("I9"))
        .contains("version 2 can never be stored, but the transaction has begun");
  }

  @Test
  void whatHasNotBegunMayBeRejected() {
    Tale tale = Tale.once().asked(1);

    assertThat(
            tale.add(new Happening.WriteAnswered(tale.at(), "c1", tale.first(), "REJECTED"))
                .isOver()
                .judgedBy("I9"))
        .isNull();
  }

  @Test
  void aTransactionIsLeftOpenAndNobodyFindsIt() {
    assertThat(tried().isOver().judgedBy("I9"))
        .contains("t1", "was left TRYING, and nobody finds it");
  }

  @Test
  void aReservationOutlivesItsTransaction() {
    assertThat(tried().decidesToConfirm().confirms("stock").ends().isOver().judgedBy("I9"))
        .contains("branch payment of t1", "still reserved, though the log says CONFIRMED");
  }

  @Test
  void whatIsOpenAtTheEndButFoundIsNotLost() {
    assertThat(
            tried()
                .isOver(new Unfinished(Tale.idOf("t1", "0"), Phase.TRYING, false, false))
                .judgedBy("I9"))
        .isNull();
  }
}

package io.lambdatcc.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.CancelReason.Kind;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.testkit.history.Happening;
import org.junit.jupiter.api.Test;

/** I6 is broken by these. */
class ConservationTest {

  @Test
  void aTryMakesSomethingOutOfNothing() {
    assertThat(
            Tale.once()
                .begins()
                .fence(Operation.TRY, "stock", FenceState.TRIED, 0, 1, 0)
                .judgedBy("I6"))
        .contains("makes or destroys something", "0 available, 1 reserved, 0 spent");
  }

  @Test
  void aTrySpendsBeforeTheDecision() {
    assertThat(
            Tale.once()
                .begins()
                .fence(Operation.TRY, "stock", FenceState.TRIED, -1, 0, 1)
                .judgedBy("I6"))
        .contains("spends before anything is decided");
  }

  @Test
  void aConfirmSpendsAnotherAmountThanWasReserved() {
    assertThat(
            Tale.once()
                .begins()
                .fence(Operation.TRY, "stock", FenceState.TRIED, -3, 3, 0)
                .decidesToConfirm()
                .fence(Operation.CONFIRM, "stock", FenceState.CONFIRMED, 0, -2, 2)
                .judgedBy("I6"))
        .contains("CONFIRM of t1", "leaves reserved 1");
  }

  @Test
  void aCancelGivesBackLessThanWasTaken() {
    assertThat(
            Tale.once()
                .begins()
                .fence(Operation.TRY, "stock", FenceState.TRIED, -3, 3, 0)
                .decidesToCancel(Kind.DEADLINE, null)
                .fence(Operation.CANCEL, "stock", FenceState.CANCELLED, 2, -3, 1)
                .judgedBy("I6"))
        .contains("does not give back what the Try took");
  }

  @Test
  void somethingMovesInNobodysName() {
    assertThat(
            Tale.once()
                .begins()
                .tries("stock")
                .add(new Happening.Holds(9, "stock", 3, 2, 0))
                .judgedBy("I6"))
        .contains(
            "stock holds 3 available, 2 reserved, 0 spent",
            "must hold 4 available, 1 reserved, 0 spent");
  }

  @Test
  void aParticipantHoldsLessThanNothing() {
    assertThat(
            Tale.once()
                .begins()
                .fence(Operation.TRY, "stock", FenceState.TRIED, -6, 6, 0)
                .judgedBy("I6"))
        .contains("stock holds less than nothing: -1 available");
  }
}

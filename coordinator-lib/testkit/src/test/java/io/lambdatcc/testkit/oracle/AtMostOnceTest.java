package io.lambdatcc.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.CancelReason.Kind;
import io.lambdatcc.protocol.Operation;
import org.junit.jupiter.api.Test;

/** I3 is broken by these. */
class AtMostOnceTest {
  private static Tale tried() {
    return Tale.once().asked(1).begins().tries("stock").tries("payment");
  }

  @Test
  void aTryReservesTwice() {
    assertThat(tried().tries("stock").judgedBy("I3"))
        .contains("TRY of t1", "/stock had its effect at stock 2 times");
  }

  @Test
  void aConfirmSpendsTwice() {
    assertThat(
            tried()
                .decidesToConfirm()
                .confirms("stock")
                .fence(Operation.CONFIRM, "stock", FenceState.CONFIRMED, 0, -1, 1)
                .judgedBy("I3"))
        .contains("CONFIRM of t1", "2 times");
  }

  @Test
  void aCancelGivesBackTwice() {
    assertThat(
            tried()
                .decidesToCancel(Kind.DEADLINE, null)
                .cancels("stock")
                .fence(Operation.CANCEL, "stock", FenceState.CANCELLED, 1, -1, 0)
                .judgedBy("I3"))
        .contains("CANCEL of t1", "2 times");
  }

  @Test
  void itEndsAsConfirmedWithoutSpendingWhatItReserved() {
    assertThat(
            tried()
                .decidesToConfirm()
                .confirms("stock")
                .fence(Operation.CONFIRM, "payment", FenceState.CONFIRMED, 0, 0, 0)
                .ends()
                .judgedBy("I3"))
        .contains("at branch payment Try had 1 effects, Confirm 0 and Cancel 0");
  }

  @Test
  void itEndsAsCancelledWithoutGivingBack() {
    assertThat(
            tried()
                .decidesToCancel(Kind.DEADLINE, null)
                .cancels("stock")
                .fence(Operation.CANCEL, "payment", FenceState.CANCELLED, 0, 0, 0)
                .ends()
                .judgedBy("I3"))
        .contains("ended as CANCELLED", "Cancel 0");
  }

  @Test
  void forgettingMovesSomething() {
    assertThat(
            AcceptedTalesTest.confirmed()
                .after(Tale.DAY.multipliedBy(31))
                .fence(null, "stock", null, 1, 0, -1)
                .judgedBy("I3"))
        .contains("forgetting the fence", "changed business data");
  }

  @Test
  void aBranchThatMovesNothingIsNoBreach() {
    assertThat(
            Tale.once()
                .asked(1)
                .begins()
                .fence(Operation.TRY, "stock", FenceState.TRIED, 0, 0, 0)
                .tries("payment")
                .decidesToConfirm()
                .fence(Operation.CONFIRM, "stock", FenceState.CONFIRMED, 0, 0, 0)
                .confirms("payment")
                .ends()
                .judgedBy("I3"))
        .isNull();
  }
}

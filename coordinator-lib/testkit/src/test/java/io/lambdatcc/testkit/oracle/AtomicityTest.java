package io.lambdatcc.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.CancelReason.Kind;
import io.lambdatcc.protocol.Operation;
import org.junit.jupiter.api.Test;

/** I1 is broken by these. */
class AtomicityTest {
  private static Tale tried() {
    return Tale.once().asked(1).begins().tries("stock").tries("payment");
  }

  @Test
  void oneBranchIsConfirmedAndAnotherCancelled() {
    assertThat(tried().decidesToConfirm().confirms("stock").cancels("payment").judgedBy("I1"))
        .contains("branch payment is now CANCELLED, but branch stock was confirmed");
  }

  @Test
  void oneBranchIsCancelledAndAnotherConfirmed() {
    assertThat(
            tried()
                .decidesToCancel(Kind.DEADLINE, null)
                .cancels("payment")
                .confirms("stock")
                .judgedBy("I1"))
        .contains("branch stock is now CONFIRMED, but branch payment was cancelled or refused");
  }

  @Test
  void oneBranchIsConfirmedThoughAnotherRefused() {
    assertThat(
            Tale.once().begins().tries("stock").refuses("payment").confirms("stock").judgedBy("I1"))
        .contains("cancelled or refused");
  }

  @Test
  void anEmptyCancelGoesToAConfirmedTransaction() {
    assertThat(
            Tale.once().begins().tries("stock").confirms("stock").cancels("payment").judgedBy("I1"))
        .contains("payment is now CANCELLED");
  }

  @Test
  void itIsDecidedToConfirmWhileABranchHoldsNothing() {
    assertThat(Tale.once().begins().tries("stock").decidesToConfirm().judgedBy("I1"))
        .contains("nothing is reserved at branch payment, whose fence is null");
  }

  @Test
  void itIsDecidedToConfirmOnAFenceOfAnEarlierLife() {
    assertThat(
            tried()
                .fence(Operation.CONFIRM, "stock", FenceState.CONFIRMED)
                .decidesToConfirm()
                .judgedBy("I1"))
        .contains("branch stock, whose fence is CONFIRMED");
  }

  @Test
  void itEndsAsConfirmedAfterTheFirstAcknowledgement() {
    assertThat(tried().decidesToConfirm().confirms("stock").ends().judgedBy("I1"))
        .contains("ended as confirmed, but nothing was confirmed at branch payment");
  }

  @Test
  void itEndsAsCancelledThoughABranchWasNeverAskedTo() {
    assertThat(
            Tale.once()
                .begins()
                .tries("stock")
                .decidesToCancel(Kind.DEADLINE, null)
                .cancels("stock")
                .ends()
                .judgedBy("I1"))
        .contains("no Cancel was ever done at branch payment");
  }

  @Test
  void itEndsAsCancelledThoughABranchIsStillReserved() {
    assertThat(
            tried()
                .decidesToCancel(Kind.DEADLINE, null)
                .cancels("stock")
                .repeats(Operation.CANCEL, "payment")
                .ends()
                .judgedBy("I1"))
        .contains("still reserved at branch payment");
  }
}

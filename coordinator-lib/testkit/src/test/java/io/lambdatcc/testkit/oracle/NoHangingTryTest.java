package io.lambdatcc.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.protocol.CancelReason.Kind;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.wire.ParticipantReply;
import org.junit.jupiter.api.Test;

/** I4 is broken by these. */
class NoHangingTryTest {
  private static Tale cancelling() {
    return Tale.once().asked(1).begins().after(Tale.TIMEOUT).decidesToCancel(Kind.DEADLINE, null);
  }

  @Test
  void aTryReservesAfterItsCancel() {
    assertThat(cancelling().cancels("stock").tries("stock").judgedBy("I4"))
        .contains("a Try of t1", "reserves at stock though the branch was cancelled before");
  }

  @Test
  void aTryReservesAfterACancelThatLeftNothing() {
    assertThat(cancelling().repeats(Operation.CANCEL, "stock").tries("stock").judgedBy("I4"))
        .contains("was cancelled before");
  }

  @Test
  void aTryReservesAfterItsRefusal() {
    assertThat(Tale.once().begins().refuses("stock").tries("stock").judgedBy("I4"))
        .contains("was refused before");
  }

  @Test
  void aTryReservesAfterItsTombstoneWasForgotten() {
    assertThat(
            AcceptedTalesTest.cancelled()
                .after(Tale.DAY.multipliedBy(31))
                .fence(null, "stock", null)
                .tries("stock")
                .judgedBy("I4"))
        .contains("was cancelled before");
  }

  @Test
  void aTombstoneIsForgottenTooEarly() {
    assertThat(
            AcceptedTalesTest.cancelled()
                .after(Tale.DAY.multipliedBy(29))
                .fence(null, "stock", null)
                .judgedBy("I4"))
        .contains("stock forgot the fence of t1", "after PT696H");
  }

  @Test
  void aRefusalIsToldBeforeItIsDurable() {
    assertThat(
            Tale.once()
                .begins()
                .sends(Operation.TRY, "stock")
                .replies(Operation.TRY, "stock", new ParticipantReply.Refused("sold-out", "no"))
                .judgedBy("I4"))
        .contains("stock refuses t1", "but has not remembered it: its fence is null");
  }

  @Test
  void anIdIsUsedForASecondTransaction() {
    assertThat(
            AcceptedTalesTest.confirmed()
                .after(Tale.DAY.multipliedBy(31))
                .forgets()
                .begins()
                .judgedBy("I4"))
        .contains("begins t1", "a second time");
  }
}

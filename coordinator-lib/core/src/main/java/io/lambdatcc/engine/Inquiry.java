package io.lambdatcc.engine;

import io.lambdatcc.api.InquiryAnswer;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionState;
import java.time.Duration;
import java.time.Instant;

/**
 * A participant's question about what it holds reserved past its deadline: what has become of it?
 *
 * <p>This is what makes it safe to try a branch while its transaction is still being begun: where
 * that comes to nothing, whoever holds something asks, and is told so. The answer
 * <em>cancelled</em> is for ever, so it is given only when no other can follow any more: what is
 * not in the log is first kept from ever getting there, and what is still being tried is first
 * cancelled there.
 *
 * @param id of the transaction, as on the wire: another one under the same name is none of it
 * @param branchId of the branch; one that the transaction does not have is confirmed by nobody
 * @param participant who asks, for the record. The branch alone is what is answered for: a
 *     participant that has another name here than it thinks must not be told that it is cancelled
 * @param deadline of the Try: before it, nobody is told anything for ever
 * @param askedAt by the clock of who asks: what is not in the log any more may have been when this
 *     was asked
 */
public record Inquiry(
    TransactionId id, String branchId, String participant, Instant deadline, Instant askedAt) {

  /** How old a question may be. Much less than the time for which an end is remembered. */
  private static final Duration GOOD_FOR = Duration.ofDays(1);

  /**
   * Whether what is not in the log has never been there, and may be kept from ever getting there.
   */
  boolean isTimely(Instant now) {
    return !now.isBefore(deadline) && now.isBefore(askedAt.plus(GOOD_FOR));
  }

  /** Whether what is stored has to be cancelled before it can be answered for. */
  boolean needsCancelling(TransactionState stored, Instant now) {
    return isOf(stored) && stored.phase() == Phase.TRYING && !now.isBefore(stored.deadline());
  }

  /** What is true of the branch, given what is stored under its transaction's key. */
  InquiryAnswer answer(TransactionState stored) {
    if (!isOf(stored)) {
      return InquiryAnswer.CANCELLED;
    }
    if (!stored.phase().decided()) {
      return InquiryAnswer.NOT_YET;
    }
    return stored.phase().confirms() ? InquiryAnswer.CONFIRMED : InquiryAnswer.CANCELLED;
  }

  /** The end of its transaction, which has not begun. */
  TransactionState forestalled(Instant now) {
    return TransactionState.forestalled(id, branchId, participant, deadline, now);
  }

  private boolean isOf(TransactionState stored) {
    return stored.id().equals(id) && stored.indexOf(branchId) >= 0;
  }
}

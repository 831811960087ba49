package io.lambdatcc.spi;

import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.TransactionId;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Carries one operation to one participant and its answer back.
 *
 * <p>What the engine relies on: every call ends within a bounded time; {@link Answer.Done} and
 * {@link Answer.Refused} are answered only on the participant's own explicit word; {@link
 * Answer.NotSent} only when no byte of the call can have had an effect; whatever is in doubt is
 * {@link Answer.Unknown}, or an exceptional completion, which means the same. A client never
 * repeats a call by itself: only the engine does. Methods do not block and are safe for use by many
 * threads. Calls to one branch may overlap, since one that nobody answered is repeated. A stage
 * completes on any thread, that of the caller included; what the engine then does there does not
 * block.
 */
public interface ParticipantClient {

  /** Whether this participant is configured. */
  boolean knows(String participant);

  /**
   * The participants that ask about what they hold reserved once its deadline has passed, by their
   * configuration: only these may be tried before their transaction is known to have begun. Never
   * inferred, and the same for as long as this client lives.
   */
  default Set<String> inquiring() {
    return Set.of();
  }

  /** Performs the call. */
  CompletionStage<Answer> call(BranchCall call);

  /**
   * One call.
   *
   * @param payload what Try reserves for, forwarded byte for byte; null for Confirm and Cancel
   * @param attempt counts the calls of this operation to this branch, from 1
   * @param traceparent W3C trace context to pass on, if there is one
   * @param address where at the participant the branch is, if its initiator has said so
   */
  record BranchCall(
      Operation operation,
      TransactionId transactionId,
      String branchId,
      String participant,
      Instant deadline,
      @Nullable String payload,
      int attempt,
      @Nullable String traceparent,
      @Nullable String address) {

    /** A call to a branch without an address. */
    public BranchCall(
        Operation operation,
        TransactionId transactionId,
        String branchId,
        String participant,
        Instant deadline,
        @Nullable String payload,
        int attempt,
        @Nullable String traceparent) {
      this(
          operation,
          transactionId,
          branchId,
          participant,
          deadline,
          payload,
          attempt,
          traceparent,
          null);
    }
  }
}

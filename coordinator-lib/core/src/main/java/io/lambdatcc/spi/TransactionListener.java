package io.lambdatcc.spi;

import io.lambdatcc.protocol.Event;
import io.lambdatcc.protocol.InvariantViolation;
import io.lambdatcc.protocol.Step;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionState;

/**
 * Hears what happens to transactions: for logs, metrics and alarms.
 *
 * <p>Called by whichever thread brought the news; must not block or throw.
 */
public interface TransactionListener {

  /** A version of a transaction that this coordinator wrote has become durable. */
  default void landed(TransactionState state) {}

  /**
   * The protocol has taken a step: every event and what it led to, in this coordinator's own order;
   * whether a new version lands is another matter. For tracing.
   */
  default void stepped(TransactionState before, Event event, Step step) {}

  /** The protocol was broken: somebody must look at this transaction. */
  default void violated(TransactionId id, InvariantViolation violation) {}

  /**
   * Something went wrong that the protocol copes with, but somebody may have to mend: the log does
   * not answer, a record cannot be read, a part of this program has a bug.
   *
   * @param where what was being done, with the transaction's id or key where there is one
   */
  default void failed(String where, Throwable cause) {}

  /** A listener that hears nothing. */
  static TransactionListener silent() {
    return new TransactionListener() {};
  }
}

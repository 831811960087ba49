package io.lambdatcc.spi;

import io.lambdatcc.protocol.Event;
import io.lambdatcc.protocol.InvariantViolation;
import io.lambdatcc.protocol.Step;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import java.util.List;

/**
 * Hears what happens to transactions: for logs, metrics, traces and alarms.
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

  /**
   * This coordinator goes no further with a transaction, because it has ended, is parked or handed
   * over, or because nobody waits for it any more. It may come upon it again.
   *
   * @param state the last that this coordinator knows
   */
  default void left(TransactionState state) {}

  /**
   * It could not be learned whether a transaction was begun, and this coordinator has stopped
   * asking: who wanted it is told to repeat the request.
   */
  default void inDoubt(TransactionId id) {}

  /**
   * There was no room for a request to begin a transaction: nothing was written or sent for it, and
   * whoever wanted it is told to repeat the request later. May come very often.
   */
  default void shed(TransactionKey key) {}

  /** The protocol was broken: somebody must look at this transaction. */
  default void violated(TransactionId id, InvariantViolation violation) {}

  /**
   * Something went wrong that the protocol copes with, but somebody may have to mend: the log does
   * not answer, a record cannot be read, a part of this program has a bug.
   *
   * @param where what was being done, with the transaction's id or key where there is one
   */
  default void failed(String where, Throwable cause) {}

  /** Each of these in turn. */
  static TransactionListener all(TransactionListener... listeners) {
    return new Listeners(List.of(listeners));
  }

  /** A listener that hears nothing. */
  static TransactionListener silent() {
    return new TransactionListener() {};
  }
}

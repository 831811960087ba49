package io.lambdatcc.spi;

import io.lambdatcc.protocol.InvariantViolation;
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

  /** The protocol was broken: somebody must look at this transaction. */
  default void violated(TransactionId id, InvariantViolation violation) {}

  /** A listener that hears nothing. */
  static TransactionListener silent() {
    return new TransactionListener() {};
  }
}

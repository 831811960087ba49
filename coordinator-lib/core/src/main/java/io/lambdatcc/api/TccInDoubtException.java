package io.lambdatcc.api;

import io.lambdatcc.protocol.TransactionId;

/**
 * Nobody knows whether the transaction was begun.
 *
 * <p>Ask again with the same name and the same branches: that joins it if it was, and begins it if
 * it was not. If it was begun and nobody asks, it is cancelled after its deadline.
 */
public final class TccInDoubtException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient TransactionId id;

  /** The transaction that may have been begun, and the last thing that went wrong. */
  public TccInDoubtException(TransactionId id, Throwable cause) {
    super(
        id
            + ": the log did not say in time whether the transaction was begun; repeat the request"
            + " under the same name",
        cause);
    this.id = id;
  }

  /** The transaction that may have been begun. */
  public TransactionId id() {
    return id;
  }
}

package io.lambdatcc.api;

import io.lambdatcc.protocol.TransactionId;

/** The name belongs to a transaction of the same caller with other branches; nothing was begun. */
public final class NameConflictException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** Names the transaction that has the name. */
  public NameConflictException(TransactionId taken) {
    super(
        "the name '"
            + taken.name()
            + "' belongs to transaction "
            + taken
            + ", which asks for something else; use another name for another request");
  }
}

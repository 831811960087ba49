package io.lambdatcc.protocol;

/** Where a transaction stands. Phases only ever move forward, never back (I8). */
public enum Phase {
  /** Branches are being asked to reserve; nothing is decided. */
  TRYING,
  /** Decided for ever: every branch will be confirmed. */
  CONFIRMING,
  /** Decided for ever: every branch will be cancelled. */
  CANCELLING,
  /** Every branch has answered Confirm. */
  CONFIRMED,
  /** Every branch has answered Cancel. */
  CANCELLED;

  /** Whether the outcome is durable, whether or not every branch knows it yet. */
  public boolean decided() {
    return this != TRYING;
  }

  /** Whether nothing is left to do. */
  public boolean finished() {
    return this == CONFIRMED || this == CANCELLED;
  }

  /** Whether the decision, if there is one, is to confirm. */
  public boolean confirms() {
    return this == CONFIRMING || this == CONFIRMED;
  }
}

package io.lambdatcc.wire;

/** What a caller waits for. */
public enum WaitFor {
  /** Every branch is confirmed, or every branch is cancelled. */
  COMPLETED,
  /** The outcome is durable and will happen. */
  DECIDED
}

package io.lambdatcc.api;

/** What a caller waits for. */
public enum WaitFor {
  /** Until every branch has been confirmed or cancelled. */
  COMPLETED,
  /** Until the outcome is durable and will happen. */
  DECIDED
}

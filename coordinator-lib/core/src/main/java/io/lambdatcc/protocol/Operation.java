package io.lambdatcc.protocol;

/** What is done to a branch. */
public enum Operation {
  /** Reserve what Confirm will need. */
  TRY,
  /** Turn the reservation into the effect. */
  CONFIRM,
  /** Give the reservation back, or make sure that it never comes to be. */
  CANCEL
}

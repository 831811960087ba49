package io.lambdatcc.participant.fence;

/** What has become of a branch. Nothing leaves a state but {@link #TRIED}. */
public enum FenceState {
  /** Reserved; waits for the decision for as long as it takes. */
  TRIED,
  /** What was reserved has been spent. */
  CONFIRMED,
  /** What was reserved has been given back, or a Cancel came before any Try. */
  CANCELLED,
  /** The Try was refused for ever. */
  REFUSED
}

package io.lambdatcc.wire;

/** How the Tries of a transaction are sent. */
public enum Order {
  /** All at once. */
  PARALLEL,
  /** One after the other, in the order of the request. */
  SEQUENTIAL
}

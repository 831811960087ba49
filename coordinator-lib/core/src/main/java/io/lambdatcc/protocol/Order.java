package io.lambdatcc.protocol;

/** How the Tries of a transaction go out. Confirms and Cancels always go out in parallel. */
public enum Order {
  /** All at once: the time of the slowest. */
  PARALLEL,
  /**
   * One by one, in the request's order: where every transaction names contended resources in the
   * same order, none can wait in a circle.
   */
  SEQUENTIAL
}

package io.lambdatcc.protocol;

/** What is known of one branch. */
public enum BranchStatus {
  /** Nothing is known; after a restart this says nothing about whether a Try was sent. */
  PENDING,
  /** A Try was sent and its answer is not known: the branch may hold a reservation. */
  ASKED,
  /** The last Try was answered "not now": it left nothing behind. */
  WAITING,
  /** The branch holds its reservation. */
  TRIED,
  /** The branch will never hold one. */
  REFUSED,
  /** The branch has answered Confirm. */
  CONFIRMED,
  /** The branch has answered Cancel. */
  CANCELLED;

  /** Whether phase two is over for this branch. */
  public boolean settled() {
    return this == CONFIRMED || this == CANCELLED;
  }

  /** Whether the branch may hold something that others wait for. */
  boolean mayHold() {
    return this == ASKED || this == TRIED;
  }
}

package io.lambdatcc.testkit.plan;

/** What happens at a place where something can go wrong. */
public enum SiteKind {
  /** A client asks a coordinator for something. Actor: the client. */
  ASK,
  /** A coordinator sends a Try; covers the request, its handling and its reply. */
  TRY,
  /** A coordinator sends a Confirm. */
  CONFIRM,
  /** A coordinator sends a Cancel. */
  CANCEL,
  /** A participant looks at a fence. Actor: the participant. */
  LOOK,
  /** A participant commits fence and business writes. Actor: the participant. */
  COMMIT,
  /** A coordinator writes a transaction's first version. */
  BEGIN,
  /** A coordinator writes a decision. */
  DECIDE,
  /** A coordinator writes the end. */
  FINISH,
  /** A coordinator closes a failed round, or takes a transaction out of parking. */
  ROUND,
  /** A coordinator puts the end of a transaction in the place of its begin. */
  FORESTALL,
  /** A coordinator reads one transaction, consistently. */
  READ,
  /** A coordinator reads a page of the due index. */
  DUE,
  /** A sweep is about to start. Actor: the coordinator that sweeps. */
  SWEEP,
  /**
   * A participant asks a coordinator about what it holds; covers the question and its answer.
   * Actor: the participant.
   */
  INQUIRE,
  /** The log's stream is about to tell a coordinator of a decision. Actor: who is to be told. */
  STREAM,
  /** A coordinator's process starts. */
  START;

  /** Whether a coordinator calls a participant here. */
  public boolean isCall() {
    return this == TRY || this == CONFIRM || this == CANCEL;
  }

  /** Whether a coordinator writes to the log here. */
  public boolean isWrite() {
    return this == BEGIN || this == DECIDE || this == FINISH || this == ROUND || this == FORESTALL;
  }
}

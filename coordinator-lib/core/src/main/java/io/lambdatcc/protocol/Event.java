package io.lambdatcc.protocol;

import java.time.Instant;

/** Something that happened to a transaction. Events carry the time; the protocol has no clock. */
public sealed interface Event {

  /** When it happened, by the clock of the coordinator that noticed. */
  Instant at();

  /** A call to a branch has ended, one way or the other. */
  record Answered(Instant at, int branch, Operation operation, Answer answer) implements Event {}

  /** The pause before repeating a branch's Try is over. */
  record RepeatDue(Instant at, int branch) implements Event {}

  /** The clock has reached the deadline. */
  record DeadlineReached(Instant at) implements Event {}

  /** The bound on waiting while contended since then is over. */
  record ContentionDue(Instant at, Instant since) implements Event {}

  /** A client or an operator wants it cancelled. */
  record CancelRequested(Instant at) implements Event {}

  /** A coordinator came upon it in the log, or its pause between rounds is over. */
  record Found(Instant at) implements Event {}

  /**
   * The pause to make after a round of phase two in which not every branch answered has been
   * computed.
   *
   * @param nextRound when to go on
   * @param nextSlowRound when to go on if it is now to be parked
   */
  record RoundFailed(Instant at, Instant nextRound, Instant nextSlowRound) implements Event {}

  /** An operator or its client wants it tried again now, parked or not. */
  record RetryRequested(Instant at) implements Event {}

  /**
   * An operator states that this branch is settled, having seen to it by hand.
   *
   * @param operation what it claims to be done: nothing but what is decided counts
   */
  record ResolveRequested(Instant at, int branch, Operation operation, Resolution resolution)
      implements Event {}
}

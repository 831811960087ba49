package io.lambdatcc.protocol;

import java.time.Duration;
import java.time.Instant;

/** Something that the engine shall do. Only {@link Effects#after} hands effects out. */
public sealed interface Effect {

  /** Call this branch. */
  record Call(int branch, Operation operation) implements Effect {}

  /** Repeat this branch's Try after a pause of at least this. */
  record RepeatTry(int branch, Duration atLeast) implements Effect {}

  /** Say when the deadline is reached. */
  record WatchDeadline(Instant deadline) implements Effect {}

  /** Say when it has been contended for the bounded time. */
  record WatchContention(Instant since) implements Effect {}

  /** Compute the pause after this failed round, and say so. */
  record CloseRound() implements Effect {}

  /** Go on with phase two then. */
  record NextRound(Instant at) implements Effect {}
}

package io.lambdatcc.protocol;

/** What an event does to a transaction. */
public sealed interface Step {

  /**
   * The transaction moves on. Where the next version is another, it must be written first; the
   * effects open only with the proof that it has landed.
   */
  record Advance(TransactionState next, Effects effects) implements Step {}

  /** The event means nothing now: it is late, repeated, or somebody else's. */
  record Ignore(String reason) implements Step {}

  /** The event cannot happen unless something is broken. */
  record Violation(InvariantViolation violation) implements Step {}
}

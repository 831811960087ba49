package io.lambdatcc.api;

/** What a caller is told: never a guess, and never anything that the end could contradict (I7). */
public sealed interface TccOutcome {

  /** The transaction as it stood when the answer was given. */
  TccTransaction transaction();

  /** Every branch is confirmed; or will be, where only the decision was waited for. */
  record Confirmed(TccTransaction transaction) implements TccOutcome {}

  /** Nothing has happened anywhere; or will have, where only the decision was waited for. */
  record Cancelled(TccTransaction transaction) implements TccOutcome {}

  /** It has not come to what was waited for; ask again later. */
  record Pending(TccTransaction transaction) implements TccOutcome {}
}

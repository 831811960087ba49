package io.lambdatcc.api;

/** What became of the wish to cancel. */
public sealed interface CancelResult {

  /** The transaction as it stands now. */
  TccTransaction transaction();

  /** It is decided by this wish: every branch is cancelled or will be. */
  record Accepted(TccTransaction transaction) implements CancelResult {}

  /** It had been decided before. */
  record AlreadyDecided(TccTransaction transaction) implements CancelResult {}

  /** It could not be decided in time; ask again. */
  record Undecided(TccTransaction transaction) implements CancelResult {}
}

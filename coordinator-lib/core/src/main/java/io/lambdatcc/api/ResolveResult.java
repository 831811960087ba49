package io.lambdatcc.api;

/** What became of an operator's word that a branch is settled. */
public sealed interface ResolveResult {

  /** The transaction as it is now. */
  TccTransaction transaction();

  /** The branch is settled: by this word, or already by an answer or an earlier word. */
  record Accepted(TccTransaction transaction) implements ResolveResult {}

  /** Nothing was changed: nothing is decided yet, so there is nothing to settle. */
  record NothingDecided(TccTransaction transaction) implements ResolveResult {}

  /** Nothing was changed: the opposite is decided. */
  record DecidedOtherwise(TccTransaction transaction) implements ResolveResult {}

  /** Nobody knows yet; asking again is safe. */
  record InDoubt(TccTransaction transaction) implements ResolveResult {}

  /** Nothing was changed: the transaction has no such branch. */
  record NoSuchBranch(TccTransaction transaction) implements ResolveResult {}
}

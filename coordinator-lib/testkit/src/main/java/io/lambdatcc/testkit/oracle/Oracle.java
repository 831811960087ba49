package io.lambdatcc.testkit.oracle;

import io.lambdatcc.testkit.history.Happening;
import org.jspecify.annotations.Nullable;

/** Watches one invariant in one run. */
interface Oracle {

  /** The invariant's number, like {@code I4}. */
  String invariant();

  /**
   * Takes what happened next.
   *
   * @return in words what is broken now, with ids, expected and actual; null while all is well
   */
  @Nullable String sees(Happening happening);
}

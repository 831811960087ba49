package io.lambdatcc.testkit.search;

import io.lambdatcc.testkit.oracle.Finding;

/**
 * A trial in which an invariant was broken.
 *
 * @param number of the trial in its search
 * @param finding what was broken
 */
public record Failure(long number, Trial trial, Finding finding) {
  @Override
  public String toString() {
    return "trial " + number + " breaks " + finding + "\n" + trial.toJava();
  }
}

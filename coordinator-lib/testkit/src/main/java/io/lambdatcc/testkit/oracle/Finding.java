package io.lambdatcc.testkit.oracle;

/**
 * An invariant was broken.
 *
 * @param invariant its number
 * @param what in words
 * @param at milliseconds since the start of the run
 * @param moment the index in the history of what broke it
 */
public record Finding(String invariant, String what, long at, int moment) {
  @Override
  public String toString() {
    return invariant + " at " + at + " ms: " + what;
  }
}

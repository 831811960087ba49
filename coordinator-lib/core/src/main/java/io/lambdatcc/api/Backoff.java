package io.lambdatcc.api;

import java.time.Duration;

/**
 * Pauses that grow: {@code first}, then each {@code factor} times the one before, up to {@code
 * cap}. The engine shortens each by up to half, at random, so that those who failed together do not
 * return together.
 *
 * @param factor at least 1
 */
public record Backoff(Duration first, double factor, Duration cap) {

  /** Rejects pauses that do not grow or have no end. */
  public Backoff {
    if (first.isNegative() || first.isZero() || cap.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "a back-off needs 0 < first <= cap, these are " + first + " and " + cap);
    }
    if (!(factor >= 1) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("a back-off grows by a factor >= 1, not " + factor);
    }
  }
}

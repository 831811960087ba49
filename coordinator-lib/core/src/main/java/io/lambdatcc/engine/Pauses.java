package io.lambdatcc.engine;

import io.github.resilience4j.core.IntervalFunction;
import io.lambdatcc.api.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The lengths of successive pauses: Resilience4j's exponential interval, jittered by the engine's
 * own random numbers so that a run can be reproduced.
 */
final class Pauses {
  /** Beyond this many steps every back-off has long reached its cap. */
  private static final int MAX_STEP = 1_000;

  private final IntervalFunction interval;
  private final RandomGenerator random;

  Pauses(Backoff backoff, RandomGenerator random) {
    this.interval =
        IntervalFunction.ofExponentialBackoff(backoff.first(), backoff.factor(), backoff.cap());
    this.random = random;
  }

  /** The pause after the n-th attempt, n from 1: between half and all of the interval. */
  Duration after(int attempt) {
    long millis = interval.apply(Math.max(1, Math.min(attempt, MAX_STEP)));
    return Duration.ofMillis(jittered(millis, random));
  }

  /** A length between half of this and this. */
  static long jittered(long millis, RandomGenerator random) {
    return millis - (long) (random.nextDouble() * (millis / 2.0));
  }
}

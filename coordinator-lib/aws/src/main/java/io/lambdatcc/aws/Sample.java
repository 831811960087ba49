package io.lambdatcc.aws;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Of any number of values at most as many as a metric's line can have, each with the same chance.
 * Not for use by several threads.
 */
final class Sample {
  private final long[] values = new long[EmfLine.MAX_VALUES];
  private final RandomGenerator random;
  private long seen;

  Sample(RandomGenerator random) {
    this.random = random;
  }

  void add(long value) {
    seen++;
    if (seen <= values.length) {
      values[(int) seen - 1] = value;
    } else {
      long place = random.nextLong(seen);
      if (place < values.length) {
        values[(int) place] = value;
      }
    }
  }

  void clear() {
    seen = 0;
  }

  /** What was kept; empty where nothing was added. */
  long[] values() {
    return Arrays.copyOf(values, (int) Math.min(seen, values.length));
  }
}

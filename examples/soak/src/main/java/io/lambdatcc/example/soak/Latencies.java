package io.lambdatcc.example.soak;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/** How long things took, in a space that does not grow: counted by the millisecond. */
final class Latencies {
  private static final int LONGEST_MILLIS = 30_000;

  private final AtomicLongArray counts = new AtomicLongArray(LONGEST_MILLIS + 1);

  void add(Duration took) {
    counts.incrementAndGet((int) Math.min(LONGEST_MILLIS, took.toMillis()));
  }

  /** How many there are. */
  long count() {
    long count = 0;
    for (int i = 0; i <= LONGEST_MILLIS; i++) {
      count += counts.get(i);
    }
    return count;
  }

  /**
   * So many in a hundred took no longer, in whole milliseconds.
   *
   * @param percent 0 to 100
   */
  long percentile(double percent) {
    double wanted = count() * percent / 100;
    long seen = 0;
    for (int i = 0; i <= LONGEST_MILLIS; i++) {
      seen += counts.get(i);
      if (seen > 0 && seen >= wanted) {
        return i;
      }
    }
    return 0;
  }
}

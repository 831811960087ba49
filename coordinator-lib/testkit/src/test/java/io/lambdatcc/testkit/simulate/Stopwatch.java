package io.lambdatcc.testkit.simulate;

import java.util.Locale;

/** Measures how long a part of the campaign takes; nothing else depends on it. */
final class Stopwatch {
  private final long from = System.nanoTime();

  double seconds() {
    return (System.nanoTime() - from) / 1e9;
  }

  long perSecond(long count) {
    return Math.round(count / Math.max(seconds(), 1e-3));
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.1f s", seconds());
  }
}

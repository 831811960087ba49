package io.lambdatcc.testkit.search;

/**
 * Numbers that look random: SplitMix64 (Steele, Lea and Flood, 2014), the same in every Java.
 *
 * <p>Used by one thread.
 */
final class Dice {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  /** The dice for one of many plans. */
  Dice(long seed, long number) {
    this.state = mix(seed * GOLDEN + 1) ^ mix(number);
  }

  long next() {
    state += GOLDEN;
    return mix(state);
  }

  /** From 0 to bound - 1. */
  int below(int bound) {
    return (int) (((next() >>> 32) * bound) >>> 32);
  }

  /** True once in so many times. */
  boolean onceIn(int times) {
    return below(times) == 0;
  }

  private static long mix(long z) {
    long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}

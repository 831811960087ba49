package io.lambdatcc.example.bench;

import java.util.Locale;

/**
 * What a figure is to be.
 *
 * @param words the figure and its bound, like {@code ratio ≥ 0.90}
 */
record Aim(String words, boolean reached) {

  static Aim atLeast(String figure, double bound, double measured) {
    return new Aim(words(figure, "≥", bound), measured >= bound);
  }

  static Aim atMost(String figure, double bound, double measured) {
    return new Aim(words(figure, "≤", bound), measured <= bound);
  }

  private static String words(String figure, String sign, double bound) {
    return String.format(Locale.ROOT, "%s %s %.2f", figure, sign, bound);
  }
}

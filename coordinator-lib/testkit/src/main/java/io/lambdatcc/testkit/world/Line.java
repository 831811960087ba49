package io.lambdatcc.testkit.world;

import io.lambdatcc.wire.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * What a branch at a simulated service asks for, and what the service remembers as reserved.
 *
 * @param item the shelf
 * @param n how much of it
 * @param format of which version of the service this is; the first did not say
 */
record Line(String item, long n, @Nullable Integer format) {
  private static final String ITEM = "\"item\":\"";
  private static final String AMOUNT = "\"n\":";

  /** Reads what {@code Scenarios.take} writes, and nothing else: once in every run, so by hand. */
  static Line parse(JsonText json) {
    String text = json.text();
    int item = text.indexOf(ITEM);
    int amount = text.indexOf(AMOUNT);
    if (item < 0 || amount < 0) {
      throw new IllegalArgumentException(
          "a simulated service is asked for {\"item\":\"…\",\"n\":…}, not for " + text);
    }
    int end = amount + AMOUNT.length();
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    return new Line(
        text.substring(item + ITEM.length(), text.indexOf('"', item + ITEM.length())),
        Long.parseLong(text, amount + AMOUNT.length(), end, 10),
        null);
  }

  /** As the next version of the service remembers it. */
  JsonText inNextFormat() {
    return JsonText.of(new Line(item, n, 2));
  }
}

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
  static Line parse(JsonText json) {
    return json.to(Line.class);
  }

  /** As the next version of the service remembers it. */
  JsonText inNextFormat() {
    return JsonText.of(new Line(item, n, 2));
  }
}

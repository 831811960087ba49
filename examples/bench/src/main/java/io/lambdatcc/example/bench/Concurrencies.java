package io.lambdatcc.example.bench;

import java.util.List;

/** How many transactions are under way at once. */
final class Concurrencies {
  private Concurrencies() {}

  /** One, some and many; only some where nothing is claimed. */
  static List<Integer> of(Settings settings) {
    return settings.quick() ? List.of(16) : List.of(1, 16, 64);
  }
}

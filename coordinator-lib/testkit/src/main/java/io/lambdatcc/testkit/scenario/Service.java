package io.lambdatcc.testkit.scenario;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A participant of the simulated shop: shelves of things that can be reserved.
 *
 * @param name the participant's
 * @param shelves how much of what is available at the start
 * @param poisoned whether its Confirms and Cancels fail for ever, chaos or calm
 */
public record Service(String name, Map<String, Long> shelves, boolean poisoned) {
  /** Copies the shelves. */
  public Service {
    shelves = Collections.unmodifiableMap(new LinkedHashMap<>(shelves));
  }

  /** A service with so much of one thing. */
  public static Service of(String name, String item, long available) {
    return new Service(name, Map.of(item, available), false);
  }

  /** The same, broken for ever in phase two. */
  public Service asPoison() {
    return new Service(name, shelves, true);
  }
}

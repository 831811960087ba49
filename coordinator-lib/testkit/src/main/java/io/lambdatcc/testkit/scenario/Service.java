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
 * @param inquiring whether it asks about what it holds reserved past its deadline, so that it may
 *     be tried beside the begin
 */
public record Service(String name, Map<String, Long> shelves, boolean poisoned, boolean inquiring) {
  /** Copies the shelves. */
  public Service {
    shelves = Collections.unmodifiableMap(new LinkedHashMap<>(shelves));
  }

  /** A service with so much of one thing. */
  public static Service of(String name, String item, long available) {
    return new Service(name, Map.of(item, available), false, false);
  }

  /** The same, broken for ever in phase two. */
  public Service asPoison() {
    return new Service(name, shelves, true, inquiring);
  }

  /** The same, asking about what it holds. */
  public Service thatAsks() {
    return new Service(name, shelves, poisoned, true);
  }
}

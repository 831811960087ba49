package io.lambdatcc.shop.order;

import io.lambdatcc.client.Attempt;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An order.
 *
 * @param paid whether it was bought; then it never changes again
 * @param lines by item id, in the order of the ids
 * @param version rises whenever the lines change
 * @param attempt the next attempt to buy it, or the one under way
 */
record Order(
    String id,
    String userId,
    boolean paid,
    SortedMap<String, Line> lines,
    long version,
    Attempt attempt) {

  /** The most of any amount, and of the order's total. */
  static final long MAX_AMOUNT = 1_000_000_000_000L;

  /** Every line is a branch of the checkout, beside those of order and payment. */
  static final int MAX_LINES = 97;

  Order {
    lines = Collections.unmodifiableSortedMap(new TreeMap<>(lines));
  }

  /** So many of an item, at this price each. */
  record Line(long quantity, long price) {
    boolean isPayable() {
      return quantity <= MAX_AMOUNT && (price == 0 || quantity <= MAX_AMOUNT / price);
    }
  }

  /** A new order without lines. */
  static Order empty(String id, String userId) {
    return new Order(id, userId, false, new TreeMap<>(), 1, Attempt.first(id));
  }

  /** The same order with these lines. */
  Order with(SortedMap<String, Line> newLines) {
    return new Order(id, userId, paid, newLines, version + 1, attempt);
  }

  /** What it costs: at most {@link #MAX_AMOUNT}. */
  long totalCost() {
    return totalCost(lines);
  }

  /** Whether these lines cost {@link #MAX_AMOUNT} at most. */
  static boolean isPayable(SortedMap<String, Line> lines) {
    return lines.values().stream().allMatch(Line::isPayable) && totalCost(lines) <= MAX_AMOUNT;
  }

  /** Of payable lines; so many as an order has cannot overflow. */
  private static long totalCost(SortedMap<String, Line> lines) {
    return lines.values().stream().mapToLong(line -> line.quantity() * line.price()).sum();
  }
}

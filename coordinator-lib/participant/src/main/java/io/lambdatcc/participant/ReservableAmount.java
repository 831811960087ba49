package io.lambdatcc.participant;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * A whole number of an item, such as a stock or a credit, of which transactions reserve parts.
 *
 * <p>Three attributes keep it: what is available, what is reserved and what is spent. Reserving,
 * spending and releasing only move between them, so their sum never changes (I6); it changes by
 * {@link #add} and {@link #remove} alone.
 *
 * @param table where the item is
 * @param available the name of the attribute with what can be reserved
 * @param reserved the name of the attribute with what transactions hold
 * @param spent the name of the attribute with what was confirmed
 */
public record ReservableAmount(KeyedTable table, String available, String reserved, String spent) {

  private static final String MOVE = "SET #from = #from - :n, #to = #to + :n";
  private static final String ENOUGH = "#from >= :n";

  public ReservableAmount {
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(available, "available");
    Objects.requireNonNull(reserved, "reserved");
    Objects.requireNonNull(spent, "spent");
  }

  /** Whether an amount can be reserved, as far as an item tells. */
  public enum Availability {
    /** There is no such item. */
    UNKNOWN,
    /** It can be reserved. */
    ENOUGH,
    /** It could be, if others gave back what they hold. */
    HELD,
    /** Not even then. */
    SHORT
  }

  /** What an item says about reserving this amount. */
  public Availability look(Map<String, AttributeValue> item, long amount) {
    if (item.isEmpty()) {
      return Availability.UNKNOWN;
    }
    long free = number(item, available);
    if (free >= amount) {
      return Availability.ENOUGH;
    }
    return free + number(item, reserved) >= amount ? Availability.HELD : Availability.SHORT;
  }

  /** Moves from available to reserved; its condition is that {@link #look} says ENOUGH. */
  public TransactWriteItem reserve(String id, long amount) {
    return move(id, amount, available, reserved);
  }

  /** Moves from reserved to spent: a Confirm. */
  public TransactWriteItem spend(String id, long amount) {
    return move(id, amount, reserved, spent);
  }

  /** Moves from reserved back to available: a Cancel. */
  public TransactWriteItem release(String id, long amount) {
    return move(id, amount, reserved, available);
  }

  /** Moves from available to spent: without any transaction. */
  public TransactWriteItem spendAvailable(String id, long amount) {
    return move(id, amount, available, spent);
  }

  /**
   * Adds to what is available, unless that would become more than this.
   *
   * @param most the most that may be available
   */
  public TransactWriteItem add(String id, long amount, long most) {
    return table.update(
        id,
        "SET #available = #available + :n",
        "#available <= :room",
        Map.of("#available", available),
        Map.of(":n", atLeastZero(amount), ":room", number(most - amount)));
  }

  /** Takes from what is available; its condition is that there is enough. */
  public TransactWriteItem remove(String id, long amount) {
    return table.update(
        id,
        "SET #from = #from - :n",
        ENOUGH,
        Map.of("#from", available),
        Map.of(":n", atLeastZero(amount)));
  }

  private TransactWriteItem move(String id, long amount, String from, String to) {
    return table.update(
        id, MOVE, ENOUGH, Map.of("#from", from, "#to", to), Map.of(":n", atLeastZero(amount)));
  }

  /**
   * Puts items in place of those of the same keys of which nothing is reserved, as {@link
   * KeyedTable#putAll} does: a reservation that is replaced could be neither spent nor released.
   *
   * @throws io.lambdatcc.http.ProblemException 409 {@code busy} when something is reserved; by then
   *     some may have been replaced
   */
  public void putAll(Stream<Map<String, AttributeValue>> items) {
    table.putAll(
        items,
        "attribute_not_exists(#reserved) OR #reserved = :zero",
        Map.of("#reserved", reserved),
        Map.of(":zero", number(0)));
  }

  /** Less than nothing would move the other way, past every condition. */
  private static AttributeValue atLeastZero(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("amount " + amount + " is below 0");
    }
    return number(amount);
  }

  /** The number in this attribute of the item. */
  public static long number(Map<String, AttributeValue> item, String attribute) {
    AttributeValue value = item.get(attribute);
    if (value == null || value.n() == null) {
      throw new IllegalStateException(
          "an item has no number in " + attribute + "; was it written by something else?");
    }
    return Long.parseLong(value.n());
  }

  /** A number as an attribute. */
  public static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }
}

package io.lambdatcc.shop.order;

import static io.lambdatcc.participant.ReservableAmount.number;

import io.lambdatcc.client.Attempt;
import io.lambdatcc.http.ProblemException;
import io.lambdatcc.participant.KeyedTable;
import io.lambdatcc.shop.order.Order.Line;
import io.lambdatcc.wire.ProblemType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The orders, one DynamoDB item each: {@code order_id} (S, key), {@code user_id} (S), {@code paid}
 * (BOOL), {@code paying} (S, the transaction that is about to pay it, while there is one), {@code
 * items} (M: item id to M of {@code quantity} and {@code price}), {@code version} (N), {@code
 * attempt} (N) and {@code attempt_order} (S).
 */
final class Orders {
  static final String KEY = "order_id";

  private static final String USER = "user_id";
  private static final String PAID = "paid";
  private static final String PAYING = "paying";
  private static final String ITEMS = "items";
  private static final String QUANTITY = "quantity";
  private static final String PRICE = "price";
  private static final String VERSION = "version";
  private static final String ATTEMPT = "attempt";
  private static final String ATTEMPT_ORDER = "attempt_order";

  private static final String NOT_BEING_PAID = "attribute_not_exists(paying)";
  private static final String CHANGEABLE = "paid = :false AND " + NOT_BEING_PAID;
  private static final AttributeValue FALSE = AttributeValue.fromBool(false);
  private static final AttributeValue TRUE = AttributeValue.fromBool(true);

  private static final int CHANGE_ROUNDS = 10;

  private final KeyedTable table;

  Orders(DynamoDbClient client, String tableName) {
    this.table = new KeyedTable(client, tableName, KEY);
  }

  void createTable() {
    table.createIfAbsent();
  }

  Optional<Order> find(String id) {
    return table.find(id).map(Orders::order);
  }

  /** Puts a new order there. */
  void create(Order order) {
    table.create(item(order));
  }

  /**
   * Puts orders in place of what there is of their ids, paid ones included.
   *
   * @throws ProblemException 409 {@code busy} when an order is being paid; other orders may have
   *     been replaced by then
   */
  void putAll(Stream<Order> orders) {
    table.putAll(orders.map(Orders::item), NOT_BEING_PAID, Map.of(), Map.of());
  }

  /**
   * Changes the lines of an order.
   *
   * @param change changes the lines it is given; is asked again when somebody else was faster
   * @return empty when there is no such order
   * @throws ProblemException 409 when the order is paid or being paid
   */
  Optional<Order> change(String id, Consumer<SortedMap<String, Line>> change) {
    for (int round = 1; round <= CHANGE_ROUNDS; round++) {
      Optional<Order> found = find(id);
      if (found.isEmpty()) {
        return found;
      }
      Order order = found.get();
      SortedMap<String, Line> lines = new TreeMap<>(order.lines());
      change.accept(lines);
      Order next = order.with(lines);
      KeyedTable.Change made = table.change(lines(next, order.version()));
      if (made instanceof KeyedTable.Made) {
        return Optional.of(next);
      }
      requireChangeable(id, ((KeyedTable.Unmet) made).item());
    }
    throw new ProblemException(
        ProblemType.UNAVAILABLE, "others keep changing order " + id + "; ask again");
  }

  /**
   * Removes an order.
   *
   * @return whether there was one
   * @throws ProblemException 409 when the order is paid or being paid
   */
  boolean remove(String id) {
    KeyedTable.Change made = table.change(table.delete(id, CHANGEABLE, Map.of(":false", FALSE)));
    if (made instanceof KeyedTable.Unmet unmet) {
      requireChangeable(id, unmet.item());
      return false;
    }
    return true;
  }

  /** Stores the attempt that is next, unless a later one is stored or the order is gone. */
  void rise(Attempt next) {
    KeyedTable.Change unused =
        table.change(
            table.update(
                next.operation(),
                "SET attempt = :number, attempt_order = :order",
                "attempt < :number",
                Map.of(),
                Map.of(
                    ":number",
                    number(next.number()),
                    ":order",
                    AttributeValue.fromS(next.order().name()))));
  }

  /** The mark of a transaction; its condition is that the order can be paid as it is. */
  TransactWriteItem mark(String id, long version, String transactionId) {
    return table.update(
        id,
        "SET paying = :transaction",
        CHANGEABLE + " AND version = :version",
        Map.of(),
        Map.of(
            ":transaction", AttributeValue.fromS(transactionId),
            ":version", number(version),
            ":false", FALSE));
  }

  /** Makes a marked order a paid one. */
  TransactWriteItem paid(String id, String transactionId) {
    return table.update(
        id,
        "SET paid = :true REMOVE paying",
        "paying = :transaction",
        Map.of(),
        Map.of(":transaction", AttributeValue.fromS(transactionId), ":true", TRUE));
  }

  /** Takes the mark away. */
  TransactWriteItem unmark(String id, String transactionId) {
    return table.update(
        id,
        "REMOVE paying",
        "paying = :transaction",
        Map.of(),
        Map.of(":transaction", AttributeValue.fromS(transactionId)));
  }

  static boolean isPaid(Map<String, AttributeValue> item) {
    return TRUE.equals(item.get(PAID));
  }

  static boolean isBeingPaid(Map<String, AttributeValue> item) {
    return item.containsKey(PAYING);
  }

  static long version(Map<String, AttributeValue> item) {
    return number(item, VERSION);
  }

  private TransactWriteItem lines(Order next, long version) {
    return table.update(
        next.id(),
        "SET #items = :items, version = :next",
        CHANGEABLE + " AND version = :version",
        Map.of("#items", ITEMS),
        Map.of(
            ":items", lines(next.lines()),
            ":next", number(next.version()),
            ":version", number(version),
            ":false", FALSE));
  }

  private static void requireChangeable(String id, Map<String, AttributeValue> item) {
    if (isPaid(item)) {
      throw ProblemException.refused(
          OrderParticipant.ALREADY_PAID, "order " + id + " is paid and cannot be changed");
    }
    if (isBeingPaid(item)) {
      throw ProblemException.refused(
          "being-paid", "order " + id + " is being paid and cannot be changed meanwhile");
    }
  }

  private static Map<String, AttributeValue> item(Order order) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put(KEY, AttributeValue.fromS(order.id()));
    item.put(USER, AttributeValue.fromS(order.userId()));
    item.put(PAID, AttributeValue.fromBool(order.paid()));
    item.put(ITEMS, lines(order.lines()));
    item.put(VERSION, number(order.version()));
    item.put(ATTEMPT, number(order.attempt().number()));
    item.put(ATTEMPT_ORDER, AttributeValue.fromS(order.attempt().order().name()));
    return item;
  }

  private static AttributeValue lines(SortedMap<String, Line> lines) {
    Map<String, AttributeValue> map = new HashMap<>();
    lines.forEach(
        (id, line) ->
            map.put(
                id,
                AttributeValue.fromM(
                    Map.of(QUANTITY, number(line.quantity()), PRICE, number(line.price())))));
    return AttributeValue.fromM(map);
  }

  private static Order order(Map<String, AttributeValue> item) {
    String id = required(item, KEY).s();
    SortedMap<String, Line> lines = new TreeMap<>();
    required(item, ITEMS)
        .m()
        .forEach(
            (itemId, line) ->
                lines.put(itemId, new Line(number(line.m(), QUANTITY), number(line.m(), PRICE))));
    return new Order(
        id,
        required(item, USER).s(),
        isPaid(item),
        lines,
        version(item),
        new Attempt(
            id,
            number(item, ATTEMPT),
            io.lambdatcc.wire.Order.valueOf(required(item, ATTEMPT_ORDER).s())));
  }

  private static AttributeValue required(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null) {
      throw new IllegalStateException("an order has no " + name + "; what else writes this table?");
    }
    return value;
  }
}

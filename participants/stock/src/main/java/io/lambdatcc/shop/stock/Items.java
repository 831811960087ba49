package io.lambdatcc.shop.stock;

import io.lambdatcc.participant.KeyedTable;
import io.lambdatcc.participant.ReservableAmount;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The items, one DynamoDB item each: {@code item_id} (S, key), {@code price}, {@code stock}, {@code
 * reserved}, {@code sold} (N).
 */
final class Items {
  /** The most of anything: far from what a long holds, whatever is added up. */
  static final long MAX_AMOUNT = 1_000_000_000_000L;

  static final String KEY = "item_id";
  static final String STOCK = "stock";
  static final String RESERVED = "reserved";
  static final String SOLD = "sold";
  private static final String PRICE = "price";

  private final KeyedTable table;
  private final ReservableAmount stock;

  Items(DynamoDbClient client, String tableName) {
    this.table = new KeyedTable(client, tableName, KEY);
    this.stock = new ReservableAmount(table, STOCK, RESERVED, SOLD);
  }

  /** An item as it is shown: the stock is what is available. */
  record Item(long stock, long price) {}

  ReservableAmount stock() {
    return stock;
  }

  void createTable() {
    table.createIfAbsent();
  }

  Optional<Item> find(String id) {
    return table
        .find(id)
        .map(
            item ->
                new Item(
                    ReservableAmount.number(item, STOCK), ReservableAmount.number(item, PRICE)));
  }

  void create(String id, long price) {
    table.create(item(id, 0, price));
  }

  /**
   * Puts items "0" to "n-1" in place of what there is, what was sold included.
   *
   * @throws io.lambdatcc.http.ProblemException 409 {@code busy} when some of an item is reserved;
   *     other items may have been replaced by then
   */
  void createAll(long n, long startingStock, long price) {
    stock.putAll(
        LongStream.range(0, n).mapToObj(i -> item(Long.toString(i), startingStock, price)));
  }

  KeyedTable.Change add(String id, long n) {
    return table.change(stock.add(id, n, MAX_AMOUNT));
  }

  KeyedTable.Change subtract(String id, long n) {
    return table.change(stock.remove(id, n));
  }

  private static Map<String, AttributeValue> item(String id, long stock, long price) {
    return Map.of(
        KEY,
        AttributeValue.fromS(id),
        PRICE,
        ReservableAmount.number(price),
        STOCK,
        ReservableAmount.number(stock),
        RESERVED,
        ReservableAmount.number(0),
        SOLD,
        ReservableAmount.number(0));
  }
}

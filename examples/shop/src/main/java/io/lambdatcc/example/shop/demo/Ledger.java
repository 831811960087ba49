package io.lambdatcc.example.shop.demo;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What the tables of stock and payment hold, read past their services. */
public final class Ledger {
  private final DynamoDbClient client;
  private final String stockTable;
  private final String paymentTable;

  /** The ledger of these tables. */
  public Ledger(DynamoDbClient client, String stockTable, String paymentTable) {
    this.client = client;
    this.stockTable = stockTable;
    this.paymentTable = paymentTable;
  }

  /**
   * Sums over all items and users.
   *
   * @param pieces available, reserved and sold
   * @param money available, reserved and spent
   * @param reserved pieces and money that a branch holds now
   */
  record Totals(long pieces, long money, long reserved) {}

  Totals totals() {
    Sum pieces = sum(stockTable, "stock", "sold");
    Sum money = sum(paymentTable, "credit", "spent");
    return new Totals(pieces.all, money.all, pieces.reserved + money.reserved);
  }

  private record Sum(long all, long reserved) {}

  private Sum sum(String table, String available, String gone) {
    return client.scanPaginator(scan -> scan.tableName(table).consistentRead(true)).items().stream()
        .map(
            item -> {
              long reserved = number(item, "reserved");
              return new Sum(number(item, available) + reserved + number(item, gone), reserved);
            })
        .reduce(new Sum(0, 0), (a, b) -> new Sum(a.all + b.all, a.reserved + b.reserved));
  }

  long reservedOf(String itemId) {
    return number(
        client
            .getItem(
                get ->
                    get.tableName(stockTable)
                        .key(Map.of("item_id", AttributeValue.fromS(itemId)))
                        .consistentRead(true))
            .item(),
        "reserved");
  }

  private static long number(Map<String, AttributeValue> item, String attribute) {
    AttributeValue value = item.get(attribute);
    return value == null ? 0 : Long.parseLong(value.n());
  }
}

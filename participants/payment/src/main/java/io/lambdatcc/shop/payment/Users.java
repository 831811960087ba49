package io.lambdatcc.shop.payment;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.lambdatcc.participant.KeyedTable;
import io.lambdatcc.participant.ReservableAmount;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The users, one DynamoDB item each: {@code user_id} (S, key), {@code credit}, {@code reserved},
 * {@code spent} (N).
 */
final class Users {
  /** The most of anything: far from what a long holds, whatever is added up. */
  static final long MAX_AMOUNT = 1_000_000_000_000L;

  static final String KEY = "user_id";
  static final String CREDIT = "credit";
  static final String RESERVED = "reserved";
  static final String SPENT = "spent";

  private final KeyedTable table;
  private final ReservableAmount credit;

  Users(DynamoDbClient client, String tableName) {
    this.table = new KeyedTable(client, tableName, KEY);
    this.credit = new ReservableAmount(table, CREDIT, RESERVED, SPENT);
  }

  /** A user as it is shown: the credit is what is available. */
  record User(@JsonProperty("user_id") String id, long credit) {}

  ReservableAmount credit() {
    return credit;
  }

  void createTable() {
    table.createIfAbsent();
  }

  Optional<User> find(String id) {
    return table.find(id).map(item -> new User(id, ReservableAmount.number(item, CREDIT)));
  }

  void create(String id) {
    table.create(item(id, 0));
  }

  /**
   * Puts users "0" to "n-1" in place of what there is, what was spent included.
   *
   * @throws io.lambdatcc.http.ProblemException 409 {@code busy} when some of a credit is reserved;
   *     other users may have been replaced by then
   */
  void createAll(long n, long startingCredit) {
    credit.putAll(LongStream.range(0, n).mapToObj(i -> item(Long.toString(i), startingCredit)));
  }

  KeyedTable.Change addFunds(String id, long n) {
    return table.change(credit.add(id, n, MAX_AMOUNT));
  }

  KeyedTable.Change pay(String id, long n) {
    return table.change(credit.spendAvailable(id, n));
  }

  private static Map<String, AttributeValue> item(String id, long credit) {
    return Map.of(
        KEY, AttributeValue.fromS(id),
        CREDIT, ReservableAmount.number(credit),
        RESERVED, ReservableAmount.number(0),
        SPENT, ReservableAmount.number(0));
  }
}

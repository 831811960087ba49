package io.lambdatcc.example.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lambdatcc.example.chaos.history.History;
import io.lambdatcc.example.chaos.next.LaterAttribute;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What the tables hold, read past all services. */
final class Tables {
  private static final Set<String> ENDED = Set.of("CONFIRMED", "CANCELLED");
  private static final List<String> FENCES = List.of("StockFences", "PaymentFences", "OrderFences");

  private final DynamoDbClient client;

  Tables(DynamoDbClient client) {
    this.client = client;
  }

  private List<Map<String, AttributeValue>> all(String table) {
    return client.scanPaginator(scan -> scan.tableName(table).consistentRead(true)).items().stream()
        .toList();
  }

  /** Whether every transaction has ended and nothing is reserved. */
  boolean areQuiet() {
    return all("TransactionLog").stream().allMatch(item -> ENDED.contains(text(item, "p")))
        && FENCES.stream()
            .flatMap(table -> all(table).stream())
            .noneMatch(fence -> text(fence, "state").equals("TRIED"))
        && all("Orders").stream().noneMatch(order -> order.containsKey("paying"))
        && all("StockItems").stream().allMatch(item -> number(item, "reserved") == 0)
        && all("PaymentUsers").stream().allMatch(item -> number(item, "reserved") == 0);
  }

  /**
   * The record of a transaction; empty where none is begun.
   *
   * @param name that its client gave it
   */
  Map<String, AttributeValue> transaction(String name) {
    return all("TransactionLog").stream()
        .filter(item -> text(item, "id").startsWith(name + "~"))
        .findAny()
        .orElse(Map.of());
  }

  /**
   * Writes down how everything ended.
   *
   * @param put what items and users had at first, by their ids
   */
  void record(History history, Map<String, Integer> put) {
    for (Map<String, AttributeValue> item : all("StockItems")) {
      history.add(account(history, "item", item, "item_id", "stock", "sold", put));
    }
    for (Map<String, AttributeValue> user : all("PaymentUsers")) {
      history.add(account(history, "user", user, "user_id", "credit", "spent", put));
    }
    for (Map<String, AttributeValue> order : all("Orders")) {
      AttributeValue paid = order.get("paid");
      history.add(
          history
              .event("order")
              .put("id", text(order, "order_id"))
              .put("paid", paid != null && Boolean.TRUE.equals(paid.bool()))
              .put("paying", order.containsKey("paying")));
    }
    for (String table : FENCES) {
      for (Map<String, AttributeValue> fence : all(table)) {
        String id = text(fence, "fence");
        history.add(
            history
                .event("fence")
                .put("table", table)
                .put("transaction", id.substring(0, id.indexOf('/')))
                .put("state", text(fence, "state")));
      }
    }
    for (Map<String, AttributeValue> each : all("TransactionLog")) {
      ObjectNode event =
          history
              .event("transaction")
              .put("key", text(each, "id"))
              .put("nonce", text(each, "n"))
              .put("phase", text(each, "p"))
              .put("later", each.containsKey(LaterAttribute.NAME));
      Map.of("c", "begun", "dl", "deadline", "da", "decided", "ea", "ended")
          .forEach(
              (attribute, name) -> {
                if (each.containsKey(attribute)) {
                  event.put(name, Instant.ofEpochMilli(number(each, attribute)).toString());
                }
              });
      history.add(event);
    }
  }

  private static ObjectNode account(
      History history,
      String event,
      Map<String, AttributeValue> item,
      String id,
      String available,
      String gone,
      Map<String, Integer> put) {
    return history
        .event(event)
        .put("id", text(item, id))
        .put("available", number(item, available))
        .put("reserved", number(item, "reserved"))
        .put("gone", number(item, gone))
        .put("put", put.getOrDefault(text(item, id), 0));
  }

  private static String text(Map<String, AttributeValue> item, String attribute) {
    AttributeValue value = item.get(attribute);
    return value == null || value.s() == null ? "" : value.s();
  }

  private static long number(Map<String, AttributeValue> item, String attribute) {
    AttributeValue value = item.get(attribute);
    return value == null ? 0 : Long.parseLong(value.n());
  }
}

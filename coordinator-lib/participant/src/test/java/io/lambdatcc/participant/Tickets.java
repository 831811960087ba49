package io.lambdatcc.participant;

import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.participant.dynamodb.FenceTable;
import io.lambdatcc.participant.dynamodb.StringKeyTable;
import io.lambdatcc.participant.fence.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** A participant that sells tickets, with its tables; as small as participants are meant to be. */
final class Tickets implements TccParticipant<Tickets.Order> {

  /** The payload. */
  record Order(String event, int count) {
    Order {
      if (count < 1) {
        throw new IllegalArgumentException("count is " + count + ", at least 1 is needed");
      }
    }
  }

  private final String table;

  Tickets(String table) {
    this.table = table;
  }

  @Override
  public Class<Order> payloadType() {
    return Order.class;
  }

  @Override
  public TryPlan<Order> onTry(Branch branch, Order order) {
    return TryPlan.reserve(order)
        .write(
            move(order, "SET on_sale = on_sale - :n, on_hold = on_hold + :n", "on_sale >= :n"),
            event -> canHold(event, order.count()))
        .result(Map.of("held", order.count()));
  }

  private static Verdict canHold(Map<String, AttributeValue> event, int count) {
    if (event.isEmpty()) {
      return Verdict.never("unknown-event", "there is no such event");
    }
    if (number(event, "on_sale") >= count) {
      return Verdict.proceed();
    }
    return number(event, "on_sale") + number(event, "on_hold") >= count
        ? Verdict.notNow()
        : Verdict.never("sold-out", "not enough tickets");
  }

  @Override
  public List<TransactWriteItem> onConfirm(Branch branch, Order order) {
    return List.of(move(order, "SET on_hold = on_hold - :n, sold = sold + :n", "on_hold >= :n"));
  }

  @Override
  public List<TransactWriteItem> onCancel(Branch branch, Order order) {
    return List.of(
        move(order, "SET on_hold = on_hold - :n, on_sale = on_sale + :n", "on_hold >= :n"));
  }

  private TransactWriteItem move(Order order, String update, String condition) {
    return TransactWriteItem.builder()
        .update(
            Update.builder()
                .tableName(table)
                .key(Map.of("event", AttributeValue.fromS(order.event())))
                .updateExpression(update)
                .conditionExpression(condition)
                .expressionAttributeValues(
                    Map.of(":n", AttributeValue.fromN(Integer.toString(order.count()))))
                .build())
        .build();
  }

  static long number(Map<String, AttributeValue> item, String name) {
    return Long.parseLong(Objects.requireNonNull(item.get(name), name).n());
  }

  /** The shared DynamoDB Local, and fresh tables in it. */
  record Tables(DynamoDbClient client, String events, String fences) {
    static Tables fresh() {
      DynamoDbClient client =
          DynamoDbClient.builder()
              .endpointOverride(DynamoDbLocal.sharedEndpoint())
              .region(Region.US_EAST_1)
              .credentialsProvider(
                  StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
              .build();
      String suffix = UUID.randomUUID().toString();
      Tables tables = new Tables(client, "events-" + suffix, "fences-" + suffix);
      StringKeyTable.createIfAbsent(client, tables.events, "event");
      FenceTable.createIfAbsent(client, tables.fences);
      return tables;
    }

    void put(String event, long onSale) {
      client.putItem(
          request ->
              request
                  .tableName(events)
                  .item(
                      Map.of(
                          "event", AttributeValue.fromS(event),
                          "on_sale", AttributeValue.fromN(Long.toString(onSale)),
                          "on_hold", AttributeValue.fromN("0"),
                          "sold", AttributeValue.fromN("0"))));
    }

    Map<String, AttributeValue> event(String event) {
      return client
          .getItem(
              request ->
                  request
                      .tableName(events)
                      .key(Map.of("event", AttributeValue.fromS(event)))
                      .consistentRead(true))
          .item();
    }

    Map<String, AttributeValue> fence(String key) {
      return client
          .getItem(
              request ->
                  request
                      .tableName(fences)
                      .key(Map.of("fence", AttributeValue.fromS(key)))
                      .consistentRead(true))
          .item();
    }
  }
}

package io.lambdatcc.testkit;

import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.http.Routes;
import io.lambdatcc.participant.Branch;
import io.lambdatcc.participant.DynamoDbClients;
import io.lambdatcc.participant.KeyedTable;
import io.lambdatcc.participant.ReservableAmount;
import io.lambdatcc.participant.TccEndpoint;
import io.lambdatcc.participant.TccParticipant;
import io.lambdatcc.participant.TryPlan;
import io.lambdatcc.participant.dynamodb.DynamoDbFenceStore;
import io.lambdatcc.participant.dynamodb.FenceTable;
import io.lambdatcc.participant.fence.Verdict;
import io.lambdatcc.testkit.participant.Holdings;
import io.lambdatcc.wire.JsonText;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** A participant on the SDK that sells tickets, on tables of its own in DynamoDB Local. */
class Tickets implements TccParticipant<Tickets.Order> {
  private static final DynamoDbClient CLIENT =
      DynamoDbClients.ofEmulator(DynamoDbLocal.sharedEndpoint());

  /** The payload. */
  record Order(String event, long count) {
    Order {
      if (count < 1) {
        throw new IllegalArgumentException("count is " + count + ", at least 1 is needed");
      }
    }
  }

  private final String fences = "fences-" + UUID.randomUUID();
  private final KeyedTable events = new KeyedTable(CLIENT, "events-" + UUID.randomUUID(), "event");
  private final ReservableAmount tickets =
      new ReservableAmount(events, "on_sale", "on_hold", "sold");

  Tickets() {
    events.createIfAbsent();
    FenceTable.createIfAbsent(CLIENT, fences);
  }

  DynamoDbFenceStore fences() {
    return new DynamoDbFenceStore(CLIENT, fences);
  }

  Routes routes() {
    return TccEndpoint.builder(this)
        .name("tickets")
        .fences(fences())
        .build()
        .addTo(Routes.builder(), "/tickets")
        .build();
  }

  /** Puts tickets of an event on sale, in place of whatever was there. */
  void put(String event, long onSale) {
    events.put(
        Map.of(
            "event", AttributeValue.fromS(event),
            "on_sale", ReservableAmount.number(onSale),
            "on_hold", ReservableAmount.number(0),
            "sold", ReservableAmount.number(0)));
  }

  Holdings holdings(String event) {
    Map<String, AttributeValue> item = events.find(event).orElseThrow();
    return new Holdings(
        ReservableAmount.number(item, "on_sale"),
        ReservableAmount.number(item, "on_hold"),
        ReservableAmount.number(item, "sold"));
  }

  /** White space and all, since payloads are passed on as they are written. */
  static JsonText order(String event, long count) {
    return JsonText.parse("{ \"event\" : \"" + event + "\", \"count\" : " + count + " }");
  }

  @Override
  public Class<Order> payloadType() {
    return Order.class;
  }

  @Override
  public TryPlan<Order> onTry(Branch branch, Order order) {
    return TryPlan.reserve(order)
        .write(tickets.reserve(order.event(), order.count()), event -> verdict(event, order))
        .result(Map.of("held", order.count()));
  }

  private Verdict verdict(Map<String, AttributeValue> event, Order order) {
    return switch (tickets.look(event, order.count())) {
      case ENOUGH -> Verdict.proceed();
      case HELD -> Verdict.notNow();
      case SHORT -> Verdict.never("sold-out", "less than " + order.count() + " are left");
      case UNKNOWN -> Verdict.never("unknown-event", "there is no event " + order.event());
    };
  }

  @Override
  public List<TransactWriteItem> onConfirm(Branch branch, Order order) {
    return List.of(tickets.spend(order.event(), order.count()));
  }

  @Override
  public List<TransactWriteItem> onCancel(Branch branch, Order order) {
    return List.of(tickets.release(order.event(), order.count()));
  }
}

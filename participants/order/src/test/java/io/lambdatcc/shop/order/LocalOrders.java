package io.lambdatcc.shop.order;

import io.lambdatcc.client.HttpCaller;
import io.lambdatcc.client.TccClient;
import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.http.ProblemException;
import io.lambdatcc.participant.DynamoDbClients;
import io.lambdatcc.participant.KeyedTable;
import io.lambdatcc.testkit.participant.Holdings;
import io.lambdatcc.testkit.participant.HttpApi;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantReply;
import io.lambdatcc.wire.ParticipantRequest;
import io.lambdatcc.wire.ProblemType;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The function on tables of its own in DynamoDB Local, with a coordinator that is faked. */
final class LocalOrders {
  private static final DynamoDbClient CLIENT =
      DynamoDbClients.ofEmulator(DynamoDbLocal.sharedEndpoint());
  private static final String TABLE = "orders-" + UUID.randomUUID();
  private static final String FENCES = TABLE + "-fences";
  private static final SdkHttpClient HTTP = Apache5HttpClient.builder().build();

  static final HttpCaller CALLER = HttpCaller.unsigned(HTTP);

  /** The items there are: apples for 3, pears for 4, gold for as much as an order may cost. */
  private static final Map<String, Long> PRICES =
      Map.of("apple", 3L, "pear", 4L, "gold", Order.MAX_AMOUNT);

  private LocalOrders() {}

  /** The orders themselves. */
  static Orders orders() {
    return new Orders(CLIENT, TABLE);
  }

  /** A function whose checkouts go to this coordinator. */
  static OrderFunction function(URI coordinator) {
    return function(coordinator, new Time());
  }

  /** A function whose checkouts go to this coordinator, and wait by this time. */
  static OrderFunction function(URI coordinator, Time time) {
    OrderFunction.createTables(CLIENT, TABLE, FENCES);
    TccClient tcc = TccClient.builder(coordinator, CALLER).clock(time).pauser(time).build();
    return new OrderFunction(
        CLIENT, TABLE, FENCES, tcc, LocalOrders::priceOf, Duration.ofSeconds(7), time);
  }

  /** What the function on these tables would find in its environment. */
  static Map<String, String> environment() {
    return Map.of(
        "DYNAMODB_ENDPOINT",
        DynamoDbLocal.sharedEndpoint().toString(),
        "ORDER_TABLE",
        TABLE,
        "FENCE_TABLE",
        FENCES,
        "TCC_COORDINATOR",
        "http://127.0.0.1:1",
        "TCC_STOCK",
        "http://127.0.0.1:1/stock",
        "TCC_SIGNING",
        "none");
  }

  static OptionalLong priceOf(String itemId) {
    if (itemId.equals("unknowable")) {
      throw new ProblemException(ProblemType.UNAVAILABLE, "the stock service does not answer");
    }
    if (itemId.startsWith("item-")) {
      return OptionalLong.of(1);
    }
    Long price = PRICES.get(itemId);
    return price == null ? OptionalLong.empty() : OptionalLong.of(price);
  }

  /** A new order of 2 apples and a pear, by its id. */
  static String fullOrder(HttpApi api) {
    String id = api.post("/orders/create/user7").text("order_id");
    api.post("/orders/addItem/" + id + "/pear/1");
    api.post("/orders/addItem/" + id + "/apple/2");
    return id;
  }

  /** Another transaction pays the order. */
  static void pay(HttpApi api, String id) {
    Order order = orders().find(id).orElseThrow();
    JsonText payload = JsonText.of(new Purchase(id, order.version(), order.totalCost()));
    for (Operation operation : List.of(Operation.TRY, Operation.CONFIRM)) {
      ParticipantRequest message =
          new ParticipantRequest(
              ParticipantRequest.VERSION,
              "another~token",
              "order-" + id,
              "order",
              Instant.parse("2100-01-01T00:00:00Z"),
              operation == Operation.TRY ? payload : null);
      if (!(api.send("/orders", operation, message) instanceof ParticipantReply.Done)) {
        throw new AssertionError(operation + " of another transaction failed");
      }
    }
  }

  /** An order as the contract of participants sees it: to be had once. */
  static Holdings holdings(String id) {
    Map<String, AttributeValue> item =
        new KeyedTable(CLIENT, TABLE, Orders.KEY).find(id).orElseThrow();
    long paid = Orders.isPaid(item) ? 1 : 0;
    long paying = Orders.isBeingPaid(item) ? 1 : 0;
    return new Holdings(1 - paid - paying, paying, paid);
  }
}

package io.lambdatcc.shop.stock;

import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.participant.DynamoDbClients;
import io.lambdatcc.participant.Environment;
import io.lambdatcc.participant.KeyedTable;
import io.lambdatcc.participant.ReservableAmount;
import io.lambdatcc.participant.dynamodb.DynamoDbFenceStore;
import io.lambdatcc.testkit.participant.Holdings;
import io.lambdatcc.testkit.participant.HttpApi;
import io.lambdatcc.testkit.participant.ParticipantUnderTest;
import io.lambdatcc.testkit.participant.SdkParticipant;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The function on tables of its own in DynamoDB Local. */
final class LocalStock {
  private static final DynamoDbClient CLIENT =
      DynamoDbClients.ofEmulator(DynamoDbLocal.sharedEndpoint());
  private static final String TABLE = "stock-" + UUID.randomUUID();
  private static final String FENCES = TABLE + "-fences";

  static final StockFunction FUNCTION = created();
  static final HttpApi API = new HttpApi(event -> FUNCTION.handleRequest(event, null));
  static final ParticipantUnderTest PARTICIPANT =
      ParticipantUnderTest.overFunction(event -> FUNCTION.handleRequest(event, null), "/stock");

  private LocalStock() {}

  private static StockFunction created() {
    StockFunction.createTables(CLIENT, TABLE, FENCES);
    return new StockFunction(CLIENT, TABLE, FENCES);
  }

  /** What the function on these tables would find in its environment. */
  static Environment environment() {
    return Environment.of(
        Map.of(
            "DYNAMODB_ENDPOINT", DynamoDbLocal.sharedEndpoint().toString(),
            "STOCK_TABLE", TABLE,
            "FENCE_TABLE", FENCES));
  }

  /** A new item, by its id. */
  static String itemOf(long stock) {
    String id = API.post("/stock/item/create/5").text("item_id");
    if (stock > 0) {
      API.post("/stock/add/" + id + "/" + stock);
    }
    return id;
  }

  /** The participant itself, with so much of one item and none of it reserved or sold. */
  static SdkParticipant<StockLine> withStockOf(String id, long stock) {
    new KeyedTable(CLIENT, TABLE, Items.KEY)
        .put(
            Map.of(
                Items.KEY, AttributeValue.fromS(id),
                Items.STOCK, ReservableAmount.number(stock),
                Items.RESERVED, ReservableAmount.number(0),
                Items.SOLD, ReservableAmount.number(0)));
    return new SdkParticipant<>(
        new StockParticipant(new Items(CLIENT, TABLE).stock()),
        new DynamoDbFenceStore(CLIENT, FENCES),
        () -> holdings(id));
  }

  static Holdings holdings(String id) {
    Map<String, AttributeValue> item =
        new KeyedTable(CLIENT, TABLE, Items.KEY).find(id).orElseThrow();
    return new Holdings(
        ReservableAmount.number(item, Items.STOCK),
        ReservableAmount.number(item, Items.RESERVED),
        ReservableAmount.number(item, Items.SOLD));
  }
}

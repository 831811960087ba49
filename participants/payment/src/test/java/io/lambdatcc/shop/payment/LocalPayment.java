package io.lambdatcc.shop.payment;

import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.participant.DynamoDbClients;
import io.lambdatcc.participant.Environment;
import io.lambdatcc.participant.KeyedTable;
import io.lambdatcc.participant.ReservableAmount;
import io.lambdatcc.testkit.participant.Holdings;
import io.lambdatcc.testkit.participant.HttpApi;
import io.lambdatcc.testkit.participant.ParticipantUnderTest;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The function on tables of its own in DynamoDB Local. */
final class LocalPayment {
  private static final DynamoDbClient CLIENT =
      DynamoDbClients.ofEmulator(DynamoDbLocal.sharedEndpoint());
  private static final String TABLE = "payment-" + UUID.randomUUID();
  private static final String FENCES = TABLE + "-fences";

  static final PaymentFunction FUNCTION = created();
  static final HttpApi API = new HttpApi(event -> FUNCTION.handleRequest(event, null));
  static final ParticipantUnderTest PARTICIPANT =
      ParticipantUnderTest.overFunction(event -> FUNCTION.handleRequest(event, null), "/payment");

  private LocalPayment() {}

  private static PaymentFunction created() {
    PaymentFunction.createTables(CLIENT, TABLE, FENCES);
    return new PaymentFunction(CLIENT, TABLE, FENCES);
  }

  /** What the function on these tables would find in its environment. */
  static Environment environment() {
    return Environment.of(
        Map.of(
            "DYNAMODB_ENDPOINT", DynamoDbLocal.sharedEndpoint().toString(),
            "PAYMENT_TABLE", TABLE,
            "FENCE_TABLE", FENCES));
  }

  /** A new user, by its id. */
  static String userOf(long credit) {
    String id = API.post("/payment/create_user").text("user_id");
    if (credit > 0) {
      API.post("/payment/add_funds/" + id + "/" + credit);
    }
    return id;
  }

  static Holdings holdings(String id) {
    Map<String, AttributeValue> user =
        new KeyedTable(CLIENT, TABLE, Users.KEY).find(id).orElseThrow();
    return new Holdings(
        ReservableAmount.number(user, Users.CREDIT),
        ReservableAmount.number(user, Users.RESERVED),
        ReservableAmount.number(user, Users.SPENT));
  }
}

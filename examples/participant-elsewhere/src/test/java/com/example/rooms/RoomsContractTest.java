package com.example.rooms;

import static io.lambdatcc.participant.ReservableAmount.number;

import com.amazonaws.services.dynamodbv2.local.embedded.DynamoDBEmbedded;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import io.lambdatcc.participant.KeyedTable;
import io.lambdatcc.participant.dynamodb.FenceTable;
import io.lambdatcc.testkit.ParticipantContract;
import io.lambdatcc.testkit.participant.Holdings;
import io.lambdatcc.testkit.participant.ParticipantUnderTest;
import io.lambdatcc.wire.JsonText;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Every story that a participant has to get right, told to this one: the kit brings them. */
class RoomsContractTest extends ParticipantContract {
  private final AmazonDynamoDBLocal dynamoDb = DynamoDBEmbedded.create();
  private final DynamoDbClient client = dynamoDb.dynamoDbClient();
  private final KeyedTable hotels = new KeyedTable(client, "hotels", "hotel");
  private final RoomsFunction function = new RoomsFunction(client, "hotels", "fences");

  @BeforeEach
  void openAHotelOfTenRooms() {
    hotels.createIfAbsent();
    FenceTable.createIfAbsent(client, "fences");
    open(10);
  }

  @AfterEach
  void close() {
    dynamoDb.shutdown();
  }

  @Override
  protected ParticipantUnderTest participant() {
    return ParticipantUnderTest.overFunction(
        event -> function.handleRequest(event, null), "/rooms");
  }

  @Override
  protected String name() {
    return "rooms";
  }

  @Override
  protected JsonText payload() {
    return JsonText.of(new Stay("ritz", 3));
  }

  @Override
  protected JsonText otherPayload() {
    return JsonText.of(new Stay("ritz", 4));
  }

  @Override
  protected JsonText refusedPayload() {
    return JsonText.of(new Stay("ritz", 11));
  }

  @Override
  protected void makeTheRefusedPossible() {
    open(11);
  }

  @Override
  protected Holdings observe() {
    Map<String, AttributeValue> hotel = hotels.find("ritz").orElseThrow();
    return new Holdings(number(hotel, "free"), number(hotel, "held"), number(hotel, "booked"));
  }

  private void open(long rooms) {
    hotels.put(
        Map.of(
            "hotel", AttributeValue.fromS("ritz"),
            "free", number(rooms),
            "held", number(0),
            "booked", number(0)));
  }
}

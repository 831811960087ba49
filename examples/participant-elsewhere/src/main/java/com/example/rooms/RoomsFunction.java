package com.example.rooms;

import io.lambdatcc.http.Routes;
import io.lambdatcc.participant.DynamoDbClients;
import io.lambdatcc.participant.Environment;
import io.lambdatcc.participant.KeyedTable;
import io.lambdatcc.participant.ReservableAmount;
import io.lambdatcc.participant.TccEndpoint;
import io.lambdatcc.participant.TccHandler;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The Lambda function: {@code POST /rooms/tcc/try}, {@code /confirm} and {@code /cancel}.
 *
 * <p>The coordinator knows it by {@code TCC_PARTICIPANTS=rooms=https://<api>/rooms}. Its role may
 * read and write the two tables that its environment names, and nothing else.
 */
public final class RoomsFunction extends TccHandler {
  public RoomsFunction() {
    this(Environment.ofProcess());
  }

  private RoomsFunction(Environment environment) {
    this(
        DynamoDbClients.from(environment),
        environment.required("HOTELS_TABLE"),
        environment.required("FENCES_TABLE"));
  }

  RoomsFunction(DynamoDbClient dynamoDb, String hotels, String fences) {
    super(
        TccEndpoint.builder(new RoomsParticipant(rooms(new KeyedTable(dynamoDb, hotels, "hotel"))))
            .name("rooms")
            .fences(dynamoDb, fences)
            .build()
            .addTo(Routes.builder(), "/rooms")
            .build());
  }

  private static ReservableAmount rooms(KeyedTable hotels) {
    return new ReservableAmount(hotels, "free", "held", "booked");
  }
}

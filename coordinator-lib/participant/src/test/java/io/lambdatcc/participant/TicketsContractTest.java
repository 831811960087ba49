package io.lambdatcc.participant;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.http.Routes;
import io.lambdatcc.wire.JsonText;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class TicketsContractTest extends ParticipantContract {
  private static final Tickets.Tables TABLES = Tickets.Tables.fresh();
  private static final Routes ROUTES =
      TccEndpoint.builder(new Tickets(TABLES.events()))
          .name("tickets")
          .fences(TABLES.client(), TABLES.fences())
          .build()
          .addTo(Routes.builder(), "/tickets")
          .build();

  private final String event = UUID.randomUUID().toString();

  @BeforeEach
  void putAnEventOnSale() {
    TABLES.put(event, 10);
  }

  @Override
  protected APIGatewayV2HTTPResponse serve(APIGatewayV2HTTPEvent request) {
    return ROUTES.handle(request);
  }

  @Override
  protected String base() {
    return "/tickets";
  }

  @Override
  protected String name() {
    return "tickets";
  }

  @Override
  protected JsonText payload() {
    return order(3);
  }

  @Override
  protected JsonText otherPayload() {
    return order(4);
  }

  @Override
  protected JsonText refusedPayload() {
    return order(11);
  }

  @Override
  protected void makeTheRefusedPossible() {
    TABLES.put(event, 20);
  }

  @Override
  protected Holdings holdings() {
    Map<String, AttributeValue> item = TABLES.event(event);
    return new Holdings(
        Tickets.number(item, "on_sale"),
        Tickets.number(item, "on_hold"),
        Tickets.number(item, "sold"));
  }

  private JsonText order(int count) {
    return JsonText.parse("{ \"event\" : \"" + event + "\", \"count\" : " + count + " }");
  }
}

package io.lambdatcc.shop.order;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.participant.HttpApi;
import io.lambdatcc.participant.ParticipantContract;
import io.lambdatcc.wire.JsonText;
import java.net.URI;

class OrderContractTest extends ParticipantContract {
  private static final OrderFunction FUNCTION =
      LocalOrders.function(URI.create("http://127.0.0.1:1"));

  private final String order =
      LocalOrders.fullOrder(new HttpApi(event -> FUNCTION.handleRequest(event, null)));

  @Override
  protected APIGatewayV2HTTPResponse serve(APIGatewayV2HTTPEvent event) {
    return FUNCTION.handleRequest(event, null);
  }

  @Override
  protected String base() {
    return "/orders";
  }

  @Override
  protected String name() {
    return "order";
  }

  @Override
  protected JsonText payload() {
    return JsonText.of(new Purchase(order, 3, 10));
  }

  @Override
  protected JsonText otherPayload() {
    return JsonText.of(new Purchase(order, 3, 11));
  }

  @Override
  protected JsonText refusedPayload() {
    return JsonText.of(new Purchase(order, 2, 6));
  }

  @Override
  protected Holdings holdings() {
    return LocalOrders.holdings(order);
  }
}

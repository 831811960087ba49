package io.lambdatcc.shop.order;

import io.lambdatcc.testkit.ParticipantContract;
import io.lambdatcc.testkit.participant.Holdings;
import io.lambdatcc.testkit.participant.HttpApi;
import io.lambdatcc.testkit.participant.ParticipantUnderTest;
import io.lambdatcc.wire.JsonText;
import java.net.URI;

class OrderContractTest extends ParticipantContract {
  private static final OrderFunction FUNCTION =
      LocalOrders.function(URI.create("http://127.0.0.1:1"));

  private final String order =
      LocalOrders.fullOrder(new HttpApi(event -> FUNCTION.handleRequest(event, null)));

  @Override
  protected ParticipantUnderTest participant() {
    return ParticipantUnderTest.overFunction(
        event -> FUNCTION.handleRequest(event, null), "/orders");
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
  protected Holdings observe() {
    return LocalOrders.holdings(order);
  }
}

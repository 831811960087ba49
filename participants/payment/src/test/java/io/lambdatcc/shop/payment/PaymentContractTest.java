package io.lambdatcc.shop.payment;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.participant.ParticipantContract;
import io.lambdatcc.wire.JsonText;

class PaymentContractTest extends ParticipantContract {
  private final String user = LocalPayment.userOf(10);

  @Override
  protected APIGatewayV2HTTPResponse serve(APIGatewayV2HTTPEvent event) {
    return LocalPayment.FUNCTION.handleRequest(event, null);
  }

  @Override
  protected String base() {
    return "/payment";
  }

  @Override
  protected String name() {
    return "payment";
  }

  @Override
  protected JsonText payload() {
    return JsonText.of(new Charge(user, 3));
  }

  @Override
  protected JsonText otherPayload() {
    return JsonText.of(new Charge(user, 4));
  }

  @Override
  protected JsonText refusedPayload() {
    return JsonText.of(new Charge(user, 11));
  }

  @Override
  protected void makeTheRefusedPossible() {
    LocalPayment.API.post("/payment/add_funds/" + user + "/1");
  }

  @Override
  protected Holdings holdings() {
    return LocalPayment.holdings(user);
  }
}

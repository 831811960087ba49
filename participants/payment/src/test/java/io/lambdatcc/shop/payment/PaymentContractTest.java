package io.lambdatcc.shop.payment;

import io.lambdatcc.testkit.ParticipantContract;
import io.lambdatcc.testkit.participant.Holdings;
import io.lambdatcc.testkit.participant.ParticipantUnderTest;
import io.lambdatcc.wire.JsonText;

class PaymentContractTest extends ParticipantContract {
  private final String user = LocalPayment.userOf(10);

  @Override
  protected ParticipantUnderTest participant() {
    return LocalPayment.PARTICIPANT;
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
  protected Holdings observe() {
    return LocalPayment.holdings(user);
  }
}

package io.lambdatcc.shop.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.testkit.ConservationContract;
import io.lambdatcc.testkit.participant.Holdings;
import io.lambdatcc.testkit.participant.ParticipantUnderTest;
import io.lambdatcc.wire.JsonText;

class PaymentProperties extends ConservationContract {
  @Override
  protected ParticipantUnderTest participant() {
    return LocalPayment.PARTICIPANT;
  }

  @Override
  protected String name() {
    return "payment";
  }

  @Override
  protected String create() {
    return LocalPayment.userOf(0);
  }

  @Override
  protected void putIn(String id, long amount) {
    assertThat(LocalPayment.API.post("/payment/add_funds/" + id + "/" + amount).status())
        .isEqualTo(200);
  }

  @Override
  protected boolean takeOut(String id, long amount) {
    return LocalPayment.API.post("/payment/pay/" + id + "/" + amount).status() == 200;
  }

  @Override
  protected boolean takingOutIsSpending() {
    return true;
  }

  @Override
  protected JsonText payload(String id, long amount) {
    return JsonText.of(new Charge(id, amount));
  }

  @Override
  protected Holdings observe(String id) {
    return LocalPayment.holdings(id);
  }
}

package io.lambdatcc.shop.payment;

import io.lambdatcc.participant.ConservationContract;
import io.lambdatcc.participant.HttpApi;
import io.lambdatcc.participant.ParticipantContract.Holdings;
import io.lambdatcc.wire.JsonText;

class PaymentProperties extends ConservationContract {
  @Override
  protected HttpApi api() {
    return LocalPayment.API;
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
  protected String create() {
    return LocalPayment.userOf(0);
  }

  @Override
  protected String putIn(String id, long amount) {
    return "/payment/add_funds/" + id + "/" + amount;
  }

  @Override
  protected String takeOut(String id, long amount) {
    return "/payment/pay/" + id + "/" + amount;
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
  protected Holdings holdings(String id) {
    return LocalPayment.holdings(id);
  }
}

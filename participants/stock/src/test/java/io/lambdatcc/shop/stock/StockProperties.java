package io.lambdatcc.shop.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.testkit.ConservationContract;
import io.lambdatcc.testkit.participant.Holdings;
import io.lambdatcc.testkit.participant.ParticipantUnderTest;
import io.lambdatcc.wire.JsonText;

class StockProperties extends ConservationContract {
  @Override
  protected ParticipantUnderTest participant() {
    return LocalStock.PARTICIPANT;
  }

  @Override
  protected String name() {
    return "stock";
  }

  @Override
  protected String create() {
    return LocalStock.itemOf(0);
  }

  @Override
  protected void putIn(String id, long amount) {
    assertThat(LocalStock.API.post("/stock/add/" + id + "/" + amount).status()).isEqualTo(200);
  }

  @Override
  protected boolean takeOut(String id, long amount) {
    return LocalStock.API.post("/stock/subtract/" + id + "/" + amount).status() == 200;
  }

  @Override
  protected boolean takingOutIsSpending() {
    return false;
  }

  @Override
  protected JsonText payload(String id, long amount) {
    return JsonText.of(new StockLine(id, amount));
  }

  @Override
  protected Holdings observe(String id) {
    return LocalStock.holdings(id);
  }
}

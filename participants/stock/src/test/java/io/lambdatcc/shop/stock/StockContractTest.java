package io.lambdatcc.shop.stock;

import io.lambdatcc.testkit.ParticipantContract;
import io.lambdatcc.testkit.participant.Holdings;
import io.lambdatcc.testkit.participant.ParticipantUnderTest;
import io.lambdatcc.wire.JsonText;

class StockContractTest extends ParticipantContract {
  private final String item = LocalStock.itemOf(10);

  @Override
  protected ParticipantUnderTest participant() {
    return LocalStock.PARTICIPANT;
  }

  @Override
  protected String name() {
    return "stock";
  }

  @Override
  protected JsonText payload() {
    return JsonText.of(new StockLine(item, 3));
  }

  @Override
  protected JsonText otherPayload() {
    return JsonText.of(new StockLine(item, 4));
  }

  @Override
  protected JsonText refusedPayload() {
    return JsonText.of(new StockLine(item, 11));
  }

  @Override
  protected void makeTheRefusedPossible() {
    LocalStock.API.post("/stock/add/" + item + "/1");
  }

  @Override
  protected Holdings observe() {
    return LocalStock.holdings(item);
  }
}

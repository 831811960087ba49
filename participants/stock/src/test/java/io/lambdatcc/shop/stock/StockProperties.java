package io.lambdatcc.shop.stock;

import io.lambdatcc.participant.ConservationContract;
import io.lambdatcc.participant.HttpApi;
import io.lambdatcc.participant.ParticipantContract.Holdings;
import io.lambdatcc.wire.JsonText;

class StockProperties extends ConservationContract {
  @Override
  protected HttpApi api() {
    return LocalStock.API;
  }

  @Override
  protected String base() {
    return "/stock";
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
  protected String putIn(String id, long amount) {
    return "/stock/add/" + id + "/" + amount;
  }

  @Override
  protected String takeOut(String id, long amount) {
    return "/stock/subtract/" + id + "/" + amount;
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
  protected Holdings holdings(String id) {
    return LocalStock.holdings(id);
  }
}

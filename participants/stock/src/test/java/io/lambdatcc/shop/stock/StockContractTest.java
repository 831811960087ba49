package io.lambdatcc.shop.stock;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.participant.ParticipantContract;
import io.lambdatcc.wire.JsonText;

class StockContractTest extends ParticipantContract {
  private final String item = LocalStock.itemOf(10);

  @Override
  protected APIGatewayV2HTTPResponse serve(APIGatewayV2HTTPEvent event) {
    return LocalStock.FUNCTION.handleRequest(event, null);
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
  protected Holdings holdings() {
    return LocalStock.holdings(item);
  }
}

package io.lambdatcc.shop.stock;

import io.lambdatcc.testkit.TccSimulation;
import org.junit.jupiter.api.Test;

class StockSimulationTest {

  @Test
  void whateverGoesWrongEveryInvariantHolds() {
    TccSimulation.ofSdk("stock", () -> LocalStock.withStockOf("4711", 9))
        .tries("{\"item_id\":\"4711\",\"quantity\":2}", "{\"item_id\":\"4711\",\"quantity\":9}")
        .plans(60)
        .check();
  }
}

package io.lambdatcc.example.shop.cost;

import java.net.URI;
import java.util.List;

/**
 * What transactions cost, measured anew: the figures of {@code docs/deploying.md}, for others to
 * show.
 *
 * @param asOf the day of the prices
 * @param costs of each kind of transaction
 */
public record CostReport(String asOf, List<Cost> costs) {

  /** Copies the costs. */
  public CostReport {
    costs = List.copyOf(costs);
  }

  /** Measures on the DynamoDB at this endpoint, in tables that it creates there. */
  public static CostReport measuredOn(URI dynamoDb) {
    Figures prices = Figures.of(Figures.PRICES);
    try (Measurement measured = new Measurement(dynamoDb, false);
        Measurement asking = new Measurement(dynamoDb, true)) {
      CostTables tables = new CostTables(prices, Figures.of(Figures.ASSUMPTIONS), measured, asking);
      return new CostReport(prices.text("as-of"), tables.costs());
    }
  }
}

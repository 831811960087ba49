package io.lambdatcc.example.bench;

import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.example.shop.cost.Cost;
import io.lambdatcc.example.shop.cost.CostReport;
import java.util.List;
import java.util.Locale;

/** What transactions of the shop cost, as {@code docs/deploying.md} says it. */
final class CostBench implements Bench {
  private static final String NAME = "cost";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Row> run(Settings settings) {
    try (DynamoDbLocal local = DynamoDbLocal.start()) {
      CostReport report = CostReport.measuredOn(local.endpoint());
      return report.costs().stream().map(cost -> row(cost, report.asOf(), settings)).toList();
    }
  }

  private static Row row(Cost cost, String asOf, Settings settings) {
    return Row.named(NAME + ", " + cost.transport() + ", " + cost.waitFor())
        .branches(cost.branches())
        .httpCalls((double) cost.calls())
        .note(
            String.format(
                Locale.ROOT,
                "a million: $%.1f by prices of %s, %.0f thousand GB-seconds;"
                    + " each: %.0f + %.0f write and %.1f read units",
                cost.dollars(),
                asOf,
                cost.gigabyteSeconds() / 1_000,
                cost.logWriteUnits(),
                cost.participantWriteUnits(),
                cost.readUnits()))
        .build(settings);
  }
}

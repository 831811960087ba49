package io.lambdatcc.example.shop.cost;

import io.lambdatcc.api.WaitFor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables of {@code docs/deploying.md} that are computed, as Markdown. */
final class CostTables {
  private static final List<Integer> BRANCHES = List.of(1, 3, 10);

  // the sweep is there 50 s of every minute and looks at every shard each 5 s
  private static final double MINUTES_A_MONTH = 730 * 60;
  private static final double SWEEP_MILLIS = 50_000;
  private static final double SWEEPS_A_MINUTE = 10;
  private static final double MILLION = 1e6;

  private final Figures prices;
  private final Figures assumptions;
  private final List<Row> rows = new ArrayList<>();
  private final double idleSweepReads;

  private final List<Asking> asking = new ArrayList<>();

  private record Row(WaitFor waitFor, Counts counts) {}

  /** The write units of participants, without and with those that ask. */
  private record Asking(int branches, double without, double with) {}

  /** What there is in the stack that costs the same with and without transactions. */
  record Monitoring(long alarms, long metrics, long dashboards) {}

  /**
   * Measures everything that the tables need.
   *
   * @param asking the same, where participants ask about what they hold past its deadline
   */
  CostTables(Figures prices, Figures assumptions, Measurement measured, Measurement asking) {
    this.prices = prices;
    this.assumptions = assumptions;
    for (int branches : BRANCHES) {
      for (WaitFor waitFor : WaitFor.values()) {
        rows.add(new Row(waitFor, measured.transaction(branches, waitFor)));
      }
    }
    for (int branches : BRANCHES) {
      this.asking.add(
          new Asking(
              branches,
              measured.transaction(branches, WaitFor.COMPLETED).participantWrites(),
              asking.transaction(branches, WaitFor.COMPLETED).participantWrites()));
    }
    idleSweepReads = measured.idleSweepReads();
  }

  /** What is measured of one transaction. */
  String counts() {
    StringBuilder table =
        new StringBuilder(
            """
            | branches | waits for | write units, log | write units, participants | read units | calls to participants | remembered, bytes |
            |---:|---|---:|---:|---:|---:|---:|
            """);
    for (Row row : rows) {
      Counts counts = row.counts();
      table.append(
          line(
              "| %d | %s | %.0f | %.0f | %.1f | %d | about %d |",
              counts.branches(),
              row.waitFor(),
              counts.logWrites(),
              counts.participantWrites(),
              counts.reads(),
              counts.calls(),
              counts.bytes()));
    }
    return table.toString();
  }

  /** Dollars for a million confirmed transactions. */
  String dollars() {
    StringBuilder table =
        new StringBuilder(
            """
            | branches | transport | waits for | DynamoDB | API Gateway | Lambda | logs | **total** | thousand GB-seconds |
            |---:|---|---|---:|---:|---:|---:|---:|---:|
            """);
    for (Row row : rows) {
      for (Transport transport : Transport.values()) {
        Bill bill = Bill.of(row.counts(), transport, row.waitFor(), prices, assumptions);
        table.append(
            line(
                "| %d | %s | %s | %.1f | %.1f | %.1f | %.1f | **%.1f** | %.0f |",
                row.counts().branches(),
                transport.shown(),
                row.waitFor(),
                bill.dynamoDb(),
                bill.gateway(),
                bill.lambda(),
                bill.logs(),
                bill.total(),
                bill.gigabyteSeconds() / 1_000));
      }
    }
    return table.toString();
  }

  /** What it takes that Tries leave beside the begin. */
  String beside() {
    StringBuilder table =
        new StringBuilder(
            """
            | branches | write units, participants | the same, where stock and payment ask | dollars more for a million |
            |---:|---:|---:|---:|
            """);
    for (Asking each : asking) {
      table.append(
          line(
              "| %d | %.0f | %.0f | %.2f |",
              each.branches(),
              each.without(),
              each.with(),
              (each.with() - each.without()) * prices.number("dynamodb.million-write-units")));
    }
    return table.toString();
  }

  /** The same figures, one by one. */
  List<Cost> costs() {
    List<Cost> costs = new ArrayList<>();
    for (Row row : rows) {
      Counts counts = row.counts();
      for (Transport transport : Transport.values()) {
        Bill bill = Bill.of(counts, transport, row.waitFor(), prices, assumptions);
        costs.add(
            new Cost(
                counts.branches(),
                transport.shown(),
                row.waitFor(),
                counts.logWrites(),
                counts.participantWrites(),
                counts.reads(),
                counts.calls(),
                bill.gigabyteSeconds(),
                bill.total()));
      }
    }
    return costs;
  }

  /** Dollars a month for what is there, used or not. */
  String fixed(Monitoring monitoring) {
    double sweepSeconds =
        MINUTES_A_MONTH
            * Bill.gigabyteSeconds(SWEEP_MILLIS, assumptions.number("memory-megabytes"));
    double sweep = sweepSeconds * prices.number("lambda.gigabyte-second");
    double queries =
        MINUTES_A_MONTH
            * SWEEPS_A_MINUTE
            * (idleSweepReads / MILLION)
            * prices.number("dynamodb.million-read-units");
    double alarms = monitoring.alarms() * prices.number("cloudwatch.alarm-month");
    double metrics = monitoring.metrics() * prices.number("cloudwatch.metric-month");
    double dashboards = monitoring.dashboards() * prices.number("cloudwatch.dashboard-month");
    return """
        | what | dollars a month |
        |---|---:|
        """
        + line("| sweep: %.1f million GB-seconds | %.2f |", sweepSeconds / MILLION, sweep)
        + line("| sweep: %.1f read units every 5 s | %.2f |", idleSweepReads, queries)
        + line("| %d alarms | %.2f |", monitoring.alarms(), alarms)
        + line("| %d metrics, where all are used | %.2f |", monitoring.metrics(), metrics)
        + line("| %d dashboard | %.2f |", monitoring.dashboards(), dashboards)
        + line("| **together** | **%.2f** |", sweep + queries + alarms + metrics + dashboards);
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values) + "\n";
  }
}

package io.lambdatcc.example.cdk;

import java.util.stream.Stream;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;

/** The dashboard of a coordinator: everything that the alarms look at. */
final class Overview {
  private final CoordinatorMetrics counts;
  private final Dashboard dashboard;

  Overview(TccCoordinator coordinator, CoordinatorMetrics counts, SignedApi api, Watch watch) {
    this.counts = counts;
    dashboard = Dashboard.Builder.create(coordinator, "Dashboard").build();
    dashboard.addWidgets(
        counted("Oldest unfinished transaction, seconds", "Maximum", "SweepOldestSeconds"),
        counted("Parked transactions", "Maximum", "SweepParked"),
        counted(
            "Sweeps",
            "Sum",
            "SweepSweeps",
            "SweepBroken",
            "SweepDue",
            "SweepLeftAlone",
            "SweepFinished",
            "SweepPending",
            "SweepFailed"));
    dashboard.addWidgets(
        counted(
            "Handed over",
            "Sum",
            "CompletionRecords",
            "CompletionFinished",
            "CompletionPending",
            "CompletionFailed"),
        Graph.of("Stream lag, milliseconds", "Maximum", coordinator.lag()),
        Graph.of(
            "Put aside",
            "Maximum",
            coordinator
                .putAside()
                .metricApproximateNumberOfMessagesVisible(
                    MetricOptions.builder().period(Duration.minutes(1)).build())));
    dashboard.addWidgets(
        Graph.of(
            "Requests",
            "Sum",
            api.metric("Count", "Sum"),
            api.metric("4xx", "Sum"),
            api.metric("5xx", "Sum"),
            counts.metric("CoordinatorFailures", "Sum")),
        Graph.of(
            "Latency, milliseconds",
            "p99",
            api.metric("Latency", "p50"),
            api.metric("Latency", "p99"),
            api.metric("IntegrationLatency", "p99")),
        watch.errors());
    dashboard.addWidgets(watch.throttled(), watch.durations(), watch.tablesThrottled());
    dashboard.addWidgets(
        counted(
            "Transactions",
            "Sum",
            "Confirmed",
            "Cancelled",
            "CancelledRefused",
            "CancelledRejected",
            "CancelledDeadline",
            "CancelledContended",
            "CancelledRequested",
            "CancelledNeverBegun",
            "Parked",
            "InDoubt",
            "Shed",
            "InvariantViolations"),
        Graph.of(
            "From begin to decision and end, milliseconds",
            "p99",
            counts.metric("DecidedMillis", "p50"),
            counts.metric("DecidedMillis", "p99"),
            counts.metric("CompletedMillis", "p50"),
            counts.metric("CompletedMillis", "p99")),
        Graph.of("Failed calls, by participant", "Sum", counts.branchFailures()));
    dashboard.addWidgets(
        counted(
            "Reservations asked about",
            "Sum",
            "ReservationsAsked",
            "ReservationsReleased",
            "ReservationsFailed"));
  }

  private GraphWidget counted(String title, String statistic, String... names) {
    return Graph.of(
        title,
        statistic,
        Stream.of(names).map(name -> counts.metric(name, statistic)).toArray(Metric[]::new));
  }

  /** Where it is looked at. */
  String url() {
    String region = Stack.of(dashboard).getRegion();
    return "https://"
        + region
        + ".console.aws.amazon.com/cloudwatch/home?region="
        + region
        + "#dashboards/dashboard/"
        + dashboard.getDashboardName();
  }
}

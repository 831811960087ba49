package io.lambdatcc.example.cdk;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.logs.FilterPattern;
import software.amazon.awscdk.services.logs.MetricFilter;

/**
 * What a person has to know of a coordinator. Sweep and completion end each invocation with one
 * line of counts; filters make metrics of them.
 */
final class Alarms {
  private static final List<String> OF_SWEEP =
      List.of(
          "sweeps",
          "broken",
          "due",
          "leftAlone",
          "finished",
          "pending",
          "failed",
          "parked",
          "oldestSeconds");
  private static final List<String> OF_COMPLETION =
      List.of("records", "finished", "pending", "failed");

  private final TccCoordinator coordinator;
  private final Settings settings;
  private final String namespace;

  Alarms(TccCoordinator coordinator, Settings settings, Duration oldestUnfinished) {
    this.coordinator = coordinator;
    this.settings = settings;
    namespace = "LambdaTcc/" + Stack.of(coordinator).getStackName();
    OF_SWEEP.forEach(count -> counted(coordinator.sweep(), "sweep", count));
    OF_COMPLETION.forEach(count -> counted(coordinator.completion(), "completion", count));
    alarm(
        "OldestUnfinished",
        "A transaction has been unfinished for long; its customers wait and its reservations are"
            + " held. See docs/operating.md#oldest-unfinished-transaction",
        metric("SweepOldestSeconds", "Maximum", Duration.minutes(1)),
        new Rule(oldestUnfinished.toSeconds().intValue(), 3, 5, TreatMissingData.IGNORE));
    alarm(
        "ParkedTransactions",
        "A participant keeps failing to confirm or cancel a branch; only a person can find out why."
            + " See docs/operating.md#parked-transactions",
        // a parked transaction is seen every five minutes
        metric("SweepParked", "Maximum", Duration.minutes(10)),
        new Rule(1, 1, 1, TreatMissingData.IGNORE));
    silence();
    alarm(
        "SweepBroken",
        "Sweeps fail, most likely at reading the transaction log. See"
            + " docs/operating.md#sweep-broken",
        metric("SweepBroken", "Sum", Duration.minutes(1)),
        new Rule(1, 3, 5, TreatMissingData.NOT_BREACHING));
    alarm(
        "StreamLag",
        "Decisions handed over to the stream wait for more than a minute; the sweep takes them, more"
            + " slowly. See docs/operating.md#stream-lag",
        lag(),
        new Rule(60_000, 3, 5, TreatMissingData.NOT_BREACHING));
    alarm(
        "DeadLetters",
        "Decisions were put aside because the completion could not read the log or was too late; the"
            + " sweep has them. See docs/operating.md#dead-letters",
        coordinator.putAside().metricApproximateNumberOfMessagesVisible(),
        new Rule(1, 1, 1, TreatMissingData.NOT_BREACHING));
  }

  /** At least so much, in so many of so many periods. */
  private record Rule(int threshold, int datapoints, int periods, TreatMissingData missing) {}

  private void counted(TccFunction function, String line, String count) {
    String value = "$." + line + "." + count;
    MetricFilter.Builder.create(function, capital(count) + "Metric")
        .logGroup(function.logs())
        .filterPattern(FilterPattern.literal("{ " + value + " >= 0 }"))
        .metricNamespace(namespace)
        .metricName(capital(line) + capital(count))
        .metricValue(value)
        .build();
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private Metric metric(String name, String statistic, Duration period) {
    return Metric.Builder.create()
        .namespace(namespace)
        .metricName(name)
        .statistic(statistic)
        .period(period)
        .build();
  }

  private Metric lag() {
    String function = coordinator.completion().function().getFunctionName();
    return Metric.Builder.create()
        .namespace("AWS/Lambda")
        .metricName("IteratorAge")
        .dimensionsMap(Map.of("FunctionName", function, "Resource", function + ":live"))
        .statistic("Maximum")
        .period(Duration.minutes(1))
        .build();
  }

  private void alarm(String id, String description, IMetric metric, Rule rule) {
    settings.announce(
        Alarm.Builder.create(coordinator, id)
            .alarmDescription(description)
            .metric(metric)
            .threshold(rule.threshold())
            .datapointsToAlarm(rule.datapoints())
            .evaluationPeriods(rule.periods())
            .comparisonOperator(ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD)
            .treatMissingData(rule.missing())
            .build());
  }

  /** The one alarm that listens for nothing. */
  private void silence() {
    settings.announce(
        Alarm.Builder.create(coordinator, "SweepSilence")
            .alarmDescription(
                "The sweep has not reported for five minutes; nobody finishes what others leave. See"
                    + " docs/operating.md#sweep-silence")
            .metric(metric("SweepSweeps", "Sum", Duration.minutes(1)))
            .threshold(1)
            .datapointsToAlarm(5)
            .evaluationPeriods(5)
            .comparisonOperator(ComparisonOperator.LESS_THAN_THRESHOLD)
            .treatMissingData(TreatMissingData.BREACHING)
            .build());
  }
}

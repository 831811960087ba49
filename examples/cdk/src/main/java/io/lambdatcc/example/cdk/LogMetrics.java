package io.lambdatcc.example.cdk;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.logs.FilterPattern;
import software.amazon.awscdk.services.logs.ILogGroup;
import software.amazon.awscdk.services.logs.MetricFilter;
import software.constructs.Construct;

/**
 * What a coordinator's logs count. Sweep and completion end each invocation with one line of
 * counts, and the API has a line for each request; filters make metrics of them.
 */
final class LogMetrics {
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

  private final String namespace;

  LogMetrics(TccCoordinator coordinator, SignedApi api) {
    namespace = "LambdaTcc/" + Stack.of(coordinator).getStackName();
    OF_SWEEP.forEach(count -> counted(coordinator.sweep(), "sweep", count));
    OF_COMPLETION.forEach(count -> counted(coordinator.completion(), "completion", count));
    filter(
        coordinator,
        "FailuresMetric",
        api.log(),
        "{ ($.routeKey = \"*/transactions*\") && ($.status = \"5*\") }",
        "CoordinatorFailures",
        "1");
  }

  private void counted(TccFunction function, String line, String count) {
    String value = "$." + line + "." + count;
    filter(
        function,
        capital(count) + "Metric",
        function.logs(),
        "{ " + value + " >= 0 }",
        capital(line) + capital(count),
        value);
  }

  private void filter(
      Construct scope, String id, ILogGroup group, String pattern, String name, String value) {
    MetricFilter.Builder.create(scope, id)
        .logGroup(group)
        .filterPattern(FilterPattern.literal(pattern))
        .metricNamespace(namespace)
        .metricName(name)
        .metricValue(value)
        .build();
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  /** One of them, such as {@code SweepParked}. */
  Metric metric(String name, String statistic) {
    return Metrics.of(namespace, name, statistic, Map.of());
  }
}

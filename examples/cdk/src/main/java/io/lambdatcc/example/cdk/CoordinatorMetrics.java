package io.lambdatcc.example.cdk;

import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.logs.FilterPattern;
import software.amazon.awscdk.services.logs.MetricFilter;
import software.constructs.Construct;

/**
 * What a coordinator counts. Its functions write their metrics into their logs, in CloudWatch's
 * embedded metric format; the API has a line for each request, of which a filter makes one more.
 */
final class CoordinatorMetrics {
  private final String namespace;

  CoordinatorMetrics(TccCoordinator coordinator, SignedApi api) {
    namespace = namespace(coordinator);
    MetricFilter.Builder.create(coordinator, "FailuresMetric")
        .logGroup(api.log())
        .filterPattern(
            FilterPattern.literal("{ ($.routeKey = \"*/transactions*\") && ($.status = \"5*\") }"))
        .metricNamespace(namespace)
        .metricName("CoordinatorFailures")
        .metricValue("1")
        .build();
  }

  /** Where the metrics of the coordinators of a stack are. */
  static String namespace(Construct scope) {
    return "LambdaTcc/" + Stack.of(scope).getStackName();
  }

  /** One of them, such as {@code SweepParked}. */
  Metric metric(String name, String statistic) {
    return Metrics.of(namespace, name, statistic, Map.of());
  }

  /** Of every participant, whichever there are. */
  IMetric branchFailures() {
    return MathExpression.Builder.create()
        .expression("SEARCH('{\"" + namespace + "\",Participant} BranchFailures', 'Sum', 60)")
        .label("")
        .usingMetrics(Map.of())
        .period(Duration.minutes(1))
        .build();
  }
}

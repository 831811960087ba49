package io.lambdatcc.example.cdk;

import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Metric;

/** Metrics by the minute, as services of AWS have them. */
final class Metrics {
  private Metrics() {}

  static Metric of(
      String namespace, String name, String statistic, Map<String, String> dimensions) {
    return Metric.Builder.create()
        .namespace(namespace)
        .metricName(name)
        .dimensionsMap(dimensions)
        .statistic(statistic)
        .period(Duration.minutes(1))
        .build();
  }

  /** Of a function, whichever of its versions was invoked. */
  static Metric ofFunction(String function, String name, String statistic) {
    return of("AWS/Lambda", name, statistic, Map.of("FunctionName", function));
  }

  /** Of a function where its alias {@code live} was invoked. */
  static Metric ofLive(String function, String name, String statistic) {
    return of(
        "AWS/Lambda",
        name,
        statistic,
        Map.of("FunctionName", function, "Resource", function + ":live"));
  }
}

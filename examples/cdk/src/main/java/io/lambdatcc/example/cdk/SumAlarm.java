package io.lambdatcc.example.cdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.constructs.Construct;

/**
 * An alarm on the sum of metrics, to which metrics may be added until the app is synthesised.
 *
 * <p>CloudWatch takes ten metrics into an alarm and no more. The eleventh begins a second alarm, on
 * the sum of the next ten, and so on.
 */
final class SumAlarm {
  private static final int MOST = 10;
  private static final String SUM = "SUM(METRICS())";

  private final Construct scope;
  private final String id;
  private final String description;
  private final String label;
  private final AlarmRule rule;
  private final Consumer<Alarm> announce;
  private final List<Metric> summed = new ArrayList<>();
  private int alarms;
  private @Nullable CfnAlarm last;

  /**
   * None, as long as there is nothing to sum up.
   *
   * @param label what the sum is
   * @param announce called with each alarm
   */
  SumAlarm(
      Construct scope,
      String id,
      String description,
      String label,
      AlarmRule rule,
      Consumer<Alarm> announce) {
    this.scope = scope;
    this.id = id;
    this.description = description;
    this.label = label;
    this.rule = rule;
    this.announce = announce;
  }

  void add(Metric metric) {
    if (last == null || summed.size() == MOST) {
      summed.clear();
      last = another(metric);
    }
    summed.add(metric);
    last.setMetrics(queries());
  }

  private CfnAlarm another(Metric first) {
    alarms++;
    MathExpression sum =
        MathExpression.Builder.create()
            .expression(SUM)
            .usingMetrics(Map.of("m1", first))
            .period(Duration.minutes(1))
            .build();
    Alarm alarm = rule.alarm(scope, alarms == 1 ? id : id + alarms, description, sum);
    announce.accept(alarm);
    return (CfnAlarm) Objects.requireNonNull(alarm.getNode().getDefaultChild());
  }

  private List<Object> queries() {
    List<Object> queries = new ArrayList<>();
    queries.add(
        CfnAlarm.MetricDataQueryProperty.builder()
            .id("all")
            .label(label)
            .expression(SUM)
            .returnData(true)
            .build());
    for (Metric metric : summed) {
      queries.add(
          CfnAlarm.MetricDataQueryProperty.builder()
              .id("m" + queries.size())
              .metricStat(stat(metric))
              .returnData(false)
              .build());
    }
    return queries;
  }

  private static CfnAlarm.MetricStatProperty stat(Metric metric) {
    List<CfnAlarm.DimensionProperty> dimensions = new ArrayList<>();
    Objects.requireNonNull(metric.getDimensions())
        .forEach(
            (name, value) ->
                dimensions.add(
                    CfnAlarm.DimensionProperty.builder()
                        .name(name)
                        .value(value.toString())
                        .build()));
    return CfnAlarm.MetricStatProperty.builder()
        .metric(
            CfnAlarm.MetricProperty.builder()
                .namespace(metric.getNamespace())
                .metricName(metric.getMetricName())
                .dimensions(dimensions)
                .build())
        .stat(metric.getStatistic())
        .period(metric.getPeriod().toSeconds())
        .build();
  }
}

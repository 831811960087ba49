package io.lambdatcc.example.cdk;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.dynamodb.ITable;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.sns.ITopic;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * What a person has to know of all functions and tables of a stack together, and who is told.
 *
 * <p>Nobody has to remember it. A {@link TccFunction} is watched from its beginning, and a table
 * from when a function is allowed to use it. Others may be added until the app is synthesised.
 */
public final class Watch extends Construct {
  private static final AlarmRule THROTTLED =
      AlarmRule.atLeast(1, 3, 5, TreatMissingData.NOT_BREACHING);
  private static final AlarmRule TABLE_THROTTLED =
      AlarmRule.atLeast(10, 3, 5, TreatMissingData.NOT_BREACHING);

  private final ITopic topic;
  private final Set<String> known = new HashSet<>();
  private final SumAlarm throttles;
  private final SumAlarm readThrottles;
  private final SumAlarm writeThrottles;
  private final GraphWidget errors = Graph.of("Errors", "Sum");
  private final GraphWidget throttled = Graph.of("Throttled invocations", "Sum");
  private final GraphWidget durations = Graph.of("Duration, p99, milliseconds", "p99");
  private final GraphWidget tablesThrottled = Graph.of("Throttled reads and writes", "Sum");

  /** Tells this topic, which must not be encrypted with SNS's own key. */
  public Watch(Construct scope, String id, ITopic topic) {
    super(scope, id);
    this.topic = topic;
    throttles =
        new SumAlarm(
            this,
            "Throttles",
            "Lambda turns invocations away, since the concurrency of the account or of a function is"
                + " used up. See docs/operating.md#throttles",
            "Throttled invocations",
            THROTTLED,
            this::announce);
    readThrottles =
        new SumAlarm(
            this,
            "TableReadThrottles",
            "DynamoDB turns reads away; on-demand tables grow, a hot item does not. See"
                + " docs/operating.md#dynamodb-throttles",
            "Throttled reads",
            TABLE_THROTTLED,
            this::announce);
    writeThrottles =
        new SumAlarm(
            this,
            "TableWriteThrottles",
            "DynamoDB turns writes away; on-demand tables grow, a hot item does not. See"
                + " docs/operating.md#dynamodb-throttles",
            "Throttled writes",
            TABLE_THROTTLED,
            this::announce);
  }

  /** Watches a function. */
  public void function(IFunction function) {
    if (isNew(function, "")) {
      String name = function.getFunctionName();
      Metric turnedAway = Metrics.ofFunction(name, "Throttles", "Sum");
      throttles.add(turnedAway);
      throttled.addLeftMetric(turnedAway);
      errors.addLeftMetric(Metrics.ofFunction(name, "Errors", "Sum"));
      durations.addLeftMetric(Metrics.ofFunction(name, "Duration", "p99"));
    }
  }

  /** Watches a table. */
  public void table(ITable table) {
    if (isNew(table, "")) {
      throttles(Map.of("TableName", table.getTableName()));
    }
  }

  /** Watches an index of a table, which has throttles of its own. */
  public void index(ITable table, String index) {
    if (isNew(table, index)) {
      throttles(Map.of("TableName", table.getTableName(), "GlobalSecondaryIndexName", index));
    }
  }

  private boolean isNew(IConstruct watched, String part) {
    return known.add(watched.getNode().getPath() + ":" + part);
  }

  private void throttles(Map<String, String> dimensions) {
    Metric reads = Metrics.of("AWS/DynamoDB", "ReadThrottleEvents", "Sum", dimensions);
    Metric writes = Metrics.of("AWS/DynamoDB", "WriteThrottleEvents", "Sum", dimensions);
    readThrottles.add(reads);
    writeThrottles.add(writes);
    tablesThrottled.addLeftMetric(reads);
    tablesThrottled.addLeftMetric(writes);
  }

  void announce(Alarm alarm) {
    SnsAction tell = new SnsAction(topic);
    alarm.addAlarmAction(tell);
    alarm.addOkAction(tell);
  }

  GraphWidget errors() {
    return errors;
  }

  GraphWidget throttled() {
    return throttled;
  }

  GraphWidget durations() {
    return durations;
  }

  GraphWidget tablesThrottled() {
    return tablesThrottled;
  }
}

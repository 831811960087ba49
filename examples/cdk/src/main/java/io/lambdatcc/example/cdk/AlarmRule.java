package io.lambdatcc.example.cdk;

import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.constructs.Construct;

/** When an alarm goes off: beyond a threshold in so many of so many periods. */
record AlarmRule(
    ComparisonOperator operator,
    int threshold,
    int datapoints,
    int periods,
    TreatMissingData missing) {

  /** At so much or more. */
  static AlarmRule atLeast(int threshold, int datapoints, int periods, TreatMissingData missing) {
    return new AlarmRule(
        ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold,
        datapoints,
        periods,
        missing);
  }

  /** At more than that. */
  static AlarmRule above(int threshold, int datapoints, int periods, TreatMissingData missing) {
    return new AlarmRule(
        ComparisonOperator.GREATER_THAN_THRESHOLD, threshold, datapoints, periods, missing);
  }

  /** At less than that. */
  static AlarmRule below(int threshold, int datapoints, int periods, TreatMissingData missing) {
    return new AlarmRule(
        ComparisonOperator.LESS_THAN_THRESHOLD, threshold, datapoints, periods, missing);
  }

  /** An alarm by this rule, which tells nobody yet. */
  Alarm alarm(Construct scope, String id, String description, IMetric metric) {
    return Alarm.Builder.create(scope, id)
        .alarmDescription(description)
        .metric(metric)
        .comparisonOperator(operator)
        .threshold(threshold)
        .datapointsToAlarm(datapoints)
        .evaluationPeriods(periods)
        .treatMissingData(missing)
        .build();
  }
}

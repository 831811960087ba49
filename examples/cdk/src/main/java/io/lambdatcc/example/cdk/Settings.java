package io.lambdatcc.example.cdk;

import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.sns.ITopic;

/**
 * What all functions and tables of a stack have in common.
 *
 * @param memorySize of each function, in MiB; processor time comes in proportion
 * @param deletionProtection whether DynamoDB refuses to delete the tables
 * @param deployments how new versions take over
 * @param alarms where alarms are sent
 */
public record Settings(
    int memorySize,
    RetentionDays logRetention,
    boolean deletionProtection,
    Deployments deployments,
    ITopic alarms) {

  /** As template.yaml has them. */
  public static Settings of(Deployments deployments, ITopic alarms) {
    return new Settings(1_024, RetentionDays.ONE_MONTH, true, deployments, alarms);
  }

  void announce(Alarm alarm) {
    SnsAction tell = new SnsAction(alarms);
    alarm.addAlarmAction(tell);
    alarm.addOkAction(tell);
  }
}

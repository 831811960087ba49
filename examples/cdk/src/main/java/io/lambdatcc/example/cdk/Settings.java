package io.lambdatcc.example.cdk;

import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.logs.RetentionDays;

/**
 * What all functions and tables of a stack have in common.
 *
 * @param memorySize of each function, in MiB; processor time comes in proportion
 * @param deletionProtection whether DynamoDB refuses to delete the tables
 * @param deployments how new versions take over
 * @param watch where alarms are sent, and functions and tables are watched together
 */
public record Settings(
    int memorySize,
    RetentionDays logRetention,
    boolean deletionProtection,
    Deployments deployments,
    Watch watch) {

  /** As template.yaml has them. */
  public static Settings of(Deployments deployments, Watch watch) {
    return new Settings(1_024, RetentionDays.ONE_MONTH, true, deployments, watch);
  }

  void announce(Alarm alarm) {
    watch.announce(alarm);
  }
}

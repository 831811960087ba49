package io.lambdatcc.example.cdk;

import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;

/** What a person has to know of a coordinator. */
final class Alarms {
  private final TccCoordinator coordinator;
  private final Settings settings;

  Alarms(
      TccCoordinator coordinator,
      CoordinatorMetrics counts,
      Settings settings,
      Duration oldestUnfinished) {
    this.coordinator = coordinator;
    this.settings = settings;
    alarm(
        "OldestUnfinished",
        "A transaction has been unfinished for long; its customers wait and its reservations are"
            + " held. See docs/operating.md#oldest-unfinished-transaction",
        counts.metric("SweepOldestSeconds", "Maximum"),
        AlarmRule.atLeast(oldestUnfinished.toSeconds().intValue(), 3, 5, TreatMissingData.IGNORE));
    alarm(
        "ParkedTransactions",
        "A participant keeps failing to confirm or cancel a branch; only a person can find out why."
            + " See docs/operating.md#parked-transactions",
        // a parked transaction is seen every five minutes
        counts
            .metric("SweepParked", "Maximum")
            .with(MetricOptions.builder().period(Duration.minutes(10)).build()),
        AlarmRule.atLeast(1, 1, 1, TreatMissingData.IGNORE));
    alarm(
        "SweepSilence",
        "The sweep has not reported for five minutes; nobody finishes what others leave. See"
            + " docs/operating.md#sweep-silence",
        counts.metric("SweepSweeps", "Sum"),
        // the one alarm that listens for nothing
        AlarmRule.below(1, 5, 5, TreatMissingData.BREACHING));
    alarm(
        "SweepBroken",
        "Sweeps fail, most likely at reading the transaction log. See"
            + " docs/operating.md#sweep-broken",
        counts.metric("SweepBroken", "Sum"),
        AlarmRule.atLeast(1, 3, 5, TreatMissingData.NOT_BREACHING));
    alarm(
        "ReservationsFailed",
        "Participants cannot find out what has become of what they hold, or cannot give it back. See"
            + " docs/operating.md#reservations-failed",
        counts.metric("ReservationsFailed", "Sum"),
        AlarmRule.atLeast(1, 10, 15, TreatMissingData.NOT_BREACHING));
    alarm(
        "InvariantViolations",
        "The log or a participant contradicts what was written before; the transaction is left alone"
            + " until somebody has looked. See docs/operating.md#invariant-violations",
        counts.metric("InvariantViolations", "Sum"),
        AlarmRule.atLeast(1, 1, 1, TreatMissingData.NOT_BREACHING));
    alarm(
        "StreamLag",
        "Decisions handed over to the stream wait for more than a minute; the sweep takes them, more"
            + " slowly. See docs/operating.md#stream-lag",
        coordinator.lag(),
        AlarmRule.atLeast(60_000, 3, 5, TreatMissingData.NOT_BREACHING));
    alarm(
        "DeadLetters",
        "Decisions were put aside because the completion could not read the log or was too late; the"
            + " sweep has them. See docs/operating.md#dead-letters",
        coordinator.putAside().metricApproximateNumberOfMessagesVisible(),
        AlarmRule.atLeast(1, 1, 1, TreatMissingData.NOT_BREACHING));
    coordinator
        .coordinator()
        .turnBackAt(
            alarm(
                "CoordinatorFailures",
                "The coordinator answers with 5xx; transactions are not begun or their outcome is"
                    + " not told. See docs/operating.md#coordinator-failures",
                counts.metric("CoordinatorFailures", "Sum"),
                AlarmRule.atLeast(5, 2, 3, TreatMissingData.NOT_BREACHING)));
  }

  private Alarm alarm(String id, String description, IMetric metric, AlarmRule rule) {
    Alarm alarm = rule.alarm(coordinator, id, description, metric);
    settings.announce(alarm);
    return alarm;
  }
}

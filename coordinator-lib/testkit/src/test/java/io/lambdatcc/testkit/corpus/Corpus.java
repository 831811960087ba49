package io.lambdatcc.testkit.corpus;

import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Rule;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Scenarios;
import io.lambdatcc.testkit.search.Trial;
import java.time.Duration;
import java.util.List;

/** Every plan that once broke something; now none does. New ones are added, old ones stay. */
public final class Corpus {
  private static final List<Entry> ENTRIES =
      List.of(
          entry(
              "begun-a-day-later",
              "a first version that left its sandbox a day late was given no time to end",
              Scenarios.SAME_PARTICIPANT_TWICE,
              Rule.at("BEGIN c1 t1 #1", FaultKind.FREEZE_BEFORE, Duration.ofDays(1))),
          entry(
              "copy-after-forty-days",
              "a run did not end, for all the sweeps in the weeks before a late copy of a Try arrived",
              Scenarios.TWO_BRANCHES,
              Rule.at("TRY c1 t1/stock #1", FaultKind.DUPLICATE, Duration.ofDays(40))),
          entry(
              "rolled-back-for-a-month",
              "a decided record that nobody could read for longer than fences are kept never ended",
              Scenarios.NAME_REUSED,
              Rule.at("START c1 #1", FaultKind.REDEPLOYED),
              Rule.at("CONFIRM c1 t1/payment #1", FaultKind.REDEPLOYED)),
          entry(
              "question-of-forty-days",
              "a question about what was confirmed, and forgotten since, was answered as cancelled",
              Scenarios.BESIDE,
              Rule.at("COMMIT stock t1/stock #*", FaultKind.STORE_UNKNOWN_LOST),
              Rule.at("COMMIT stock t1/stock #1", FaultKind.STORE_UNKNOWN_LANDED),
              Rule.at("INQUIRE stock t1/stock #2", FaultKind.DUPLICATE, Duration.ofDays(40))));

  private Corpus() {}

  /**
   * A plan that is kept.
   *
   * @param broke what it once broke, in a sentence
   */
  public record Entry(String name, String broke, Trial trial) {}

  /** All of them. */
  public static List<Entry> entries() {
    return ENTRIES;
  }

  private static Entry entry(String name, String broke, Scenario scenario, Rule... rules) {
    return new Entry(name, broke, new Trial(scenario, FaultPlan.of(rules)));
  }
}

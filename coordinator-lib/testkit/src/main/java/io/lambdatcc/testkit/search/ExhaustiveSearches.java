package io.lambdatcc.testkit.search;

import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.FaultKind.Family;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Scenarios;
import io.lambdatcc.testkit.world.StateSearch;
import java.util.Arrays;
import java.util.List;

/**
 * Searches over states that close: small scenarios in every order of messages, each kind of fault
 * with a budget in at least one of them.
 */
public final class ExhaustiveSearches {
  private static final int STATES_AT_MOST = 400_000;

  private ExhaustiveSearches() {}

  /** All of them; some minutes of one processor. */
  public static List<StateSearch> all() {
    return List.of(
        oneOf(Family.CALLS, Scenarios.TWO_BRANCHES),
        oneOf(Family.PARTICIPANTS, Scenarios.TWO_BRANCHES),
        oneOf(Family.LOG, Scenarios.DECIDED),
        oneOf(Family.COORDINATORS, Scenarios.TWO_BRANCHES),
        oneOf(Family.CLIENTS, Scenarios.TWO_BRANCHES),
        oneOf(Family.SWEEP, Scenarios.DECIDED),
        oneOf(Family.STREAM, Scenarios.HANDED_OVER),
        everyOrder(Scenarios.THREE_BRANCHES),
        everyOrder(Scenarios.SEQUENTIAL),
        everyOrder(Scenarios.SOLD_OUT),
        everyOrderInTime(Scenarios.CANCEL_RACE),
        everyOrderInTime(Scenarios.SAME_REQUEST_TWICE),
        everyOrderInTime(Scenarios.SAME_NAME_TWICE),
        pairsOf(
            Scenarios.TWO_BRANCHES,
            FaultKind.LOSE_REPLY,
            FaultKind.DUPLICATE,
            FaultKind.LOG_UNKNOWN_LANDED,
            FaultKind.CRASH_AFTER));
  }

  /** Any one fault of a family, anywhere. */
  private static StateSearch oneOf(Family family, Scenario scenario) {
    List<FaultKind> kinds =
        Arrays.stream(FaultKind.values()).filter(kind -> kind.family() == family).toList();
    return new StateSearch(scenario, kinds, 1, 0, STATES_AT_MOST);
  }

  /** Any two faults of these kinds, anywhere. */
  private static StateSearch pairsOf(Scenario scenario, FaultKind... kinds) {
    return new StateSearch(scenario, List.of(kinds), 2, 0, STATES_AT_MOST);
  }

  /** Nothing goes wrong, and no message is slower than time passes. */
  private static StateSearch everyOrderInTime(Scenario scenario) {
    return new StateSearch(scenario, List.of(), 0, 0, STATES_AT_MOST);
  }

  /** Nothing goes wrong, but time may run ahead of messages once, wherever it likes. */
  private static StateSearch everyOrder(Scenario scenario) {
    return new StateSearch(scenario, List.of(), 0, 1, STATES_AT_MOST);
  }
}

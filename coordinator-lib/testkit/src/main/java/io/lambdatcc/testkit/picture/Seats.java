package io.lambdatcc.testkit.picture;

import io.lambdatcc.testkit.plan.SiteKind;
import io.lambdatcc.testkit.scenario.Scenario;

/** On whose lane something belongs. */
final class Seats {
  private Seats() {}

  /**
   * The place of a coordinator's process: where one has died, {@code c1-2} follows {@code c1}, on
   * the same lane.
   */
  static String of(Scenario scenario, String process) {
    String seat = process;
    if (!scenario.coordinators().contains(process)) {
      int longest = -1;
      for (String coordinator : scenario.coordinators()) {
        if (process.startsWith(coordinator + "-") && coordinator.length() > longest) {
          seat = coordinator;
          longest = coordinator.length();
        }
      }
    }
    return seat;
  }

  /** Whose actors the sites of a kind name. */
  static Lane.Kind actorAt(SiteKind kind) {
    return switch (kind) {
      case ASK -> Lane.Kind.CLIENT;
      case LOOK, COMMIT, INQUIRE -> Lane.Kind.PARTICIPANT;
      case TRY,
          CONFIRM,
          CANCEL,
          BEGIN,
          DECIDE,
          FINISH,
          ROUND,
          FORESTALL,
          READ,
          DUE,
          SWEEP,
          STREAM,
          START ->
          Lane.Kind.COORDINATOR;
    };
  }
}

package io.lambdatcc.testkit.scenario;

import io.lambdatcc.api.TccSettings;
import java.time.Duration;
import java.util.List;

/**
 * Who is there and what clients want.
 *
 * @param name for reports
 * @param coordinators their names; the first serves, and any of them sweeps
 * @param services the participants
 * @param asks what clients ask, and when
 * @param settings of every coordinator
 * @param sweepEvery the pause between sweeps; the coordinators take turns
 * @param chaos how long, from the start, things go wrong
 * @param calm within what time after that, and after the last message in the air has arrived,
 *     everything has to have ended
 * @param streamed whether the log's stream tells another coordinator of decisions that are handed
 *     over; where it does not, they are left to the sweep alone
 */
public record Scenario(
    String name,
    List<String> coordinators,
    List<Service> services,
    List<Ask> asks,
    TccSettings settings,
    Duration sweepEvery,
    Duration chaos,
    Duration calm,
    boolean streamed) {

  /** Copies the lists. */
  public Scenario {
    coordinators = List.copyOf(coordinators);
    services = List.copyOf(services);
    asks = List.copyOf(asks);
    if (coordinators.isEmpty()) {
      throw new IllegalArgumentException("scenario " + name + " has no coordinator");
    }
  }

  /** A scenario in which everything that is handed over is left to the sweep. */
  public Scenario(
      String name,
      List<String> coordinators,
      List<Service> services,
      List<Ask> asks,
      TccSettings settings,
      Duration sweepEvery,
      Duration chaos,
      Duration calm) {
    this(name, coordinators, services, asks, settings, sweepEvery, chaos, calm, false);
  }

  @Override
  public String toString() {
    return name;
  }
}

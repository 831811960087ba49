package io.lambdatcc.testkit.world;

import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.plan.SiteKind;
import io.lambdatcc.testkit.world.Delivery.Nature;
import java.time.Duration;
import java.util.List;

/**
 * The log's stream, with the function that hangs on it: tells a coordinator at another seat of
 * decisions that are handed over, if all goes well once and soon.
 *
 * <p>Told again, a few times, is who could not read the transaction, or was not there. Who dies of
 * it is not: what is lost so is the sweep's.
 */
final class ChangeStream {
  private static final long USUAL_LATENCY = 100;
  private static final long BEFORE_AGAIN = 1_000;
  private static final int MAX_TIMES = 3;
  private static final Duration COMPLETION_TIME = Duration.ofSeconds(10);

  private final World world;

  ChangeStream(World world) {
    this.world = world;
  }

  void landed(Sandbox by, TransactionState state) {
    String seat = another(by.seat());
    Site site = world.site(SiteKind.STREAM, seat, state.id().name());
    Fault fault = world.strike(site);
    FaultKind kind = fault == null ? null : fault.kind();
    long length = fault == null ? 0 : fault.length().toMillis();
    if (kind == FaultKind.STREAM_LOST) {
      return;
    }
    long usual = world.latency(USUAL_LATENCY, site, 0);
    boolean late = kind == FaultKind.STREAM_LATE;
    tellAfter(late ? usual + length : usual, late, seat, state, 1);
    if (kind == FaultKind.STREAM_TWICE) {
      tellAfter(usual + length, length > 0, seat, state, 1);
    }
  }

  private String another(String seat) {
    List<String> seats = world.scenario().coordinators();
    return seats.get((seats.indexOf(seat) + 1) % seats.size());
  }

  private void tellAfter(
      long millis, boolean timed, String seat, TransactionState state, int times) {
    Delivery unused =
        world
            .agenda()
            .add(
                world.now() + millis,
                null,
                timed ? Nature.TIMER : Nature.MESSAGE,
                "stream tells " + seat,
                state,
                () -> tell(seat, state, times));
  }

  private void tell(String seat, TransactionState state, int times) {
    Sandbox process = world.serving(seat);
    if (process == null) {
      again(seat, state, times);
      return;
    }
    world.tell(new Happening.Completing(world.now(), process.name(), state.id()));
    process.notes("told of " + state.id());
    var unused =
        world
            .wiring()
            .complete(process.coordinator(), state, COMPLETION_TIME)
            .whenComplete(
                (report, failed) -> {
                  if (process.alive() && (report == null || !report.unread().isEmpty())) {
                    again(seat, state, times);
                  }
                });
  }

  private void again(String seat, TransactionState state, int times) {
    if (times < MAX_TIMES) {
      tellAfter(BEFORE_AGAIN, true, seat, state, times + 1);
    }
  }
}

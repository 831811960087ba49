package io.lambdatcc.testkit.world;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.protocol.Event;
import io.lambdatcc.protocol.InvariantViolation;
import io.lambdatcc.protocol.Step;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.Scheduler;
import io.lambdatcc.spi.TransactionListener;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.plan.SiteKind;
import io.lambdatcc.testkit.world.Delivery.Nature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator's process, called as Lambda calls it: the production coordinator on simulated
 * ports.
 *
 * <p>It can die, after which it does and hears nothing; stand still, while what is meant for it
 * waits; and have a wrong clock.
 */
final class Sandbox implements Scheduler, InstantSource, TransactionListener {
  /** The version of the program that is running at the start. */
  static final String PRESENT = "n";

  /** The version that it is replaced by. */
  static final String NEXT = "n+1";

  private final World world;
  private final String seat;
  private final String name;
  private final String version;
  private final TccCoordinator coordinator;
  private final List<Delivery> waiting = new ArrayList<>();
  private boolean alive = true;
  private boolean frozen;
  private boolean retired;
  private long frozenUntil;
  private long clockOffset;
  private long heard = 1;

  Sandbox(World world, String seat, String name, String version) {
    this.world = world;
    this.seat = seat;
    this.name = name;
    Site start = world.site(SiteKind.START, seat, "");
    Fault fault = world.strike(start);
    FaultKind kind = fault == null ? null : fault.kind();
    boolean cloned = kind == FaultKind.CLONED;
    this.version = kind == FaultKind.REDEPLOYED ? world.redeploy(seat) : version;
    world.tell(new Happening.Started(world.now(), name, this.version));
    if (fault != null && kind == FaultKind.CLOCK_SKEWED) {
      moveClock(fault.length().toMillis());
    }
    // a clone has the random state of whoever was first; its tokens are its own all the same
    String original = cloned ? world.scenario().coordinators().get(0) : name;
    SplittableRandom random = new SplittableRandom(original.hashCode());
    Place place = new Place(name, this, this, random);
    Wiring wiring = world.wiring();
    this.coordinator =
        wiring.coordinator(
            TccCoordinator.builder(
                    wiring.log(new LogPort(world, this), place),
                    wiring.participants(new CallPort(world, this), place))
                .settings(world.scenario().settings())
                .scope(World.SCOPE)
                .clock(this)
                .scheduler(this)
                .listener(this)
                .ids(wiring.ids(world.tokens(), place))
                .random(random)
                .answersInquiries(),
            place);
  }

  /** Its own name, like {@code c1} or {@code c1-2} for the second process in that place. */
  String name() {
    return name;
  }

  /** The name of its place, by which plans know it. */
  String seat() {
    return seat;
  }

  String version() {
    return version;
  }

  TccCoordinator coordinator() {
    return coordinator;
  }

  boolean alive() {
    return alive;
  }

  /** Whether it takes on new work. */
  boolean serving() {
    return alive && !frozen && !retired;
  }

  /** No new work goes to it, as when another version has taken its place. */
  void retire() {
    retired = true;
  }

  /** When what it sends now leaves: at once, or after it has stood still. */
  long leaves() {
    return frozen ? frozenUntil : world.now();
  }

  /** Everything it has heard so far, as a number. */
  long memory() {
    return heard;
  }

  // ---- what happens to it ----------------------------------------------------------------------

  /**
   * What befalls it at one of its own steps, before or after the step.
   *
   * @return whether it is still there to take the step
   */
  boolean befalls(@Nullable Fault fault, boolean before) {
    if (fault != null) {
      FaultKind kind = fault.kind();
      long length = fault.length().toMillis();
      if (kind == (before ? FaultKind.CRASH_BEFORE : FaultKind.CRASH_AFTER)) {
        crash(length, true);
      } else if (kind == FaultKind.KILLED && !before) {
        crash(length, false);
      } else if (kind == FaultKind.REDEPLOYED && before) {
        String unused = world.redeploy(seat);
        crash(length, true);
      } else if (kind == (before ? FaultKind.FREEZE_BEFORE : FaultKind.FREEZE_AFTER)) {
        freeze(length);
      } else if (kind == FaultKind.CLOCK_JUMPS && before) {
        moveClock(length);
      }
    }
    return alive;
  }

  private void crash(long downMillis, boolean noticed) {
    if (alive) {
      alive = false;
      waiting.forEach(delivery -> delivery.cancelled = true);
      waiting.clear();
      world.tell(new Happening.Crashed(world.now(), name));
      world.died(this, downMillis, noticed);
    }
  }

  private void freeze(long millis) {
    if (!frozen) {
      frozen = true;
      frozenUntil = world.now() + millis;
      world.tell(new Happening.Froze(world.now(), name));
      Delivery unused =
          world.agenda().add(frozenUntil, null, Nature.TIMER, "thaw", name, this::thaw);
    }
  }

  private void thaw() {
    if (alive && frozen) {
      frozen = false;
      world.tell(new Happening.Thawed(world.now(), name));
      List<Delivery> missed = List.copyOf(waiting);
      waiting.clear();
      missed.forEach(this::receive);
    }
  }

  private void moveClock(long byMillis) {
    clockOffset += byMillis;
    world.tell(new Happening.ClockMoved(world.now(), name, byMillis));
  }

  /** Hears something now, or when it goes on, or never. */
  void receive(Delivery delivery) {
    if (!alive) {
      return;
    }
    if (frozen) {
      waiting.add(delivery);
      return;
    }
    if (world.remembers()) {
      heard = heard * 31 + delivery.memory();
    }
    delivery.work.run();
  }

  /** Hears something that is not on the agenda. */
  void notes(Object heardNow) {
    if (world.remembers()) {
      heard = heard * 31 + heardNow.hashCode();
    }
  }

  // ---- scheduler and clock ---------------------------------------------------------------------

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    if (!alive) {
      return () -> {};
    }
    Delivery timer =
        world.agenda().add(world.now() + delay.toMillis(), this, Nature.TIMER, "timer", null, task);
    return () -> {
      if (timer.cancelled) {
        // it is due, but this process stands still and has not noticed
        waiting.remove(timer);
      } else {
        world.agenda().cancel(timer);
      }
    };
  }

  @Override
  public Instant instant() {
    return World.EPOCH.plusMillis(world.now() + clockOffset);
  }

  // ---- listener --------------------------------------------------------------------------------

  @Override
  public void stepped(TransactionState before, Event event, Step step) {
    if (alive) {
      world.tell(new Happening.Stepped(world.now(), name, before, event, step));
    }
  }

  @Override
  public void violated(TransactionId id, InvariantViolation violation) {
    if (alive) {
      world.tell(
          new Happening.Accused(
              world.now(),
              name,
              id,
              violation.invariant(),
              String.valueOf(violation.getMessage())));
    }
  }

  @Override
  public void failed(String where, Throwable cause) {
    if (alive) {
      world.tell(new Happening.Trouble(world.now(), name, where + ": " + cause.getMessage()));
    }
  }
}

package io.lambdatcc.testkit.world;

import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.IdSource;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.History;
import io.lambdatcc.testkit.oracle.Finding;
import io.lambdatcc.testkit.oracle.Jury;
import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.plan.SiteKind;
import io.lambdatcc.testkit.scenario.Ask;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Service;
import io.lambdatcc.testkit.world.Delivery.Nature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A simulated world, made for one run.
 *
 * <p>First <em>chaos</em>: what the plan says goes wrong, and the oracles look on at every
 * happening. Then <em>calm</em>: nothing goes wrong any more, and within a bound everything has to
 * end. Everything happens on one thread and in virtual time; a run is a function of scenario, plan
 * and wiring.
 */
public final class World implements InstantSource {
  /** When every run begins. */
  public static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  /** Whose transactions these are. */
  static final String SCOPE = "simulation";

  /** A run of more deliveries than this does not come to an end by itself. */
  private static final int MAX_DELIVERIES = 4_000_000;

  private static final Duration SWEEP_TIME = Duration.ofSeconds(10);

  private final Scenario scenario;
  private final Wiring wiring;
  private final Course course;
  private final Agenda agenda = new Agenda();
  private final History history = new History();
  private final Jury jury;
  private final Records records;
  private final ChangeStream stream;
  private final Inquirers inquirers;
  private final Clients clients;
  private final Map<String, Participant> participants = new LinkedHashMap<>();
  private final Set<String> poisoned = new HashSet<>();
  private final Map<Site, Integer> counts = new HashMap<>();
  private final Map<String, List<Sandbox>> seats = new LinkedHashMap<>();
  private final Map<String, Long> downUntil = new HashMap<>();
  private final Map<String, String> versions = new HashMap<>();
  private final long calmFrom;
  private long limit;
  private long now;
  private long unreachableUntil;
  private long firstOfCalm = Long.MAX_VALUE;
  private int messages;
  private int sweeps;
  private int processes;
  private boolean calm;
  private boolean redeployed;
  private @Nullable Finding finding;

  World(Scenario scenario, Course course, Wiring wiring) {
    this.scenario = scenario;
    this.course = course;
    this.wiring = wiring;
    this.jury = new Jury(scenario);
    this.calmFrom = scenario.chaos().toMillis();
    long lastAsk = 0;
    for (Ask ask : scenario.asks()) {
      lastAsk = Math.max(lastAsk, ask.at().toMillis());
    }
    this.limit = Math.max(calmFrom, lastAsk) + scenario.calm().toMillis();
    this.records = new Records(this);
    this.stream = new ChangeStream(this);
    this.inquirers = new Inquirers(this);
    for (Service service : scenario.services()) {
      participants.put(service.name(), participant(service));
      if (service.poisoned()) {
        poisoned.add(service.name());
      }
    }
    this.clients = new Clients(this);
    clients.start(scenario.asks());
    sweepLater();
    inquirers.start();
  }

  // ---- running ---------------------------------------------------------------------------------

  /** Runs a scenario in production wiring, watched by all oracles. */
  public static Run run(Scenario scenario, FaultPlan plan) {
    return run(scenario, plan, new Wiring() {});
  }

  /** Runs a scenario, watched by all oracles. */
  public static Run run(Scenario scenario, FaultPlan plan, Wiring wiring) {
    return run(scenario, plan, wiring, false);
  }

  /** Runs a scenario and writes down every site that it comes to. */
  public static Run survey(Scenario scenario, FaultPlan plan, Wiring wiring) {
    return run(scenario, plan, wiring, true);
  }

  private static Run run(Scenario scenario, FaultPlan plan, Wiring wiring, boolean recording) {
    PlannedCourse course = new PlannedCourse(plan, recording);
    World world = new World(scenario, course, wiring);
    world.runToTheEnd();
    return new Run(scenario, plan, world.history, world.finding, course.visited());
  }

  void runToTheEnd() {
    for (int i = 0; finding == null; i++) {
      if (i == MAX_DELIVERIES) {
        throw new IllegalStateException(
            scenario + ": after " + MAX_DELIVERIES + " deliveries there is still more to come");
      }
      Delivery soonest = agenda.peek();
      boolean late = soonest == null || soonest.at > limit;
      if ((agenda.quiet() || late) && (unfinished() == 0 || late)) {
        if (agenda.quiet() || unfinished() > 0) {
          break;
        }
      }
      Delivery next = course.next(this, agenda);
      if (next == null) {
        return;
      }
      deliver(next);
    }
    if (finding == null) {
      participants.values().forEach(Participant::tellHoldings);
      tell(new Happening.Ended(now, records.left()));
    }
  }

  /** What recovery still has to see to. */
  private int unfinished() {
    return records.unfinished() + inquirers.held();
  }

  private void deliver(Delivery next) {
    if (next.at > now && (next.nature != Nature.MESSAGE || !remembers())) {
      now = next.at;
    }
    if (!calm && now >= calmFrom) {
      becomeCalm();
    }
    if (next.to == null) {
      if (next.nature == Nature.TIMER && next.number < firstOfCalm) {
        // in the air since the chaos: what comes of it has its own time to end
        limit = Math.max(limit, now + scenario.calm().toMillis());
      }
      next.work.run();
    } else {
      next.to.receive(next);
    }
  }

  private void becomeCalm() {
    calm = true;
    firstOfCalm = agenda.nextNumber();
    unreachableUntil = 0;
    downUntil.clear();
    tell(new Happening.Calm(now));
    if (redeployed) {
      // a deployment that has begun is brought to its end
      scenario.coordinators().forEach(seat -> versions.put(seat, Sandbox.NEXT));
      seats
          .values()
          .forEach(
              all ->
                  all.stream()
                      .filter(process -> process.version().equals(Sandbox.PRESENT))
                      .forEach(Sandbox::retire));
    }
  }

  /** Adds to the history, in the sight of the oracles. */
  void tell(Happening happening) {
    history.add(happening);
    if (finding == null) {
      finding = jury.sees(happening);
    }
  }

  // ---- sites -----------------------------------------------------------------------------------

  /** The site at which this actor does this the next time. */
  Site site(SiteKind kind, String actor, String subject) {
    int nth = counts.merge(new Site(kind, actor, subject, 0), 1, Integer::sum);
    return new Site(kind, actor, subject, nth);
  }

  String subject(String transaction, String branch) {
    return transaction + "/" + branch;
  }

  /** What goes wrong here; null for nothing, and for everything once it is calm. */
  @Nullable Fault strike(Site site) {
    if (calm) {
      return null;
    }
    Fault fault = course.fault(site);
    if (fault != null) {
      tell(new Happening.Struck(now, site, fault));
    }
    return fault;
  }

  long latency(long usualMillis, Site site, int leg) {
    return course.latency(usualMillis, site, leg);
  }

  // ---- coordinators ----------------------------------------------------------------------------

  /** A process of this seat that takes on work, a new one if need be; null while it is down. */
  @Nullable Sandbox serving(String seat) {
    List<Sandbox> here = seats.computeIfAbsent(seat, name -> new ArrayList<>(2));
    for (int i = here.size() - 1; i >= 0; i--) {
      if (here.get(i).serving()) {
        return here.get(i);
      }
    }
    return downUntil.getOrDefault(seat, 0L) > now ? null : start(seat, here);
  }

  private Sandbox start(String seat, List<Sandbox> here) {
    String name = here.isEmpty() ? seat : seat + "-" + (here.size() + 1);
    Sandbox process = new Sandbox(this, seat, name, versions.getOrDefault(seat, Sandbox.PRESENT));
    here.add(process);
    return process;
  }

  void died(Sandbox process, long downMillis, boolean noticed) {
    if (!calm) {
      downUntil.put(process.seat(), now + downMillis);
    }
    agenda.forget(process);
    clients.died(process, noticed);
  }

  /** From now on this seat starts the other version of the program, which is returned. */
  String redeploy(String seat) {
    redeployed = true;
    String other =
        versions.getOrDefault(seat, Sandbox.PRESENT).equals(Sandbox.PRESENT)
            ? Sandbox.NEXT
            : Sandbox.PRESENT;
    versions.put(seat, other);
    return other;
  }

  /** Tokens that nobody else makes; a clone's too. */
  IdSource tokens() {
    String prefix = "p" + processes++ + "n";
    int[] made = new int[1];
    return () -> prefix + made[0]++;
  }

  // ---- sweeps ----------------------------------------------------------------------------------

  private void sweepLater() {
    long pause = scenario.sweepEvery().toMillis();
    if (records.unfinished() == 0) {
      // sweeps that find nothing are left out: a message may be weeks late
      long idle = agenda.nextEssential() - now - pause;
      pause += Math.max(0, idle / pause * pause);
    }
    Delivery unused = agenda.add(now + pause, null, Nature.PERIODIC, "sweep", null, this::sweep);
  }

  private void sweep() {
    sweepLater();
    String seat = seat(sweeps++);
    Fault fault = strike(site(SiteKind.SWEEP, seat, ""));
    if (fault == null || fault.kind() != FaultKind.SWEEP_SILENT) {
      sweep(serving(seat));
    }
    if (fault != null && fault.kind() == FaultKind.SWEEP_TWICE) {
      String other = seat(sweeps);
      sweep(
          other.equals(seat)
              ? start(seat, seats.computeIfAbsent(seat, name -> new ArrayList<>(2)))
              : serving(other));
    }
  }

  /** What the log's stream makes of a write. */
  void streams(Sandbox by, TransactionState landed) {
    if (scenario.streamed() && wiring.streams(landed)) {
      stream.landed(by, landed);
    }
  }

  private String seat(int number) {
    return scenario.coordinators().get(number % scenario.coordinators().size());
  }

  private void sweep(@Nullable Sandbox process) {
    if (process == null) {
      return;
    }
    tell(new Happening.Sweeping(now, process.name()));
    process.notes("sweep");
    var unused =
        process
            .coordinator()
            .sweep(SWEEP_TIME)
            .whenComplete(
                (report, failed) -> {
                  if (report != null && process.alive()) {
                    tell(
                        new Happening.Swept(
                            now,
                            process.name(),
                            report.due(),
                            report.finished(),
                            report.pending(),
                            report.failed()));
                  }
                });
  }

  // ---- what the parts share --------------------------------------------------------------------

  Scenario scenario() {
    return scenario;
  }

  Wiring wiring() {
    return wiring;
  }

  Agenda agenda() {
    return agenda;
  }

  Records records() {
    return records;
  }

  private Participant participant(Service service) {
    Guest guest = wiring.guest(service.name(), this);
    if (guest == null) {
      FencedParticipant fenced = new FencedParticipant(this, service);
      if (service.inquiring()) {
        inquirers.add(fenced);
      }
      return fenced;
    }
    long available = service.shelves().values().stream().mapToLong(n -> n).sum();
    return guest instanceof Guest.Whole whole
        ? new WholeGuest(this, service.name(), available, whole)
        : new SteppedGuest<>(this, service.name(), available, (Guest.Stepped<?, ?>) guest);
  }

  @Nullable Participant participant(String name) {
    return participants.get(name);
  }

  /** Whether a transaction has a branch at a participant that never recovers. */
  boolean poisoned(TransactionState state) {
    if (!poisoned.isEmpty()) {
      for (BranchState branch : state.branches()) {
        if (poisoned.contains(branch.participant())) {
          return true;
        }
      }
    }
    return false;
  }

  /** The participants that ask about what they hold. */
  Set<String> inquiring() {
    return inquirers.names();
  }

  int nextMessage() {
    return ++messages;
  }

  void logUnreachableFor(long millis) {
    unreachableUntil = Math.max(unreachableUntil, now + millis);
  }

  boolean logReachable(long at) {
    return calm || at >= unreachableUntil;
  }

  /** Milliseconds of true time since the run began. */
  long now() {
    return now;
  }

  @Override
  public Instant instant() {
    return EPOCH.plusMillis(now);
  }

  // ---- for searches over states ----------------------------------------------------------------

  /** Whether states are compared, so that everybody has to know what it has been through. */
  boolean remembers() {
    return course.comparesStates();
  }

  History history() {
    return history;
  }

  @Nullable Finding finding() {
    return finding;
  }

  /** Everything that the future depends on, as a number. */
  long memory() {
    long memory = (records.memory() * 31 + clients.memory()) * 31 + inquirers.memory();
    for (Participant participant : participants.values()) {
      memory = memory * 31 + participant.memory();
    }
    for (List<Sandbox> here : seats.values()) {
      for (Sandbox process : here) {
        memory = memory * 31 + process.memory();
      }
    }
    long pending = 0;
    for (Delivery delivery : agenda.all()) {
      long one = delivery.memory() * 31 + (delivery.to == null ? 0 : delivery.to.name().hashCode());
      if (delivery.nature != Nature.MESSAGE) {
        one = one * 31 + (delivery.at - now);
      }
      pending += one * 0x9E3779B97F4A7C15L;
    }
    return memory * 31 + pending;
  }
}

package io.lambdatcc.testkit;

import io.lambdatcc.protocol.Operation;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.participant.Holdings;
import io.lambdatcc.testkit.participant.ParticipantUnderTest;
import io.lambdatcc.testkit.participant.SdkParticipant;
import io.lambdatcc.testkit.participant.SimulatedParticipant;
import io.lambdatcc.testkit.picture.FailureReport;
import io.lambdatcc.testkit.picture.Trace;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Scenarios;
import io.lambdatcc.testkit.search.Catalogue;
import io.lambdatcc.testkit.search.Failure;
import io.lambdatcc.testkit.search.RandomSearch;
import io.lambdatcc.testkit.search.SearchResult;
import io.lambdatcc.testkit.search.Shrinker;
import io.lambdatcc.testkit.search.SimulationFailedError;
import io.lambdatcc.testkit.search.Trial;
import io.lambdatcc.testkit.world.Guest;
import io.lambdatcc.testkit.world.Run;
import io.lambdatcc.testkit.world.Wiring;
import io.lambdatcc.testkit.world.World;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a participant of your own in a simulated world: against the production coordinator, with
 * crashes, lost and repeated messages and everything else that goes wrong, under the eyes of the
 * oracles of all twelve invariants.
 *
 * <pre>{@code
 * TccSimulation.of("seats", () -> new Seats(10))
 *     .tries("{\"seats\":2}", "{\"seats\":9}")
 *     .check();
 * }</pre>
 *
 * <p>Time is virtual, there is one thread, and nothing is left to chance: the same participant,
 * seed and number of plans give the same result. What is found is made as small as it gets, thrown
 * as a {@link SimulationFailedError} and can be seen again by {@link #replay}. Immutable.
 */
public final class TccSimulation {
  private static final long PLANS = 5_000;
  private static final long PLANS_ON_A_DATABASE = 300;

  private static final Path PICTURES = Path.of("target", "simulation");

  /** Runs of each scenario, to learn what can go wrong in it. */
  private static final int LEARNING = 200;

  /** Makes the guest of one run. */
  private interface Invitation extends BiFunction<String, InstantSource, Guest> {}

  private final String name;
  private final Invitation invitation;
  private final List<String> payloads;
  private final long plans;
  private final long seed;
  private final Path pictures;

  private TccSimulation(
      String name,
      Invitation invitation,
      List<String> payloads,
      long plans,
      long seed,
      Path pictures) {
    this.name = name;
    this.invitation = invitation;
    this.payloads = payloads;
    this.plans = plans;
    this.seed = seed;
    this.pictures = pictures;
  }

  /**
   * A simulation of any object.
   *
   * @param name by which coordinators know it
   * @param fresh makes it anew for each run, always with the same available, and nothing reserved
   *     or spent
   */
  public static TccSimulation of(String name, Supplier<? extends SimulatedParticipant> fresh) {
    return of(name, clock -> fresh.get());
  }

  /**
   * A simulation of any object that has a clock.
   *
   * @param fresh makes it anew for each run, on the clock of that run
   */
  public static TccSimulation of(
      String name, Function<InstantSource, ? extends SimulatedParticipant> fresh) {
    return new TccSimulation(
        name, (called, clock) -> whole(called, fresh.apply(clock)), List.of(), PLANS, 1, PICTURES);
  }

  /**
   * A simulation of a participant on the SDK, on real tables. Every read and every commit of its
   * fences is a step at which things go wrong and others come between. Takes some milliseconds per
   * plan, so there are fewer plans unless more are asked for.
   *
   * @param fresh makes its data anew for each run; fences may stay
   */
  public static <T> TccSimulation ofSdk(String name, Supplier<SdkParticipant<T>> fresh) {
    return new TccSimulation(
        name,
        (called, clock) -> stepped(called, fresh.get()),
        List.of(),
        PLANS_ON_A_DATABASE,
        1,
        PICTURES);
  }

  private static Guest whole(String name, SimulatedParticipant participant) {
    return new Guest.Whole(ParticipantUnderTest.of(name, participant), participant::observe);
  }

  private static <T> Guest stepped(String name, SdkParticipant<T> participant) {
    RunTag tag = RunTag.fresh();
    return new Guest.Stepped<>(
        participant.fences(),
        (store, clock, pauser) -> tag.on(participant.on(name, store, clock, pauser)),
        participant.holdings());
  }

  /** The payloads to try, as JSON; the first has to be possible when nothing is taken yet. */
  public TccSimulation tries(String... json) {
    return new TccSimulation(name, invitation, List.of(json), plans, seed, pictures);
  }

  /** How many plans to run. */
  public TccSimulation plans(long number) {
    return new TccSimulation(name, invitation, payloads, number, seed, pictures);
  }

  /** Which plans to run, out of many. */
  public TccSimulation seed(long otherSeed) {
    return new TccSimulation(name, invitation, payloads, plans, otherSeed, pictures);
  }

  /** Where pictures of what was broken go; {@code target/simulation} by default. */
  public TccSimulation pictures(Path directory) {
    return new TccSimulation(name, invitation, payloads, plans, seed, directory);
  }

  // ---- running ---------------------------------------------------------------------------------

  /**
   * Runs it.
   *
   * @throws SimulationFailedError where an invariant is broken
   * @throws IllegalStateException where the participant does not begin as it has to, or undisturbed
   *     never confirms anything, so that nothing is tested; or where it has broken an invariant and
   *     did not when the same was run again
   */
  public void check() {
    List<Encounters> all = encounters();
    undisturbed(all.get(0).scenarios().get(0));
    // what goes wrong first, and then also what goes wrong after that
    search(catalogues(all, 1), 0, plans / 2);
    search(catalogues(all, LEARNING), plans / 2, plans);
  }

  private void search(List<Catalogue> catalogues, long from, long to) {
    SearchResult result = new RandomSearch(catalogues, seed).run(from, to - from, 1, this::wiring);
    Failure found = result.failure();
    if (found == null) {
      return;
    }
    String where = "found by plan " + (from + result.plans()) + " of " + plans;
    if (found.trial().run(wiring()).finding() == null) {
      throw new IllegalStateException(
          name
              + " broke "
              + found.finding()
              + ", "
              + where
              + ", and did not when that was run again, so it cannot be shown. Do its answers depend"
              + " on the time, on chance, on other threads, or on how busy the machine is?\n"
              + found.trial().toJava());
    }
    throw failed(Shrinker.shrink(found.trial(), this::wiring), where);
  }

  /** What can go wrong; learned with one of our own services in the participant's place. */
  private static List<Catalogue> catalogues(List<Encounters> all, int runs) {
    List<Catalogue> learned =
        all.get(0).understudied().scenarios().stream()
            .map(scenario -> Catalogue.of(scenario, runs))
            .toList();
    List<Catalogue> catalogues = new ArrayList<>();
    for (Encounters encounters : all) {
      List<Scenario> scenarios = encounters.scenarios();
      for (int i = 0; i < scenarios.size(); i++) {
        catalogues.add(learned.get(i).in(scenarios.get(i)));
      }
    }
    return catalogues;
  }

  /**
   * Runs one plan, as a failed {@link #check} prints it.
   *
   * @throws SimulationFailedError where an invariant is broken
   */
  public Run replay(String scenario, FaultPlan plan) {
    Run run = new Trial(named(scenario), plan).run(wiring());
    if (run.finding() != null) {
      throw failed(run, "replayed");
    }
    return run;
  }

  /** Nothing goes wrong: then something has to be confirmed, or all that follows shows nothing. */
  private void undisturbed(Scenario scenario) {
    Run run = replay(scenario.name(), FaultPlan.NONE);
    boolean confirmed =
        run.history().happenings().stream()
            .anyMatch(
                happening ->
                    happening instanceof Happening.FenceChanged change
                        && change.participant().equals(name)
                        && change.by() == Operation.CONFIRM
                        && change.spent() > 0);
    if (!confirmed) {
      throw new IllegalStateException(
          "even when nothing goes wrong "
              + name
              + " never spends anything for payload "
              + payloads.get(0)
              + "; is that possible with what it holds at the start, and does observe() show it?\n"
              + Trace.of(run));
    }
  }

  private List<Encounters> encounters() {
    if (payloads.isEmpty()) {
      throw new IllegalStateException("nothing to try; give payloads to tries(…) first");
    }
    Holdings start = invitation.apply(name, () -> World.EPOCH).holdings().get();
    return Encounters.of(name, start.available(), payloads);
  }

  private Scenario named(String wanted) {
    List<String> names = new ArrayList<>();
    for (Encounters encounters : encounters()) {
      for (Scenario scenario : encounters.scenarios()) {
        Scenario found = reduced(scenario, wanted);
        if (found != null) {
          return found;
        }
        names.add(scenario.name());
      }
    }
    throw new IllegalArgumentException(
        "no scenario is called '" + wanted + "'; there are " + names);
  }

  /** The scenario itself, or the one that is left of it without some asks; by name. */
  private static @Nullable Scenario reduced(Scenario scenario, String wanted) {
    if (scenario.name().equals(wanted)) {
      return scenario;
    }
    for (int i = 0; wanted.startsWith(scenario.name()) && i < scenario.asks().size(); i++) {
      Scenario found = reduced(Scenarios.without(scenario, i), wanted);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** Tells and draws what was broken. */
  private SimulationFailedError failed(Run run, String how) {
    FailureReport report =
        FailureReport.of(
            run, "simulation.replay(\"" + run.scenario().name() + "\", plan); // " + how);
    List<Path> files = report.writeTo(pictures);
    return new SimulationFailedError(
        run, name + ": " + report.text() + "\nDrawn in " + files.get(0).toAbsolutePath());
  }

  private Wiring wiring() {
    return new Wiring() {
      @Override
      public @Nullable Guest guest(String participant, InstantSource clock) {
        return participant.equals(name) ? invitation.apply(name, clock) : null;
      }
    };
  }
}

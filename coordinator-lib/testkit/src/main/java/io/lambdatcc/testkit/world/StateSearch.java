package io.lambdatcc.testkit.world;

import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Rule;
import io.lambdatcc.testkit.scenario.Scenario;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Visits every state that a scenario can come to, nearest first, each once: every order of
 * messages, with up to so many faults of given kinds wherever they can strike.
 *
 * <p>A state is what its future depends on: the log, every participant's table and conversations,
 * everything under way, and for each coordinator's process all that it has heard, in order. Two
 * ways of coming to the same state have the same future, so the second is not followed. A search
 * that closes has seen all there is, within its budgets.
 *
 * @param scenario small
 * @param kinds what may go wrong
 * @param faultsAtMost how many faults one history may have
 * @param impatience how often, in one history, time may pass although messages are under way
 * @param statesAtMost where the search gives up
 */
public record StateSearch(
    Scenario scenario, List<FaultKind> kinds, int faultsAtMost, int impatience, int statesAtMost) {

  /** Copies the kinds. */
  public StateSearch {
    kinds = List.copyOf(kinds);
  }

  /**
   * What a search found.
   *
   * @param states how many distinct states it came to
   * @param steps how many steps between states it took
   * @param closed whether it has seen all
   * @param struck the kinds of faults that struck
   * @param choices how to come to the failure again; empty where there is none
   * @param failure a history in which an invariant was broken, a shortest one; null where there is
   *     none
   */
  public record Result(
      long states,
      long steps,
      boolean closed,
      Set<FaultKind> struck,
      List<Integer> choices,
      @Nullable Run failure) {}

  /** Searches in production wiring. */
  public Result search() {
    return search(() -> new Wiring() {}, history -> {});
  }

  /**
   * Searches.
   *
   * @param wiring makes one wiring for each run
   * @param ended takes every run that came to its end
   */
  public Result search(Supplier<Wiring> wiring, Consumer<Run> ended) {
    SteppedCourse.Rules rules = SteppedCourse.Rules.of(kinds, faultsAtMost, impatience);
    Set<Long> seen = new HashSet<>();
    Set<FaultKind> struck = EnumSet.noneOf(FaultKind.class);
    Deque<int[]> ahead = new ArrayDeque<>();
    ahead.add(new int[0]);
    long steps = 0;
    while (!ahead.isEmpty() && seen.size() < statesAtMost) {
      int[] choices = ahead.remove();
      steps++;
      SteppedCourse course = new SteppedCourse(rules, choices);
      World world = new World(scenario, course, wiring.get());
      world.runToTheEnd();
      ahead.addAll(course.otherwise());
      collect(world, struck);
      if (world.finding() != null) {
        return new Result(seen.size(), steps, false, struck, boxed(course), run(world));
      }
      if (!course.arrived()) {
        ended.accept(run(world));
        // the last state of all
        seen.add(world.memory() * 31 + course.memory());
      } else if (seen.add(world.memory() * 31 + course.memory())) {
        expand(course, ahead);
      }
    }
    return new Result(seen.size(), steps, ahead.isEmpty(), struck, List.of(), null);
  }

  /** Goes one way again. */
  public Run replay(List<Integer> choices, Wiring wiring) {
    SteppedCourse.Rules rules = SteppedCourse.Rules.of(kinds, faultsAtMost, impatience);
    int[] given = choices.stream().mapToInt(Integer::intValue).toArray();
    World world = new World(scenario, new SteppedCourse(rules, given), wiring);
    world.runToTheEnd();
    return run(world);
  }

  private static void expand(SteppedCourse course, Deque<int[]> ahead) {
    int[] here = course.choices();
    for (int i = 0; i < course.candidates(); i++) {
      int[] next = Arrays.copyOf(here, here.length + 1);
      next[here.length] = i;
      ahead.add(next);
    }
  }

  private static void collect(World world, Set<FaultKind> struck) {
    for (Happening happening : world.history().happenings()) {
      if (happening instanceof Happening.Struck one) {
        struck.add(one.fault().kind());
      }
    }
  }

  private static List<Integer> boxed(SteppedCourse course) {
    return Arrays.stream(course.choices()).boxed().toList();
  }

  /** What struck, as a plan; the order of messages is in the choices alone. */
  private Run run(World world) {
    FaultPlan plan = FaultPlan.NONE;
    for (Happening happening : world.history().happenings()) {
      if (happening instanceof Happening.Struck one) {
        plan = plan.with(new Rule(one.site(), one.fault()));
      }
    }
    return new Run(scenario, plan, world.history(), world.finding(), List.of());
  }
}

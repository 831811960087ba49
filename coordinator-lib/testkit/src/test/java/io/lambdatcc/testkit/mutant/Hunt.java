package io.lambdatcc.testkit.mutant;

import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.FaultKind.Family;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Rule;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.search.BoundedSearch;
import io.lambdatcc.testkit.search.Catalogue;
import io.lambdatcc.testkit.search.Failure;
import io.lambdatcc.testkit.search.RandomSearch;
import io.lambdatcc.testkit.search.SearchResult;
import io.lambdatcc.testkit.search.Shrinker;
import io.lambdatcc.testkit.world.Run;
import io.lambdatcc.testkit.world.StateSearch;
import io.lambdatcc.testkit.world.Wiring;
import io.lambdatcc.testkit.world.World;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A search with a budget, done by one thread.
 *
 * @param kind which kind of search
 * @param where what it searches through, in words; hunts that are called the same are the same
 * @param search takes a wiring for each run
 */
public record Hunt(Kind kind, String where, Function<Supplier<Wiring>, Outcome> search) {
  private static final long SEED = 1;
  private static final int PAIRS_AT_MOST = 8_000;
  private static final int STATES_AT_MOST = 15_000;

  /** The kinds of search. */
  public enum Kind {
    /** Every plan of a few rules. */
    EVERY_PLAN("plans"),
    /** Random plans. */
    RANDOM("random plans"),
    /** Every state, nearest first. */
    EVERY_STATE("states");

    private final String unit;

    Kind(String unit) {
      this.unit = unit;
    }

    /** What it counts. */
    public String unit() {
      return unit;
    }
  }

  /**
   * What came of a hunt.
   *
   * @param looked how many plans or states it looked at
   * @param failure the smallest failing run that is known; null where none was found
   */
  public record Outcome(long looked, @Nullable Run failure) {}

  /** Every plan of at most one rule. */
  static Hunt everyPlan(Scenario scenario) {
    BoundedSearch search = BoundedSearch.of(scenario, 1);
    return new Hunt(
        Kind.EVERY_PLAN,
        "at most 1 rule in " + scenario,
        wiring -> shrunk(search.run(1, wiring), wiring));
  }

  /** Every plan of at most two rules of a family, those of one first, up to a bound. */
  static Hunt everyPairOf(Family family, Scenario scenario) {
    BoundedSearch search =
        BoundedSearch.of(scenario, 2).within(EnumSet.of(family)).atMost(PAIRS_AT_MOST);
    return new Hunt(
        Kind.EVERY_PLAN,
        "at most 2 rules of " + family + " in " + scenario,
        wiring -> shrunk(search.run(1, wiring), wiring));
  }

  /** One plan, for what takes so much to go wrong that it is seldom met by chance. */
  static Hunt thisPlan(Scenario scenario, Rule... rules) {
    FaultPlan plan = FaultPlan.of(rules);
    return new Hunt(
        Kind.EVERY_PLAN,
        "one plan of " + rules.length + " rules in " + scenario,
        wiring -> {
          Run run = World.run(scenario, plan, wiring.get());
          return new Outcome(1, run.finding() == null ? null : run);
        });
  }

  /** So many random plans. */
  static Hunt random(int plans, List<Catalogue> catalogues) {
    RandomSearch search = new RandomSearch(catalogues, SEED);
    return new Hunt(
        Kind.RANDOM,
        plans + " in " + catalogues.size() + " scenarios",
        wiring -> shrunk(search.run(0, plans, 1, wiring), wiring));
  }

  /** Every state with any one fault of a family. */
  static Hunt everyState(Family family, Scenario scenario) {
    List<FaultKind> kinds =
        Arrays.stream(FaultKind.values()).filter(kind -> kind.family() == family).toList();
    StateSearch search = new StateSearch(scenario, kinds, 1, 0, STATES_AT_MOST);
    return new Hunt(
        Kind.EVERY_STATE,
        "one fault of " + family + " in " + scenario,
        wiring -> outcome(search.search(wiring, ended -> {})));
  }

  /** Every state that an order of messages leads to, without any fault. */
  static Hunt everyOrder(Scenario scenario) {
    StateSearch search = new StateSearch(scenario, List.of(), 0, 0, STATES_AT_MOST);
    return new Hunt(
        Kind.EVERY_STATE,
        "every order in " + scenario,
        wiring -> outcome(search.search(wiring, ended -> {})));
  }

  private static Outcome shrunk(SearchResult result, Supplier<Wiring> wiring) {
    Failure failure = result.failure();
    return new Outcome(
        result.plans(), failure == null ? null : Shrinker.shrink(failure.trial(), wiring));
  }

  private static Outcome outcome(StateSearch.Result result) {
    return new Outcome(result.states(), result.failure());
  }

  @Override
  public String toString() {
    return kind.unit() + ": " + where;
  }
}

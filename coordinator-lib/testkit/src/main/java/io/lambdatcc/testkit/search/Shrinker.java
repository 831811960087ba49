package io.lambdatcc.testkit.search;

import io.lambdatcc.testkit.oracle.Finding;
import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Rule;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Scenarios;
import io.lambdatcc.testkit.world.Run;
import io.lambdatcc.testkit.world.Wiring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Takes from a failing trial whatever does not matter, as long as the same invariant stays broken.
 *
 * <p>Rules go first, half of them at a time and then one by one (delta debugging: Zeller and
 * Hildebrandt, 2002); then the order of messages, lengths, and questions of clients. Since rules
 * name their sites by what happens there, taking one away leaves the meaning of the others alone.
 * Ends when nothing more can go, or after a bounded number of runs. Used by one thread.
 */
public final class Shrinker {
  private static final int MAX_RUNS = 2_000;

  private final Supplier<? extends Wiring> wiring;
  private final String invariant;
  private Run smallest;
  private int runs;

  private Shrinker(Run failed, String invariant, Supplier<? extends Wiring> wiring) {
    this.smallest = failed;
    this.invariant = invariant;
    this.wiring = wiring;
  }

  /**
   * The smallest trial found that breaks the same invariant, run.
   *
   * @param wiring in which it fails; a new one for each run
   * @throws IllegalArgumentException for a trial that does not fail
   */
  public static Run shrink(Trial trial, Supplier<? extends Wiring> wiring) {
    Run failed = trial.run(wiring.get());
    Finding finding = failed.finding();
    if (finding == null) {
      throw new IllegalArgumentException("breaks nothing, so nothing can shrink: " + trial);
    }
    Shrinker shrinker = new Shrinker(failed, finding.invariant(), wiring);
    while (shrinker.onceMore()) {
      // each round may make room for the next; every success makes the trial smaller
    }
    return shrinker.smallest;
  }

  private boolean onceMore() {
    boolean any = dropRules();
    any |= straighten();
    any |= simplifyRules();
    any |= dropAsks();
    return any;
  }

  private boolean dropRules() {
    boolean any = false;
    for (int size = Math.max(1, plan().rules().size() / 2); size >= 1; size /= 2) {
      int from = 0;
      while (from < plan().rules().size()) {
        List<Rule> fewer = new ArrayList<>(plan().rules());
        fewer.subList(from, Math.min(from + size, fewer.size())).clear();
        if (holds(new FaultPlan(fewer, plan().order()))) {
          any = true;
        } else {
          from += size;
        }
      }
    }
    return any;
  }

  private boolean straighten() {
    return plan().order() != 0 && holds(plan().inOrder(0));
  }

  private boolean simplifyRules() {
    boolean any = false;
    for (int i = 0; i < plan().rules().size(); i++) {
      for (Rule simpler : simpler(plan().rules().get(i))) {
        List<Rule> rules = new ArrayList<>(plan().rules());
        rules.set(i, simpler);
        if (holds(new FaultPlan(rules, plan().order()))) {
          any = true;
          break;
        }
      }
    }
    return any;
  }

  /** The same at one time instead of every time, and the same with shorter lengths. */
  private static List<Rule> simpler(Rule rule) {
    List<Rule> simpler = new ArrayList<>();
    Site at = rule.at();
    if (at.nth() == Site.EVERY_TIME) {
      simpler.add(new Rule(new Site(at.kind(), at.actor(), at.subject(), 1), rule.fault()));
    }
    FaultKind kind = rule.fault().kind();
    kind.typicalLengths().stream()
        .filter(length -> length.abs().compareTo(rule.fault().length().abs()) < 0)
        .sorted(Comparator.comparing(Duration::abs))
        .forEach(length -> simpler.add(new Rule(at, Fault.of(kind, length))));
    return simpler;
  }

  private boolean dropAsks() {
    boolean any = false;
    for (int i = scenario().asks().size() - 1; i >= 0 && scenario().asks().size() > 1; i--) {
      any |= holds(new Trial(Scenarios.without(scenario(), i), plan()));
    }
    return any;
  }

  private Scenario scenario() {
    return smallest.scenario();
  }

  private FaultPlan plan() {
    return smallest.plan();
  }

  private boolean holds(FaultPlan plan) {
    return holds(new Trial(scenario(), plan));
  }

  /** Whether this trial still breaks the invariant; then it is the smallest known. */
  private boolean holds(Trial trial) {
    if (runs == MAX_RUNS) {
      return false;
    }
    runs++;
    Run run = trial.run(wiring.get());
    Finding finding = run.finding();
    if (finding == null || !finding.invariant().equals(invariant)) {
      return false;
    }
    smallest = run;
    return true;
  }
}

package io.lambdatcc.testkit.search;

import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Rule;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.world.Run;
import io.lambdatcc.testkit.world.Wiring;
import io.lambdatcc.testkit.world.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Tries every plan of at most so many rules that means anything.
 *
 * <p>A plan is made longer only by a rule for a site to which its own run came after its last rule
 * had struck. So every rule of every plan strikes. And no set of rules is tried twice: up to the
 * point where a rule strikes, a run is the same with and without it, so of the rules of a set one
 * strikes first, given that one another strikes second, and so on; that one order is the only one
 * in which the set is built.
 */
public final class BoundedSearch {
  /** So many plans are made longer before it is asked again whether to give up. */
  private static final int BATCH = 16;

  private final Scenario scenario;
  private final int maxRules;
  private final Set<FaultKind.Family> families;
  private final long maxPlans;

  private BoundedSearch(
      Scenario scenario, int maxRules, Set<FaultKind.Family> families, long maxPlans) {
    this.scenario = scenario;
    this.maxRules = maxRules;
    this.families = families;
    this.maxPlans = maxPlans;
  }

  /** A search through all plans of at most so many rules. */
  public static BoundedSearch of(Scenario scenario, int maxRules) {
    if (maxRules < 0) {
      throw new IllegalArgumentException("maxRules is at least 0, this is " + maxRules);
    }
    return new BoundedSearch(
        scenario, maxRules, EnumSet.allOf(FaultKind.Family.class), Long.MAX_VALUE);
  }

  /** The same, through rules of these families alone. */
  public BoundedSearch within(Set<FaultKind.Family> some) {
    return new BoundedSearch(
        scenario, maxRules, Collections.unmodifiableSet(EnumSet.copyOf(some)), maxPlans);
  }

  /** The same, but it gives up before it has run more plans than that. */
  public BoundedSearch atMost(long plans) {
    return new BoundedSearch(scenario, maxRules, families, plans);
  }

  /** A plan's own results, and the plans that are longer by one rule. */
  private record Grown(SearchResult result, List<FaultPlan> longer) {
    boolean failed() {
      return result.failed();
    }
  }

  /**
   * Runs them, those of fewer rules first, until one fails.
   *
   * @param threads that share the work; the result is the same for any number
   * @param wiring a new one for each run
   */
  public SearchResult run(int threads, Supplier<? extends Wiring> wiring) {
    Tally total = new Tally();
    total.run(0, new Trial(scenario, FaultPlan.NONE), wiring.get());
    List<FaultPlan> parents = List.of(FaultPlan.NONE);
    for (int rules = 1; rules <= maxRules && !total.failed(); rules++) {
      boolean grows = rules < maxRules;
      List<FaultPlan> children = new ArrayList<>();
      for (int from = 0; from < parents.size(); from += BATCH) {
        List<FaultPlan> batch = parents.subList(from, Math.min(from + BATCH, parents.size()));
        for (Grown grown :
            Chunks.work(
                threads,
                batch.size(),
                parent -> grow(batch.get(parent), grows, wiring),
                Grown::failed)) {
          if (total.plans() + grown.result().plans() > maxPlans) {
            return total.result(false);
          }
          total.add(grown.result());
          if (total.failed()) {
            return total.result(false);
          }
          children.addAll(grown.longer());
        }
      }
      parents = children;
    }
    return total.result(true);
  }

  /** Runs every plan that is longer than this one by a rule. */
  private Grown grow(FaultPlan parent, boolean keep, Supplier<? extends Wiring> wiring) {
    Tally tally = new Tally();
    List<FaultPlan> longer = new ArrayList<>();
    for (Rule rule : rulesAfter(parent, World.survey(scenario, parent, wiring.get()))) {
      FaultPlan plan = parent.with(rule);
      tally.run(tally.plans(), new Trial(scenario, plan), wiring.get());
      if (tally.failed()) {
        break;
      }
      if (keep) {
        longer.add(plan);
      }
    }
    return new Grown(tally.result(true), longer);
  }

  private List<Rule> rulesAfter(FaultPlan plan, Run run) {
    List<Site> sites = run.sites();
    int from = 0;
    if (!plan.rules().isEmpty()) {
      Rule last = plan.rules().get(plan.rules().size() - 1);
      from = sites.indexOf(firstOf(last.at())) + 1;
    }
    List<Rule> rules = new ArrayList<>();
    for (Site site : sites.subList(from, sites.size())) {
      for (Rule rule : Catalogue.rulesAt(site)) {
        if (families.contains(rule.fault().kind().family())) {
          rules.add(rule);
        }
      }
    }
    return rules;
  }

  /** Where a rule strikes first. */
  private static Site firstOf(Site site) {
    return site.nth() == Site.EVERY_TIME
        ? new Site(site.kind(), site.actor(), site.subject(), 1)
        : site;
  }
}

package io.lambdatcc.testkit.search;

import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Rule;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.plan.SiteKind;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.world.Wiring;
import io.lambdatcc.testkit.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every rule worth trying in a scenario: what can go wrong at each site that a run of it comes to.
 *
 * <p>Learned by running the scenario, first with nothing wrong, and then with one thing more wrong
 * at each site found so far; for what is done only after trouble, such as a Cancel, is not seen
 * before there is trouble. The same scenario always gives the same catalogue. Sites that every run
 * comes to are listed first. Immutable.
 */
public final class Catalogue {
  /** At the same place later than this, the same fault seldom does anything new. */
  private static final int MAX_NTH = 3;

  /** How many things go wrong, at most, on the way to a site. */
  private static final int MAX_RULES_TO_A_SITE = 2;

  private static final int MAX_RUNS = 1_000;

  /** What may also go wrong every time: to get over it once is not to get over it for good. */
  private static final Set<FaultKind> LASTING =
      Collections.unmodifiableSet(
          EnumSet.of(
              FaultKind.LOSE_REQUEST,
              FaultKind.LOSE_REPLY,
              FaultKind.RESET,
              FaultKind.ANSWER_500,
              FaultKind.ANSWER_500_AFTER,
              FaultKind.TRUNCATE,
              FaultKind.ANSWER_429,
              FaultKind.ANSWER_404,
              FaultKind.ANSWER_425,
              FaultKind.WRONG_BODY,
              FaultKind.NOT_SENT,
              FaultKind.STORE_CONTENDED,
              FaultKind.STORE_UNKNOWN_LANDED,
              FaultKind.STORE_UNKNOWN_LOST,
              FaultKind.STORE_BLIND,
              FaultKind.LOG_THROTTLES,
              FaultKind.LOG_UNKNOWN_LANDED,
              FaultKind.LOG_UNKNOWN_LOST,
              FaultKind.READ_FAILS,
              FaultKind.PAGE_CUT,
              FaultKind.SWEEP_TWICE,
              FaultKind.SWEEP_SILENT));

  private static final Map<SiteKind, List<Fault>> FAULTS = faultsBySite();

  private final Scenario scenario;
  private final List<Rule> rules;
  private final Map<FaultKind, List<Rule>> byKind = new EnumMap<>(FaultKind.class);

  private Catalogue(Scenario scenario, List<Rule> rules) {
    this.scenario = scenario;
    this.rules = List.copyOf(rules);
    for (Rule rule : rules) {
      byKind.computeIfAbsent(rule.fault().kind(), kind -> new ArrayList<>()).add(rule);
    }
  }

  /** Learns what can go wrong in a scenario. */
  static Catalogue of(Scenario scenario) {
    return of(scenario, MAX_RUNS);
  }

  /**
   * Learns what can go wrong in a scenario.
   *
   * @param maxRuns how many runs that may take; by one, what can go wrong where nothing has gone
   *     wrong before is learned
   */
  public static Catalogue of(Scenario scenario, int maxRuns) {
    if (maxRuns < 1) {
      throw new IllegalArgumentException("nothing is learned by " + maxRuns + " runs");
    }
    Map<Site, FaultPlan> ways = new LinkedHashMap<>();
    List<Site> found = new ArrayList<>();
    List<Rule> rules = new ArrayList<>();
    learn(scenario, FaultPlan.NONE, ways, found);
    int runs = 1;
    for (int i = 0; i < found.size(); i++) {
      Site site = found.get(i);
      List<Rule> here = rulesAt(site);
      rules.addAll(here);
      FaultPlan way = ways.getOrDefault(site, FaultPlan.NONE);
      if (way.rules().size() < MAX_RULES_TO_A_SITE) {
        for (int r = 0; r < here.size() && runs < maxRuns; r++, runs++) {
          learn(scenario, way.with(here.get(r)), ways, found);
        }
      }
    }
    return new Catalogue(scenario, rules);
  }

  /** The catalogues of these scenarios, learned by several threads. */
  public static List<Catalogue> all(List<Scenario> scenarios, int threads) {
    return Chunks.work(
        threads, scenarios.size(), number -> of(scenarios.get(number)), catalogue -> false);
  }

  private static void learn(
      Scenario scenario, FaultPlan plan, Map<Site, FaultPlan> ways, List<Site> found) {
    for (Site site : World.survey(scenario, plan, new Wiring() {}).sites()) {
      if (site.nth() <= MAX_NTH && ways.putIfAbsent(site, plan) == null) {
        found.add(site);
      }
    }
  }

  /** The same rules for another scenario, whose runs come to the same sites. */
  public Catalogue in(Scenario similar) {
    return new Catalogue(similar, rules);
  }

  /** The scenario. */
  Scenario scenario() {
    return scenario;
  }

  /** All rules, in the order in which their sites were found. */
  public List<Rule> rules() {
    return rules;
  }

  /** The rules of one kind of fault. */
  public List<Rule> rules(FaultKind kind) {
    return Collections.unmodifiableList(byKind.getOrDefault(kind, List.of()));
  }

  /** The kinds of faults that have any rule here. */
  public Set<FaultKind> kinds() {
    return Collections.unmodifiableSet(byKind.keySet());
  }

  /**
   * Everything that can go wrong at a site: each kind, of each typical length; and where the site
   * is the first of its place, also what can go wrong there every time.
   */
  static List<Rule> rulesAt(Site site) {
    List<Rule> rules = new ArrayList<>();
    for (Fault fault : FAULTS.getOrDefault(site.kind(), List.of())) {
      rules.add(new Rule(site, fault));
      if (site.nth() == 1 && LASTING.contains(fault.kind())) {
        rules.add(new Rule(site.everyTime(), fault));
      }
    }
    return rules;
  }

  private static Map<SiteKind, List<Fault>> faultsBySite() {
    Map<SiteKind, List<Fault>> faults = new EnumMap<>(SiteKind.class);
    for (FaultKind kind : FaultKind.values()) {
      for (SiteKind site : kind.sites()) {
        for (Duration length : kind.typicalLengths()) {
          faults.computeIfAbsent(site, s -> new ArrayList<>()).add(Fault.of(kind, length));
        }
      }
    }
    return Collections.unmodifiableMap(faults);
  }
}

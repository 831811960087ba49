package io.lambdatcc.testkit.jqwik;

import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.FaultKind.Family;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Rule;
import io.lambdatcc.testkit.scenario.Ask;
import io.lambdatcc.testkit.scenario.Ask.Wish;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Scenarios;
import io.lambdatcc.testkit.scenario.Service;
import io.lambdatcc.testkit.search.Catalogue;
import io.lambdatcc.testkit.search.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/**
 * Arbitraries of what simulations are made from.
 *
 * <p>A plan shrinks to fewer rules first, then to rules for sites that every run comes to and to
 * shorter lengths; a workload to fewer questions.
 */
public final class Simulated {
  private static final int MAX_RULES = 8;
  private static final int MAX_RULES_OF_A_FAMILY = 12;
  private static final int MAX_ASKS = 4;

  /** Runs of a scenario, to learn what can go wrong in it: a property is to begin soon. */
  private static final int LEARNING = 250;

  private Simulated() {}

  // ---- plans -----------------------------------------------------------------------------------

  /**
   * Plans for a scenario.
   *
   * <p>Most draw from everything that can go wrong there, some heap up faults of one family. Edge
   * cases: nothing goes wrong; one thing of each kind goes wrong.
   */
  public static Arbitrary<FaultPlan> plans(Scenario scenario) {
    return plans(Catalogue.of(scenario, LEARNING));
  }

  /** Plans of the rules of a catalogue. */
  public static Arbitrary<FaultPlan> plans(Catalogue catalogue) {
    Arbitrary<List<Rule>> rules =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.of(catalogue.rules()).list().ofMaxSize(MAX_RULES)),
            Tuple.of(1, ofOneFamily(catalogue)));
    Arbitrary<Long> order = Arbitraries.longs().greaterOrEqual(0);
    return Combinators.combine(rules, order)
        .as(FaultPlan::new)
        .edgeCases(
            edges -> {
              edges.add(FaultPlan.NONE);
              for (FaultKind kind : catalogue.kinds()) {
                edges.add(FaultPlan.of(catalogue.rules(kind).get(0)));
              }
            });
  }

  private static Arbitrary<List<Rule>> ofOneFamily(Catalogue catalogue) {
    List<List<Rule>> families = new ArrayList<>();
    for (Family family : Family.values()) {
      List<Rule> rules =
          catalogue.rules().stream()
              .filter(rule -> rule.fault().kind().family() == family)
              .toList();
      if (!rules.isEmpty()) {
        families.add(rules);
      }
    }
    return Arbitraries.of(families)
        .flatMap(
            rules ->
                Arbitraries.of(rules)
                    .list()
                    .ofMaxSize(MAX_RULES_OF_A_FAMILY)
                    .withSizeDistribution(RandomDistribution.uniform()));
  }

  // ---- scenarios and trials --------------------------------------------------------------------

  /** The standard scenarios; the simplest is the first. */
  public static Arbitrary<Scenario> scenarios() {
    return Arbitraries.of(Scenarios.standard());
  }

  /** Standard scenarios, each with plans of its own. */
  public static Arbitrary<Trial> trials() {
    Map<String, Arbitrary<FaultPlan>> known = new ConcurrentHashMap<>();
    return scenarios()
        .flatMap(
            scenario ->
                known
                    .computeIfAbsent(scenario.name(), name -> plans(scenario))
                    .map(plan -> new Trial(scenario, plan)));
  }

  // ---- workloads -------------------------------------------------------------------------------

  /**
   * What some clients ask the coordinators {@code c1} and {@code c2} of the scenario {@link #shop}:
   * purchases under two names, and to cancel, retry or find them.
   */
  public static Arbitrary<List<Ask>> workloads() {
    Arbitrary<String> names = Arbitraries.of("t1", "t2");
    Arbitrary<Wish> wishes =
        Arbitraries.frequencyOf(
            Tuple.of(4, purchases(names).<Wish>map(Wish.Execute::new)),
            Tuple.of(1, names.<Wish>map(Wish.Cancel::new)),
            Tuple.of(1, names.<Wish>map(Wish.Find::new)),
            Tuple.of(1, names.<Wish>map(Wish.Retry::new)));
    return Combinators.combine(
            Arbitraries.of("ann", "bob"),
            Arbitraries.longs().between(0, 60).map(Duration::ofMillis),
            Arbitraries.of("c1", "c2"),
            wishes,
            Arbitraries.of(Duration.ZERO, Duration.ofSeconds(2)))
        .as(Ask::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(MAX_ASKS);
  }

  private static Arbitrary<TccRequest> purchases(Arbitrary<String> names) {
    Arbitrary<List<TccBranch>> branches =
        Combinators.combine(
                Arbitraries.of("stock", "payment", "orders"), Arbitraries.longs().between(1, 4))
            .as((service, n) -> TccBranch.at(service, Scenarios.take("things", n)))
            .list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .uniqueElements(TccBranch::id);
    return Combinators.combine(
            names, branches, Arbitraries.of(Order.class), Arbitraries.of(WaitFor.class))
        .as(
            (name, all, order, waitFor) ->
                TccRequest.of(name, all).withOrder(order).waitingFor(waitFor, null));
  }

  /** A shop of three services with few things each, and clients that ask for these. */
  public static Scenario shop(List<Ask> asks) {
    Scenario two = Scenarios.TWO_BRANCHES;
    return new Scenario(
        "shop",
        two.coordinators(),
        List.of(
            Service.of("stock", "things", 4),
            Service.of("payment", "things", 6),
            Service.of("orders", "things", 8)),
        asks,
        two.settings(),
        two.sweepEvery(),
        two.chaos(),
        two.calm());
  }

  /** Shops with workloads, each with plans for what its undisturbed run comes to. */
  public static Arbitrary<Trial> busyShops() {
    return workloads()
        .map(Simulated::shop)
        .flatMap(shop -> plans(Catalogue.of(shop, 1)).map(plan -> new Trial(shop, plan)));
  }
}

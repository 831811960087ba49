package io.lambdatcc.testkit.simulate;

import io.lambdatcc.progress.Progress;
import io.lambdatcc.testkit.corpus.Corpus;
import io.lambdatcc.testkit.coverage.Coverage;
import io.lambdatcc.testkit.coverage.Sometimes;
import io.lambdatcc.testkit.mutant.MutantMatrix;
import io.lambdatcc.testkit.picture.FailureReport;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Scenarios;
import io.lambdatcc.testkit.search.BoundedSearch;
import io.lambdatcc.testkit.search.Catalogue;
import io.lambdatcc.testkit.search.ExhaustiveSearches;
import io.lambdatcc.testkit.search.RandomSearch;
import io.lambdatcc.testkit.search.Replay;
import io.lambdatcc.testkit.search.SearchResult;
import io.lambdatcc.testkit.search.Shrinker;
import io.lambdatcc.testkit.search.Trial;
import io.lambdatcc.testkit.world.Run;
import io.lambdatcc.testkit.world.StateSearch;
import io.lambdatcc.testkit.world.Wiring;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/** Everything that the kit can do to the engine, once. */
final class Campaign {
  /** Scenarios that are small enough for pairs of faults. */
  private static final List<Scenario> SMALL =
      List.of(Scenarios.TWO_BRANCHES, Scenarios.CANCEL_RACE, Scenarios.SAME_REQUEST_TWICE);

  /** Pairs of faults, per scenario: a tenth of the random plans. */
  private static final int PAIRS_SHARE = 10;

  private static final int SAMPLE = 2_000;

  private final long plans;
  private final long seed;
  private final int threads;
  private final Path pictures;
  private final PrintStream out;
  private final Coverage coverage = new Coverage();
  private final Sometimes sometimes = new Sometimes();
  private final List<String> complaints = new ArrayList<>();
  private long plansRun;
  private double plansSeconds;
  private long states;
  private long violations;

  /**
   * A campaign.
   *
   * @param plans random ones
   * @param pictures where pictures of violations go
   */
  Campaign(long plans, long seed, int threads, Path pictures, PrintStream out) {
    this.plans = plans;
    this.seed = seed;
    this.threads = threads;
    this.pictures = pictures;
    this.out = out;
  }

  /** Runs it and reports. */
  Outcome run() {
    say("%,d random plans of seed %d, on %d threads", plans, seed, threads);
    corpus();
    List<Catalogue> catalogues = learn();
    RandomSearch random = new RandomSearch(catalogues, seed);
    randomPlans(random);
    singleFaults();
    pairsOfFaults();
    states();
    sample(random);
    MutantMatrix mutants = mutants();
    coverage();
    complaints.forEach(complaint -> say("NOT GOOD: %s", complaint));
    return new Outcome(
        plansRun,
        Math.round(plansRun / Math.max(plansSeconds, 1e-3)),
        states,
        violations,
        mutants.killed(),
        mutants.rows().size(),
        complaints.isEmpty());
  }

  /**
   * How it went.
   *
   * @param good whether nothing was found that is not as it should be
   */
  record Outcome(
      long plans,
      long plansPerSecond,
      long states,
      long violations,
      long killed,
      int mutants,
      boolean good) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "simulate: %d plans, %d plans/s, %d states, %d violations, %d/%d mutants killed",
          plans,
          plansPerSecond,
          states,
          violations,
          killed,
          mutants);
    }
  }

  // ---- the parts -------------------------------------------------------------------------------

  private void corpus() {
    title("Plans that once broke something");
    for (Corpus.Entry entry : Corpus.entries()) {
      Run run = entry.trial().run();
      say("  %-28s %s", entry.name(), run.finding() == null ? "holds" : "BROKEN AGAIN");
      violated(run);
    }
    plansRun += Corpus.entries().size();
  }

  private List<Catalogue> learn() {
    title("What can go wrong");
    Stopwatch watch = new Stopwatch();
    List<Catalogue> catalogues = Catalogue.all(Scenarios.standard(), threads);
    long rules = catalogues.stream().mapToLong(catalogue -> catalogue.rules().size()).sum();
    say("  %,d rules in %d scenarios, learned in %s", rules, catalogues.size(), watch);
    return catalogues;
  }

  private void randomPlans(RandomSearch search) {
    title("Random plans");
    Stopwatch watch = new Stopwatch();
    SearchResult result;
    try (Progress progress = Progress.of("random plans", plans)) {
      result = search.run(0, plans, threads, () -> production(progress));
    }
    say("  %,d plans in %s, %,d plans/s", result.plans(), watch, watch.perSecond(result.plans()));
    take(result, watch);
  }

  private void singleFaults() {
    title("Every plan of one rule");
    Stopwatch watch = new Stopwatch();
    SearchResult result =
        SearchResult.sum(
            Scenarios.standard().stream()
                .map(scenario -> BoundedSearch.of(scenario, 1).run(threads, Campaign::production))
                .toList());
    say("  %,d plans in %d scenarios, %s", result.plans(), Scenarios.standard().size(), watch);
    take(result, watch);
  }

  private void pairsOfFaults() {
    title("Every plan of two rules");
    for (Scenario scenario : SMALL) {
      Stopwatch watch = new Stopwatch();
      SearchResult result;
      try (Progress progress = Progress.of("pairs in " + scenario, plans / PAIRS_SHARE)) {
        result =
            BoundedSearch.of(scenario, 2)
                .atMost(plans / PAIRS_SHARE)
                .run(threads, () -> production(progress));
      }
      say(
          "  %-24s %,d plans, %s, %s",
          scenario, result.plans(), result.exhausted() ? "all there are" : "not all", watch);
      take(result, watch);
    }
  }

  private void states() {
    title("Every state, nearest first");
    List<StateSearch> searches = ExhaustiveSearches.all();
    Stopwatch watch = new Stopwatch();
    List<StateSearch.Result> results =
        IntStream.range(0, searches.size())
            .parallel()
            .mapToObj(i -> searches.get(i).search())
            .toList();
    Set<FaultKind> struck = EnumSet.noneOf(FaultKind.class);
    for (int i = 0; i < searches.size(); i++) {
      StateSearch search = searches.get(i);
      StateSearch.Result result = results.get(i);
      say(
          "  %-20s up to %d of %2d kinds of faults: %,9d states, %,9d steps, %s",
          search.scenario(),
          search.faultsAtMost(),
          search.kinds().size(),
          result.states(),
          result.steps(),
          result.closed() ? "closed" : "not closed");
      states += result.states();
      struck.addAll(result.struck());
      if (result.failure() != null) {
        violated(result.failure());
      } else if (!result.closed()) {
        complaints.add("a search over states of " + search.scenario() + " did not close");
      }
    }
    say("  %,d states in %s; %d kinds of faults struck", states, watch, struck.size());
    Set<FaultKind> spared = EnumSet.complementOf(EnumSet.copyOf(struck));
    if (!spared.isEmpty()) {
      complaints.add("no search over states was struck by " + spared);
    }
  }

  private void sample(RandomSearch search) {
    title("Trials that are run twice");
    long digest = 0;
    for (int i = 0; i < SAMPLE; i++) {
      Trial trial = search.trial(plans + i);
      Replay replay = Replay.of(trial, Campaign::production);
      digest = digest * 31 + replay.trace();
      if (!replay.deterministic()) {
        complaints.add("not the same twice: " + trial.toJava());
      }
    }
    say("  %,d trials; digest of their histories %016x", SAMPLE, digest);
  }

  private MutantMatrix mutants() {
    title("Mutants");
    Stopwatch watch = new Stopwatch();
    MutantMatrix matrix = MutantMatrix.hunt(threads);
    out.print(matrix.toMarkdown());
    say("  hunted in %s", watch);
    if (!matrix.survivors().isEmpty()) {
      complaints.add("not killed: " + matrix.survivors());
    }
    for (MutantMatrix.Row row : matrix.rows()) {
      if (!row.wrongAccusations().isEmpty()) {
        complaints.add(row.mutant() + " is accused of " + row.wrongAccusations());
      }
    }
    violations += matrix.accusations().size();
    matrix.accusations().forEach(finding -> complaints.add("in production: " + finding));
    return matrix;
  }

  private void coverage() {
    title("Steps of the protocol");
    out.print(coverage);
    title("What happened, in so many runs");
    out.print(sometimes);
    if (!coverage.missed().isEmpty()) {
      complaints.add("never came about: " + coverage.missed());
    }
    if (!coverage.surprises().isEmpty()) {
      complaints.add("came about though it cannot: " + coverage.surprises());
    }
    if (!sometimes.never().isEmpty()) {
      complaints.add("never happened: " + sometimes.never());
    }
  }

  // ---- reporting -------------------------------------------------------------------------------

  private void take(SearchResult result, Stopwatch watch) {
    plansRun += result.plans();
    plansSeconds += watch.seconds();
    coverage.add(result.coverage());
    sometimes.add(result.sometimes());
    if (result.failure() != null) {
      violated(Shrinker.shrink(result.failure().trial(), Campaign::production));
    }
  }

  private void violated(Run run) {
    if (run.finding() != null) {
      violations++;
      FailureReport report = FailureReport.of(run);
      out.println(report.text());
      say("Pictures: %s", report.writeTo(pictures));
      complaints.add(run.finding() + ", in " + run.scenario());
    }
  }

  private void title(String text) {
    say("%n%s", text);
  }

  private void say(String format, Object... arguments) {
    out.println(String.format(Locale.ROOT, format, arguments));
  }

  /** For one more run. */
  private static Wiring production(Progress progress) {
    progress.step();
    return production();
  }

  private static Wiring production() {
    return new Wiring() {};
  }
}

package io.lambdatcc.testkit.search;

import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Rule;
import io.lambdatcc.testkit.world.Wiring;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Draws trials at random, each from a swarm of its own.
 *
 * <p>Every trial first draws which families and kinds of faults can happen in it at all, and only
 * then what happens: where everything is equally likely everywhere, some faults always stand in the
 * way of others (swarm testing: Groce and others, ISSTA 2012). Trial number <i>i</i> of a seed is a
 * function of these two numbers and the catalogues, so any trial can be drawn again alone.
 */
public final class RandomSearch {
  private static final int MAX_RULES = 8;
  private static final int CHUNK = 500;

  private final List<Catalogue> catalogues;
  private final Rule[][][] rules;
  private final long[] families;
  private final long seed;

  /** A search through trials of these catalogues. */
  public RandomSearch(Collection<Catalogue> catalogues, long seed) {
    this.catalogues = List.copyOf(catalogues);
    if (this.catalogues.isEmpty()) {
      throw new IllegalArgumentException("a search needs at least one catalogue");
    }
    this.seed = seed;
    this.rules = this.catalogues.stream().map(RandomSearch::byKind).toArray(Rule[][][]::new);
    this.families =
        Arrays.stream(FaultKind.Family.values()).mapToLong(RandomSearch::bitsOf).toArray();
  }

  /** The kinds of a family, each a bit by its place among all kinds. */
  private static long bitsOf(FaultKind.Family family) {
    FaultKind[] kinds = FaultKind.values();
    long bits = 0;
    for (int i = 0; i < kinds.length; i++) {
      bits |= kinds[i].family() == family ? 1L << i : 0;
    }
    return bits;
  }

  /** By the kinds' places, so that drawing takes two numbers and no look-up. */
  private static Rule[][] byKind(Catalogue catalogue) {
    return Arrays.stream(FaultKind.values())
        .map(kind -> catalogue.rules(kind).toArray(Rule[]::new))
        .toArray(Rule[][]::new);
  }

  /** The trial of this number. */
  public Trial trial(long number) {
    Dice dice = new Dice(seed, number);
    int drawn = dice.below(catalogues.size());
    Rule[][] known = rules[drawn];
    long kinds = kinds(dice, known);
    Rule[] chosen = new Rule[MAX_RULES];
    int count = 0;
    if (kinds != 0 && !dice.onceIn(16)) {
      do {
        Rule[] ofKind = known[pick(dice, kinds)];
        // sites that every run comes to are listed first
        chosen[count++] = ofKind[Math.min(dice.below(ofKind.length), dice.below(ofKind.length))];
      } while (count < MAX_RULES && !dice.onceIn(3));
    }
    long order = dice.onceIn(4) ? 0 : dice.next() | 1;
    return new Trial(
        catalogues.get(drawn).scenario(),
        new FaultPlan(Arrays.asList(chosen).subList(0, count), order));
  }

  /** Which kinds can happen, as bits: half of the families, and a quarter to all of their kinds. */
  private long kinds(Dice dice, Rule[][] known) {
    long chosen = dice.next();
    long kinds = 0;
    for (int i = 0; i < families.length; i++) {
      if ((chosen & (1L << i)) != 0) {
        kinds |= families[i];
      }
    }
    for (int halvings = dice.below(3); halvings > 0; halvings--) {
      kinds &= dice.next();
    }
    for (int i = 0; i < known.length; i++) {
      if (known[i].length == 0) {
        kinds &= ~(1L << i);
      }
    }
    return kinds;
  }

  private static int pick(Dice dice, long kinds) {
    long left = kinds;
    for (int skip = dice.below(Long.bitCount(kinds)); skip > 0; skip--) {
      left &= left - 1;
    }
    return Long.numberOfTrailingZeros(left);
  }

  /**
   * Runs trials until one fails.
   *
   * @param from the first number
   * @param plans how many
   * @param threads that share the work; the result is the same for any number
   * @param wiring a new one for each run
   */
  public SearchResult run(long from, long plans, int threads, Supplier<? extends Wiring> wiring) {
    int chunks = Math.toIntExact((plans + CHUNK - 1) / CHUNK);
    return SearchResult.sum(
        Chunks.work(
            threads,
            chunks,
            chunk -> {
              long begin = from + (long) chunk * CHUNK;
              return chunk(begin, Math.min(begin + CHUNK, from + plans), wiring);
            },
            SearchResult::failed));
  }

  private SearchResult chunk(long from, long to, Supplier<? extends Wiring> wiring) {
    Tally tally = new Tally();
    for (long number = from; number < to && !tally.failed(); number++) {
      tally.run(number, trial(number), wiring.get());
    }
    return tally.result(true);
  }
}

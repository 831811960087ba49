package io.lambdatcc.testkit.oracle;

import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Happening.Accused;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An oracle of one of the twelve. It also believes a coordinator that accuses itself. */
abstract class InvariantOracle implements Oracle {
  private final String invariant;
  private final Facts facts;
  private final Set<Sort> watched;

  /**
   * An oracle.
   *
   * @param watched the sorts of happenings that it judges, besides accusations
   */
  InvariantOracle(String invariant, Facts facts, Sort... watched) {
    this.invariant = invariant;
    this.facts = facts;
    this.watched = EnumSet.of(Sort.ACCUSED, watched);
  }

  @Override
  public final String invariant() {
    return invariant;
  }

  @Override
  public final @Nullable String sees(Happening happening) {
    return watches(facts.take(happening)) ? considers(happening) : null;
  }

  /** Whether it judges happenings of this sort. */
  final boolean watches(Sort sort) {
    return watched.contains(sort);
  }

  /** Judges what it watches, once that is among the facts. */
  final @Nullable String considers(Happening happening) {
    if (happening instanceof Accused accused) {
      return accused.invariant().equals(invariant)
          ? accused.coordinator() + " itself says of " + accused.id() + ": " + accused.what()
          : null;
    }
    return judge(happening);
  }

  final Facts facts() {
    return facts;
  }

  /** What is broken by this, which is of a watched sort; null while all is well. */
  abstract @Nullable String judge(Happening happening);
}

package io.lambdatcc.testkit.search;

import io.lambdatcc.testkit.coverage.Coverage;
import io.lambdatcc.testkit.coverage.Sometimes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a search; the same for the same search, however many threads did it.
 *
 * @param plans how many plans were run, up to and with the first that failed
 * @param exhausted whether that was all there is, or was asked for
 * @param failure the first trial that failed, as it was found; {@link Shrinker} makes it small
 * @param coverage what the protocol was seen in
 * @param sometimes what happened in how many runs
 */
public record SearchResult(
    long plans,
    boolean exhausted,
    @Nullable Failure failure,
    Coverage coverage,
    Sometimes sometimes) {

  /** Whether an invariant was broken. */
  public boolean failed() {
    return failure != null;
  }

  /** The results of several searches as one; of those that failed, the first says how. */
  public static SearchResult sum(List<SearchResult> parts) {
    Tally tally = new Tally();
    boolean exhausted = true;
    for (SearchResult part : parts) {
      tally.add(part);
      exhausted &= part.exhausted();
    }
    return tally.result(exhausted);
  }
}

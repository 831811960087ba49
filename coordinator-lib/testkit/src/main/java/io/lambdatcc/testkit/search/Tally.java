package io.lambdatcc.testkit.search;

import io.lambdatcc.testkit.coverage.Coverage;
import io.lambdatcc.testkit.coverage.Sometimes;
import io.lambdatcc.testkit.oracle.Finding;
import io.lambdatcc.testkit.world.Run;
import io.lambdatcc.testkit.world.Wiring;
import org.jspecify.annotations.Nullable;

/** Counts runs and what is seen in them, for one thread. */
final class Tally {
  private final Coverage coverage = new Coverage();
  private final Sometimes sometimes = new Sometimes();
  private long plans;
  private @Nullable Failure failure;

  /** Runs one more trial, with a number by which it can be told from the others. */
  void run(long number, Trial trial, Wiring wiring) {
    Run run = trial.run(wiring);
    plans++;
    coverage.note(run.history());
    sometimes.note(run.history());
    Finding finding = run.finding();
    if (finding != null && failure == null) {
      failure = new Failure(number, trial, finding);
    }
  }

  /** Adds what others have counted. */
  void add(SearchResult part) {
    plans += part.plans();
    coverage.add(part.coverage());
    sometimes.add(part.sometimes());
    if (failure == null) {
      failure = part.failure();
    }
  }

  long plans() {
    return plans;
  }

  boolean failed() {
    return failure != null;
  }

  SearchResult result(boolean exhausted) {
    return new SearchResult(plans, exhausted && failure == null, failure, coverage, sometimes);
  }
}

package io.lambdatcc.example.coldstart;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * What was measured of one candidate.
 *
 * @param starts at least one, in the order of the runs
 */
record Row(Candidate candidate, List<Start> starts) {
  Row {
    starts = List.copyOf(starts);
    if (starts.isEmpty()) {
      throw new IllegalArgumentException(candidate.functionName() + " was never started");
    }
  }

  /** The time in the middle; of an even number the lower of the two. */
  Duration median() {
    return median(Start::time);
  }

  /** The processors' work in the middle, likewise. */
  Duration medianCpu() {
    return median(Start::cpu);
  }

  Duration shortest() {
    return sorted(Start::time).get(0);
  }

  Duration longest() {
    return sorted(Start::time).get(starts.size() - 1);
  }

  /** How many starts are not among these, as their first answers were not the wanted ones. */
  int inVain() {
    return starts.stream().mapToInt(Start::inVain).sum();
  }

  private Duration median(Function<Start, Duration> measure) {
    return sorted(measure).get((starts.size() - 1) / 2);
  }

  private List<Duration> sorted(Function<Start, Duration> measure) {
    return starts.stream().map(measure).sorted().toList();
  }
}

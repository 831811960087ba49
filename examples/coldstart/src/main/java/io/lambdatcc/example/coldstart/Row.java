package io.lambdatcc.example.coldstart;

import java.time.Duration;
import java.util.List;

/**
 * What was measured of one candidate.
 *
 * @param times at least one, in the order of the runs
 */
record Row(Candidate candidate, List<Duration> times) {
  Row {
    times = List.copyOf(times);
    if (times.isEmpty()) {
      throw new IllegalArgumentException(candidate.functionName() + " was never started");
    }
  }

  /** The one in the middle; of an even number the lower of the two. */
  Duration median() {
    return sorted().get((times.size() - 1) / 2);
  }

  Duration shortest() {
    return sorted().get(0);
  }

  Duration longest() {
    return sorted().get(times.size() - 1);
  }

  /** Its median in terms of another's. */
  double relativeTo(Row other) {
    return (double) median().toNanos() / other.median().toNanos();
  }

  private List<Duration> sorted() {
    return times.stream().sorted().toList();
  }
}

package io.lambdatcc.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.api.Backoff;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PausesTest {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration CAP = Duration.ofMillis(1_500);

  private final Pauses pauses = new Pauses(new Backoff(FIRST, 2, CAP), new Random(7));

  @Test
  void thoseWhoFailedTogetherDoNotReturnTogether() {
    assertThat(Stream.generate(() -> pauses.after(1)).limit(100).distinct().count())
        .isGreaterThan(20);
  }

  @Test
  void pausesGrowUpToTheCapAndAreHalfOfThatAtLeast() {
    long[] longest = {100, 200, 400, 800, 1_500, 1_500};
    for (int attempt = 1; attempt <= longest.length; attempt++) {
      assertPauses(attempt, longest[attempt - 1]);
    }
    assertPauses(1_000_000, 1_500);
  }

  private void assertPauses(int attempt, long longest) {
    assertThat(IntStream.range(0, 100).mapToObj(i -> pauses.after(attempt).toMillis()))
        .as("attempt %s", attempt)
        .allSatisfy(pause -> assertThat(pause).isBetween(longest / 2, longest));
  }
}

package io.lambdatcc.example.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long most took. */
class LatenciesTest {
  private final Latencies latencies = new Latencies();

  @Test
  void halfAndMostOfThemTookNoLonger() {
    for (int millis = 1; millis <= 100; millis++) {
      latencies.add(Duration.ofMillis(millis));
    }
    assertThat(latencies.count()).isEqualTo(100);
    assertThat(latencies.percentile(50)).isEqualTo(50);
    assertThat(latencies.percentile(99)).isEqualTo(99);
  }

  @Test
  void whatTakesForEverCountsAsTheLongest() {
    latencies.add(Duration.ofHours(1));
    assertThat(latencies.percentile(50)).isEqualTo(30_000);
  }

  @Test
  void ofNoneNothingIsKnown() {
    assertThat(latencies.percentile(99)).isZero();
  }
}

package io.lambdatcc.participant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class JitteredPauserTest {
  @Test
  void whoIsInterruptedPausesNoLongerAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    new JitteredPauser().pause(Duration.ofDays(1));
    assertThat(Thread.interrupted()).isTrue();
  }
}

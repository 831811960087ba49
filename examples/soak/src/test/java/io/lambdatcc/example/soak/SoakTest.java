package io.lambdatcc.example.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A soak of some seconds: what it says of time is not looked at. */
class SoakTest {
  @Test
  void nothingIsLostAndWhatThereIsNoRoomForIsTurnedAway() throws InterruptedException {
    Report report =
        new Soak(
                new Soak.Plan(
                    Duration.ofMillis(500),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(2),
                    Duration.ofMillis(400)))
            .run();
    Audit audit = report.audit();
    assertThat(audit.lostCount()).isZero();
    assertThat(audit.shedCount()).isPositive();
    assertThat(report.swept()).isPositive();
    assertThat(audit.confirmedCount() + audit.cancelledCount())
        .isEqualTo(audit.offeredCount() - audit.shedCount());
    assertThat(report.text().lines().reduce("", (a, b) -> b))
        .matches(
            "soak: [0-9,]+ offered, [0-9,]+ begun, [0-9,]+ shed, 0 lost,"
                + " live heap [0-9.]+ to [0-9.]+ MB, recovered in [0-9.]+ s");
  }
}

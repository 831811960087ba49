package io.lambdatcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdatcc.api.Backoff;
import io.lambdatcc.api.SweepReport;
import io.lambdatcc.api.TccSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Limits that limit nothing are refused, and those that are set are the ones that count. */
class SettingsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void everyLimitIsTheOneThatWasSet() {
    Backoff[] pauses = new Backoff[5];
    for (int i = 0; i < pauses.length; i++) {
      pauses[i] = new Backoff(Duration.ofSeconds(i + 1), 2, Duration.ofMinutes(1));
    }
    TccSettings set =
        TccSettings.builder()
            .defaultTimeout(Duration.ofSeconds(11))
            .maxTimeout(Duration.ofSeconds(12))
            .defaultWait(Duration.ofSeconds(13))
            .grace(Duration.ofSeconds(14))
            .maxTransactions(1)
            .maxPayloadCharacters(2)
            .callsPerTransaction(3)
            .sweepConcurrency(4)
            .sweepConcurrencyPerParticipant(5)
            .parkAfter(6)
            .repeatTry(pauses[0])
            .waitForOthers(pauses[1])
            .nextRound(pauses[2])
            .parkedRound(Duration.ofSeconds(15))
            .repeatWrite(pauses[3])
            .pollLog(pauses[4])
            .contendedAtLeast(Duration.ofSeconds(16))
            .continuesUnattended(false)
            .build();
    assertThat(set)
        .isEqualTo(
            new TccSettings(
                Duration.ofSeconds(11),
                Duration.ofSeconds(12),
                Duration.ofSeconds(13),
                Duration.ofSeconds(14),
                1,
                2,
                3,
                4,
                5,
                6,
                pauses[0],
                pauses[1],
                pauses[2],
                Duration.ofSeconds(15),
                pauses[3],
                pauses[4],
                Duration.ofSeconds(16),
                false));
  }

  @Test
  void limitsThatLimitNothingAreRefusedByName() {
    Map<String, Consumer<TccSettings.Builder>> bad = new LinkedHashMap<>();
    bad.put("defaultTimeout", b -> b.defaultTimeout(Duration.ZERO));
    bad.put("defaultWait", b -> b.defaultWait(Duration.ZERO));
    bad.put("grace", b -> b.grace(Duration.ofSeconds(-1)));
    bad.put("parkedRound", b -> b.parkedRound(Duration.ZERO));
    bad.put("contendedAtLeast", b -> b.contendedAtLeast(Duration.ZERO));
    bad.put("maxTimeout", b -> b.defaultTimeout(SECOND).maxTimeout(SECOND.minusMillis(1)));
    bad.put("maxTransactions", b -> b.maxTransactions(0));
    bad.put("maxPayloadCharacters", b -> b.maxPayloadCharacters(0));
    bad.put("callsPerTransaction", b -> b.callsPerTransaction(0));
    bad.put("sweepConcurrency", b -> b.sweepConcurrency(0));
    bad.put("sweepConcurrencyPerParticipant", b -> b.sweepConcurrencyPerParticipant(0));
    bad.put("parkAfter", b -> b.parkAfter(0));
    bad.forEach(
        (name, limit) -> {
          TccSettings.Builder builder = TccSettings.builder();
          limit.accept(builder);
          assertThatThrownBy(builder::build)
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageStartingWith(name + " ");
        });
    assertThat(TccSettings.builder().defaultTimeout(SECOND).maxTimeout(SECOND).build()).isNotNull();
  }

  @Test
  void pausesThatDoNotGrowOrHaveNoEndAreRefused() {
    assertThat(new Backoff(SECOND, 1, SECOND)).isNotNull();
    for (double factor : new double[] {0.99, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new Backoff(SECOND, factor, SECOND))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (Duration first : new Duration[] {Duration.ZERO, SECOND.negated(), SECOND.plusMillis(1)}) {
      assertThatThrownBy(() -> new Backoff(first, 2, SECOND))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void theOldestOfTwoReportsIsTheOlderOfBoth() {
    Instant early = Instant.parse("2026-01-01T00:00:00Z");
    SweepReport older = new SweepReport(1, 2, 3, 4, 5, 6, early);
    SweepReport younger = new SweepReport(10, 20, 30, 40, 50, 60, early.plusMillis(1));
    SweepReport both = new SweepReport(11, 22, 33, 44, 55, 66, early);
    assertThat(older.plus(younger)).isEqualTo(both);
    assertThat(younger.plus(older)).isEqualTo(both);
    assertThat(SweepReport.NOTHING.plus(older)).isEqualTo(older);
    assertThat(older.plus(SweepReport.NOTHING)).isEqualTo(older);
  }
}

package io.lambdatcc.participant.fence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final Verdict SOLD_OUT = Verdict.never("sold-out", "none are left");

  @Test
  void theGraverOfTwoCounts() {
    assertThat(Verdict.proceed().or(Verdict.notNow())).isEqualTo(Verdict.notNow());
    assertThat(Verdict.notNow().or(SOLD_OUT)).isEqualTo(SOLD_OUT);
    assertThat(SOLD_OUT.or(Verdict.notNow())).isEqualTo(SOLD_OUT);
  }

  @Test
  void ofEqualsTheFirstCounts() {
    assertThat(SOLD_OUT.or(Verdict.never("closed", "come back tomorrow"))).isEqualTo(SOLD_OUT);
  }
}

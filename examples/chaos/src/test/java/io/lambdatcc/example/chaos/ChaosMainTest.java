package io.lambdatcc.example.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChaosMainTest {
  private static final String NAME = "chaos.test.number";

  @AfterEach
  void forget() {
    System.clearProperty(NAME);
  }

  @Test
  void aNumberIsTakenAsItIsWritten() {
    System.setProperty(NAME, "500");

    assertThat(ChaosMain.number(NAME, 1)).isEqualTo(500);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "many", "1.5", "99999999999"})
  void anythingElseIsToldWhatIsExpected(String value) {
    System.setProperty(NAME, value);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChaosMain.number(NAME, 1))
        .withMessage(
            "-Dchaos.test.number: a whole number of at least 1 is expected, this is '"
                + value
                + "'");
  }
}

package io.lambdatcc.testkit.picture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 ms",
    "999, 999 ms",
    "1000, 1 s",
    "2989, 3 s",
    "9990, 10 s",
    "12340, 12.3 s",
    "59960, 1 min",
    "-180000, 3 min",
    "200000, 3 min 20 s",
    "3599900, 1 h",
    "7500000, 2 h 5 min",
    "86400000, 1 day",
    "3455999971, 40 days",
    "183600000, 2 days 3 h"
  })
  void lengthsAreToldInTheirTwoGreatestUnits(long millis, String words) {
    assertThat(Times.span(millis)).isEqualTo(words);
  }
}

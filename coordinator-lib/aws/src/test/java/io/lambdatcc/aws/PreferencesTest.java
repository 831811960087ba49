package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferencesTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '',                          false,
          respond-async,               true,
          wait=10,                     false, PT10S
          'respond-async, wait=10',    true,  PT10S
          'Wait="10", Respond-Async',  true,  PT10S
          'wait=3, wait=20',           false, PT3S
          wait=0,                      false, PT1S
          wait=-1,                     false,
          wait=1.5,                    false,
          wait=99999999999999,         false,
          'return=minimal, wait = 2',  false, PT2S
          respond-asyncish,            false,
          """)
  void aPreferenceIsHonouredAsItIsMeantAndIgnoredWhenItIsNotUnderstood(
      String header, boolean async, @Nullable Duration wait) {
    assertThat(Preferences.of(header)).isEqualTo(new Preferences(async, wait));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '',                       ''
          respond-async,            respond-async
          wait=10,                  wait=10
          'wait=0, respond-async',  'respond-async, wait=1'
          wait=11,                  ''
          'wait=99, respond-async', respond-async
          """)
  void whatIsHonouredIsTold(String header, String applied) {
    assertThat(Preferences.of(header).applied(Duration.ofSeconds(10))).isEqualTo(applied);
  }
}

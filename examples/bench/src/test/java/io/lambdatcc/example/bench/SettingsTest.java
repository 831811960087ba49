package io.lambdatcc.example.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private static final List<String> KNOWN = List.of("core", "log", "cost");

  private static Settings of(String... namesAndValues) {
    Properties properties = new Properties();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
    }
    return Settings.of(properties, KNOWN);
  }

  @Test
  void runsAllUnlessSomeAreNamed() {
    assertThat(of().benches()).containsExactlyInAnyOrder("core", "log", "cost");
    assertThat(of("bench", "").benches()).containsExactlyInAnyOrder("core", "log", "cost");
    assertThat(of("bench", "log, cost").benches()).containsExactlyInAnyOrder("log", "cost");
  }

  @Test
  void saysWhichBenchesThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of("bench", "core,speed"))
        .withMessage("there is no bench 'speed'; -Dbench names some of core, log, cost");
  }

  @Test
  void refusesWhatItCannotRead() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of("quick", "yes"))
        .withMessage("-Dquick is true or false, not 'yes'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of("finished", "many"))
        .withMessage("-Dfinished is a number of transactions, like 1000000, not 'many'");
  }

  @Test
  void isShorterAndSmallerWhereNothingIsClaimed() {
    assertThat(of("quick", "true").shortened(Duration.ofSeconds(10))).hasSeconds(1);
    assertThat(of().shortened(Duration.ofSeconds(10))).hasSeconds(10);
    assertThat(of("quick", "true").finished()).isEqualTo(1_000);
    assertThat(of().finished()).isNull();
    assertThat(of("finished", "1000000", "quick", "true").finished()).isEqualTo(1_000_000);
  }
}

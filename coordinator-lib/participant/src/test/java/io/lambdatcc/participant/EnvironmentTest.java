package io.lambdatcc.participant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
  private static final Duration DEFAULT = Duration.ofSeconds(3);

  private static Environment of(String value) {
    return Environment.of(Map.of("NAME", value));
  }

  @Test
  void whatIsThereIsRead() {
    assertThat(of(" items ").required("NAME")).isEqualTo("items");
    assertThat(of("http://127.0.0.1:80/x").requiredUri("NAME"))
        .isEqualTo(URI.create("http://127.0.0.1:80/x"));
    assertThat(of("250").millis("NAME", DEFAULT)).isEqualTo(Duration.ofMillis(250));
    assertThat(of("a, b,,a").optionalSet("NAME")).contains(Set.of("a", "b"));
  }

  @Test
  void whatIsEmptyCountsAsAbsent() {
    assertThat(of("  ").optional("NAME")).isEmpty();
    assertThat(of("").optionalUri("NAME")).isEmpty();
    assertThat(of("").optionalSet("NAME")).isEmpty();
    assertThat(of("").millis("NAME", DEFAULT)).isEqualTo(DEFAULT);
    assertThatIllegalStateException()
        .isThrownBy(() -> of("").required("NAME"))
        .withMessageContaining("NAME");
    assertThatIllegalStateException()
        .isThrownBy(() -> of("").requiredUri("NAME"))
        .withMessageContaining("NAME");
  }

  @Test
  void theProcesssOwnIsOneOfThem() {
    String variable = System.getenv().keySet().iterator().next();
    assertThat(Environment.ofProcess().optional(variable))
        .isEqualTo(Environment.of(System.getenv()).optional(variable));
  }

  @ParameterizedTest
  @ValueSource(strings = {"here", "/path", "http://", "http://a b"})
  void whatIsNoUriIsRefusedByName(String value) {
    assertThatIllegalStateException()
        .isThrownBy(() -> of(value).requiredUri("NAME"))
        .withMessageContaining("NAME")
        .withMessageContaining(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "soon"})
  void whatIsNoTimeIsRefusedByName(String value) {
    assertThatIllegalStateException()
        .isThrownBy(() -> of(value).millis("NAME", DEFAULT))
        .withMessageContaining("NAME");
  }
}

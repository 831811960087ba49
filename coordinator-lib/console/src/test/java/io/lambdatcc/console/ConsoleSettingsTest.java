package io.lambdatcc.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be chosen, and what is said about what cannot. */
class ConsoleSettingsTest {

  private static ConsoleSettings read(Map<String, String> environment, String... pairs) {
    Properties properties = new Properties();
    for (int i = 0; i < pairs.length; i += 2) {
      properties.setProperty(pairs[i], pairs[i + 1]);
    }
    return ConsoleSettings.from(properties, environment);
  }

  @Test
  void anEndpointOfApiGatewaySaysItsRegion() {
    ConsoleSettings settings =
        read(
            Map.of("AWS_REGION", "us-west-2"),
            "endpoint",
            "https://abc123.execute-api.eu-central-1.amazonaws.com/");
    assertThat(settings.endpoint())
        .isEqualTo(URI.create("https://abc123.execute-api.eu-central-1.amazonaws.com"));
    assertThat(settings.region()).isEqualTo("eu-central-1");
    assertThat(settings.port()).isZero();
  }

  @Test
  void whatIsChosenComesBeforeTheHostAndThatBeforeTheEnvironment() {
    Map<String, String> environment = Map.of("AWS_REGION", "us-west-2");
    String gateway = "https://abc.execute-api.eu-central-1.amazonaws.com";
    String own = "https://tcc.example.com/base";
    assertThat(read(environment, "endpoint", gateway, "region", "eu-west-1").region())
        .isEqualTo("eu-west-1");
    assertThat(read(environment, "endpoint", own).region()).isEqualTo("us-west-2");
    assertThat(read(environment, "endpoint", own).endpoint()).isEqualTo(URI.create(own));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:8123", "http://localhost:8123", "http://[::1]:8123"})
  void onThisMachineItNeedsNeitherTlsNorARegion(String endpoint) {
    assertThat(read(Map.of(), "endpoint", endpoint).region()).isEqualTo("us-east-1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                     | endpoint is missing",
        "http://tcc.example.com                 | expected https",
        "http://127.0.0.1.example.com           | expected https",
        "http://10.0.0.1                        | expected https",
        "ftp://127.0.0.1                        | expected https",
        "tcc.example.com                        | expected https",
        "https://                               | no URL",
        "https://a b                            | no URL",
        "https://user:secret@tcc.example.com    | without user",
        "https://tcc.example.com?a=b            | without user, query",
        "https://tcc.example.com#a              | without user, query",
        "https://tcc.example.com                | does not say in which it is; add -Dregion",
      })
  void otherEndpointsAreRefused(String endpoint, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Map.of(), "endpoint", endpoint))
        .withMessageContaining(why);
  }

  @Test
  void aRegionAndAPortAreWhatTheyAre() {
    String endpoint = "http://127.0.0.1:1";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Map.of(), "endpoint", endpoint, "region", "eu central"))
        .withMessageContaining("region: expected");
    for (String port : new String[] {"-1", "65536", "http"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> read(Map.of(), "endpoint", endpoint, "port", port))
          .withMessageContaining("port: expected 0 to 65535");
    }
    assertThat(read(Map.of(), "endpoint", endpoint, "port", "8123").port()).isEqualTo(8123);
  }
}

package io.lambdatcc.example.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lambdatcc.example.shop.isolated.IsolatedShop;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShopSettingsTest {

  @Test
  void everythingHasADefault() {
    ShopSettings settings = ShopSettings.from(new Properties());

    assertThat(settings.port()).isZero();
    assertThat(settings.dynamoDbPort()).isEmpty();
    assertThat(settings.dynamoDbEndpoint()).isEmpty();
    assertThat(settings.participants()).isEmpty();
    assertThat(settings.sweepEvery()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.isolated()).isFalse();
    assertThat(settings.transport()).isEqualTo(IsolatedShop.Transport.HTTPS);
    assertThat(settings.sandboxes()).isEqualTo(4);
    assertThat(settings.debug()).isEmpty();
  }

  @Test
  void emptyIsAsGoodAsAbsent() {
    assertThat(ShopSettings.from(properties("port", "", "participants", " ", "dynamodb.port", "")))
        .isEqualTo(ShopSettings.from(new Properties()));
  }

  @Test
  void everythingCanBeSet() {
    ShopSettings settings =
        ShopSettings.from(
            properties(
                "port", "8000",
                "dynamodb.port", "8001",
                "participants", "mine=http://127.0.0.1:9000/mine,theirs=https://example.com",
                "sweep.seconds", "2",
                "isolated", "true",
                "transport", "lambda",
                "sandboxes", "8",
                "debug", "5005",
                "template", "other.yaml"));

    assertThat(settings.port()).isEqualTo(8000);
    assertThat(settings.dynamoDbPort()).hasValue(8001);
    assertThat(settings.participants())
        .isEqualTo(
            Map.of(
                "mine", URI.create("http://127.0.0.1:9000/mine"),
                "theirs", URI.create("https://example.com")));
    assertThat(settings.sweepEvery()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.isolated()).isTrue();
    assertThat(settings.transport()).isEqualTo(IsolatedShop.Transport.LAMBDA);
    assertThat(settings.sandboxes()).isEqualTo(8);
    assertThat(settings.debug()).hasValue(5005);
    assertThat(settings.isolatedOn(URI.create("http://127.0.0.1:8001")).debug())
        .as("the functions' ports are after that of the process around them")
        .hasValue(5006);
    assertThat(settings.template()).isEqualTo(Path.of("other.yaml"));
  }

  @ParameterizedTest
  @CsvSource({
    "port, eighty",
    "port, 65536",
    "port, -1",
    "dynamodb.port, x",
    "dynamodb.endpoint, 127.0.0.1:8001",
    "participants, mine",
    "participants, mine=ftp://x",
    "participants, 'mine=http://a,mine=http://b'",
    "sweep.seconds, 0",
    "isolated, yes",
    "transport, pigeon",
    "sandboxes, 0",
    "debug, true"
  })
  void impossibleValueIsRefusedByName(String name, String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShopSettings.from(properties(name, value)))
        .withMessageContaining(name);
  }

  @Test
  void databaseIsEitherStartedOrFound() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ShopSettings.from(
                    properties("dynamodb.port", "1", "dynamodb.endpoint", "http://127.0.0.1:2")));
  }

  @Test
  void isolatedShopIsNotForTheRealDynamoDb() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ShopSettings.from(
                    properties(
                        "isolated", "true", "dynamodb.endpoint", "https://dynamodb.example.com")))
        .withMessageContaining("dynamodb.endpoint");
  }

  private static Properties properties(String... namesAndValues) {
    Properties properties = new Properties();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
    }
    return properties;
  }
}

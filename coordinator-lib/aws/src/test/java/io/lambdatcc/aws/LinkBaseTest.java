package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkBaseTest {
  private final LinkBase base = LinkBase.of(URI.create("https://hotel.example.com/rooms/"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hotel.example.com/rooms/17",
        "https://HOTEL.example.com:443/rooms/17?night=3",
        "https://hotel.example.com/rooms/17/..b",
        "https://hotel.example.com/rooms/"
      })
  void coversWhatIsBelowIt(String link) {
    assertThat(base.covers(URI.create(link))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://hotel.example.com/rooms/17",
        "https://hotel.example.com:8443/rooms/17",
        "https://hotel.example.com.evil.example/rooms/17",
        "https://evil.example/rooms/17",
        "https://hotel.example.com@evil.example/rooms/17",
        "https://user@hotel.example.com/rooms/17",
        "https://hotel.example.com/rooms/17#here",
        "https://hotel.example.com/rooms",
        "https://hotel.example.com/roomservice/17",
        "https://hotel.example.com/rooms/../admin",
        "https://hotel.example.com/rooms/..",
        "https://hotel.example.com/rooms/%2e%2E/admin",
        "https://hotel.example.com/rooms/.%2e/admin",
        "https://hotel.example.com/rooms/x%2f..%2fadmin",
        "https://hotel.example.com/rooms/..%5cadmin",
        "https://169.254.169.254/rooms/17",
        "mailto:rooms@hotel.example.com",
        "/rooms/17"
      })
  void coversNothingElse(String link) {
    assertThat(base.covers(URI.create(link))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://hotel.example.com/rooms",
        "ftp://hotel.example.com/rooms",
        "https://user@hotel.example.com/rooms",
        "https://hotel.example.com/rooms?x=1",
        "https://hotel.example.com/rooms#x",
        "https://hotel.example.com/../rooms",
        "/rooms"
      })
  void noOtherBaseIsTaken(String text) {
    assertThatThrownBy(() -> LinkBase.of(URI.create(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("must be like https://host/path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:8080", "http://127.0.0.1:8080/x", "http://[::1]/x"})
  void thisMachineIsCalledWithoutTls(String text) {
    assertThat(LinkBase.of(URI.create(text)).isLocal()).isTrue();
    assertThat(base.isLocal()).isFalse();
  }
}

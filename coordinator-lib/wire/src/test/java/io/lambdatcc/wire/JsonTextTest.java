package io.lambdatcc.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "true",
        "-0",
        "12.50",
        "1E400",
        "123456789012345678901234567890",
        "\"\\u00e9\\/\"",
        "{ \"b\" : 1 ,\n\"a\":[ 1 , 2.0 ] }",
        "\"\u00e9\ud83d\ude00\""
      })
  void textIsWhatWasWritten(String text) {
    assertThat(JsonText.parse(text).text()).isEqualTo(text);
  }

  @Test
  void whiteSpaceAroundTheValueIsNotPartOfIt() {
    assertThat(JsonText.parse(" \r\n\t{ \"a\" : 1 } \n").text()).isEqualTo("{ \"a\" : 1 }");
    assertThat(JsonText.parse(" 12 ").text()).isEqualTo("12");
    assertThat(JsonText.parse(" \"x\" ").text()).isEqualTo("\"x\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "'a'",
        "01",
        "+1",
        ".5",
        "1.",
        "NaN",
        "Infinity",
        "tru",
        "nul",
        "\"",
        "\"\n\"",
        "\"\\x\"",
        "// c\n1",
        "{} {}",
        "1 2",
        "1,2",
        "[1]]",
        "\uFEFF{}"
      })
  void malformedTextIsRefused(String text) {
    assertThat(failure(text).field()).isEqualTo("body");
  }

  @Test
  void aKeyTwiceIsRefusedAtAnyDepth() {
    assertThat(failure("{\"a\":1,\"a\":1}").reason()).contains("key twice");
    assertThat(failure("[{\"b\":{\"a\":1,\"\\u0061\":1}}]").reason()).contains("key twice");
  }

  @Test
  void textAfterTheValueIsRefused() {
    assertThat(failure("{} x")).hasMessageContaining("well-formed");
    assertThat(failure("{} 1")).hasMessageContaining("after the JSON value");
  }

  @Test
  void aHundredLevelsAreAcceptedAndOneMoreIsNot() {
    String hundred = "[".repeat(100) + "]".repeat(100);
    assertThat(JsonText.parse(hundred).text()).isEqualTo(hundred);
    assertThat(failure("[".repeat(101) + "]".repeat(101)).reason()).contains("deeper than 100");
    assertThat(failure("[".repeat(100_000)).reason()).contains("deeper than 100");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\\ud83d\"",
        "\"\\ude00\\ud83d\"",
        "[{\"a\":\"\\udc00\\ud800\"}]",
        "{\"\\ud800\":1}",
        "{\"\\ude00\":1}"
      })
  void halfASurrogatePairIsRefusedEscapedOrNot(String text) {
    assertThat(failure(text)).isNotNull();
    assertThat(failure(text.replace("\\ud83d", "\ud83d").replace("\\ude00", "\ude00"))).isNotNull();
  }

  @Test
  void eachHalfOfASurrogatePairIsReplacedWhereTextMustBeSentAnyway() {
    assertThat(JsonText.whole("\ud83d\ud83d\ude00\ude00")).isEqualTo("\ufffd\ud83d\ude00\ufffd");
    assertThat(JsonText.whole("é\ud83d\ude00")).isEqualTo("é\ud83d\ude00");
    assertThat(JsonText.whole("\ud83d")).isEqualTo("\ufffd");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ \"b\": 1, \"a\": {\"d\": [ ], \"c\": { } } } | {\"a\":{\"c\":{},\"d\":[]},\"b\":1}",
        "[3, 1, 2]                                    | [3,1,2]",
        "\"\\u0041\\/\\u000a\\u001F\"                 | \"A/\\n\\u001f\"",
        "\"\\u0008\\u0009\\u000c\\u000d\"             | \"\\b\\t\\f\\r\"",
        "\"\\\"\\\\\"                                 | \"\\\"\\\\\"",
        "1.0                                          | 1.0",
        "1E+02                                        | 1E+02",
        "-0                                           | -0",
        "{\"\\u00e9\": null, \"e\": true, \"Z\": false} | {\"Z\":false,\"e\":true,\"é\":null}",
        "\"\\ud83d\\ude00\"                           | \"\ud83d\ude00\""
      })
  void canonicalFormIsThis(String text, String canonical) {
    assertThat(JsonText.parse(text).canonical()).isEqualTo(canonical);
  }

  @Test
  void numbersAreNeverNormalised() {
    assertThat(JsonText.parse("1.0").sha256()).isNotEqualTo(JsonText.parse("1").sha256());
    assertThat(JsonText.parse("1e2").sha256()).isNotEqualTo(JsonText.parse("100").sha256());
  }

  @Test
  void digestIsThatOfTheCanonicalUtf8() {
    // printf '{"a":"é","b":1}' | sha256sum
    assertThat(HexFormat.of().formatHex(JsonText.parse("{\"b\":1, \"a\":\"\\u00e9\"}").sha256()))
        .isEqualTo("aa58fba8483623bed37c1b02edfccbdd9a53123837c20bfa4cb4049993a2872e");
  }

  record Line(String item, int quantity, @Nullable BigDecimal price) {
    Line {
      if (quantity < 0) {
        throw new IllegalArgumentException("quantity is negative");
      }
    }
  }

  record Cart(List<Line> lines) {}

  @Test
  void aRecordIsReadAndUnknownFieldsAreIgnored() {
    assertThat(JsonText.parse("{\"item\":\"x\",\"quantity\":2,\"new\":[1]}").to(Line.class))
        .isEqualTo(new Line("x", 2, null));
    assertThat(JsonText.parse("{\"item\":\"x\",\"quantity\":2,\"price\":1.50}").to(Line.class))
        .isEqualTo(new Line("x", 2, new BigDecimal("1.50")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "\"1\"", "null", "true", "[]", "12345678901", "1e1", "2.0"})
  void nothingIsBentToFitAnInt(String quantity) {
    JsonText cart = JsonText.parse("{\"lines\":[{\"item\":\"x\",\"quantity\":" + quantity + "}]}");
    WireFormatException e =
        catchThrowableOfType(WireFormatException.class, () -> cart.to(Cart.class));
    assertThat(e.field()).isEqualTo("payload.lines[0].quantity");
    assertThat(e.getMessage()).doesNotContain("12345678901");
  }

  @Test
  void aMissingPrimitiveIsAnErrorAndNotZero() {
    assertThat(
            catchThrowableOfType(
                    WireFormatException.class,
                    () -> JsonText.parse("{\"item\":\"x\"}").to(Line.class))
                .field())
        .isEqualTo("payload.quantity");
  }

  @Test
  void aTypesOwnComplaintIsPassedOn() {
    assertThat(
            catchThrowableOfType(
                    WireFormatException.class,
                    () -> JsonText.parse("{\"item\":\"x\",\"quantity\":-1}").to(Line.class))
                .reason())
        .isEqualTo("quantity is negative");
  }

  @Test
  void nullIsNoValueOfAType() {
    assertThat(
            catchThrowableOfType(
                    WireFormatException.class, () -> JsonText.parse("null").to(Line.class))
                .reason())
        .contains("is null");
  }

  @Test
  void valuesAreWrittenPlainlyAndDatesAsIso() {
    assertThat(JsonText.of(new Line("x", 2, new BigDecimal("1.50"))).text())
        .isEqualTo("{\"item\":\"x\",\"quantity\":2,\"price\":1.50}");
    assertThat(JsonText.of(Instant.parse("2030-01-31T12:00:00Z")).text())
        .isEqualTo("\"2030-01-31T12:00:00Z\"");
    assertThat(JsonText.of(Duration.ofMillis(1500)).text()).isEqualTo("\"PT1.5S\"");
    assertThat(JsonText.of(Map.of("raw", "é")).text()).isEqualTo("{\"raw\":\"é\"}");
    assertThat(JsonText.of(null).isNull()).isTrue();
  }

  @Test
  void whatCannotBeWrittenIsMisuse() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonText.of(new Object()))
        .withMessageContaining("java.lang.Object");
  }

  @Test
  void toStringDoesNotShowThePayload() {
    assertThat(JsonText.parse("{\"card\":\"4111\"}").toString()).doesNotContain("4111");
  }

  private static WireFormatException failure(String text) {
    return catchThrowableOfType(WireFormatException.class, () -> JsonText.parse(text));
  }
}

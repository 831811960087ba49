package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class ItemSizeTest {

  static Stream<Arguments> values() {
    AttributeValue text = AttributeValue.fromS("abc");
    return Stream.of(
        Arguments.of(AttributeValue.fromS(""), 0),
        Arguments.of(AttributeValue.fromS("für 😀"), 9),
        Arguments.of(AttributeValue.fromN("0"), 2),
        Arguments.of(AttributeValue.fromN("7"), 2),
        Arguments.of(AttributeValue.fromN("123"), 3),
        Arguments.of(AttributeValue.fromN("1230000"), 3),
        Arguments.of(AttributeValue.fromN("10"), 2),
        Arguments.of(AttributeValue.fromN("1001"), 3),
        Arguments.of(AttributeValue.fromN("10010"), 3),
        Arguments.of(AttributeValue.fromN("007"), 2),
        Arguments.of(AttributeValue.fromN("-12"), 3),
        Arguments.of(AttributeValue.fromN("1767225600123"), 8),
        Arguments.of(AttributeValue.fromB(SdkBytes.fromByteArray(new byte[32])), 32),
        Arguments.of(AttributeValue.fromBool(true), 1),
        Arguments.of(AttributeValue.fromNul(true), 1),
        Arguments.of(AttributeValue.fromL(List.of()), 3),
        Arguments.of(AttributeValue.fromL(List.of(text, text)), 3 + 2 * (1 + 3)),
        Arguments.of(AttributeValue.fromM(Map.of("k", text)), 3 + 1 + 1 + 3),
        Arguments.of(AttributeValue.fromSs(List.of("a", "bc")), 3),
        Arguments.of(AttributeValue.fromNs(List.of("1", "22")), 4),
        Arguments.of(AttributeValue.fromBs(List.of(SdkBytes.fromByteArray(new byte[5]))), 5));
  }

  @ParameterizedTest
  @MethodSource("values")
  void everyTypeCountsAsTheDeveloperGuideSays(AttributeValue value, int bytes) {
    assertThat(ItemSize.of(Map.of("name", value))).isEqualTo("name".length() + bytes);
  }
}

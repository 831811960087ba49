package io.lambdatcc.aws;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * How many bytes an item counts for.
 *
 * <p>Follows "DynamoDB item sizes and formats" of the developer guide: names and strings count in
 * UTF-8, a number takes one byte for two significant digits and one more, a list or map three bytes
 * and one more for each element.
 */
final class ItemSize {
  /** The most bytes that an item may have: 400 KB, names included. */
  static final int LIMIT = 400 * 1024;

  private static final int COLLECTION = 3;
  private static final int ELEMENT = 1;

  private ItemSize() {}

  static int of(Map<String, AttributeValue> item) {
    int size = 0;
    for (Map.Entry<String, AttributeValue> attribute : item.entrySet()) {
      size += utf8(attribute.getKey()) + of(attribute.getValue());
    }
    return size;
  }

  private static int of(AttributeValue value) {
    return switch (value.type()) {
      case S -> utf8(value.s());
      case N -> number(value.n());
      case B -> value.b().asByteArrayUnsafe().length;
      case BOOL, NUL -> 1;
      case M -> COLLECTION + value.m().size() * ELEMENT + of(value.m());
      case L -> COLLECTION + value.l().stream().mapToInt(e -> ELEMENT + of(e)).sum();
      case SS -> value.ss().stream().mapToInt(ItemSize::utf8).sum();
      case NS -> value.ns().stream().mapToInt(ItemSize::number).sum();
      case BS -> value.bs().stream().mapToInt(b -> b.asByteArrayUnsafe().length).sum();
      case UNKNOWN_TO_SDK_VERSION ->
          throw new IllegalArgumentException("the size of " + value + " is not known");
    };
  }

  private static int number(String text) {
    int whole = wholeNumber(text);
    if (whole > 0) {
      return whole;
    }
    BigDecimal value = new BigDecimal(text).stripTrailingZeros();
    return (value.precision() + 1) / 2 + 1 + (value.signum() < 0 ? 1 : 0);
  }

  /** The same for digits without sign and zeros before them, as nearly all are; else 0. */
  private static int wholeNumber(String text) {
    int significant = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9' || (c == '0' && i == 0)) {
        return 0;
      }
      if (c != '0') {
        significant = i + 1;
      }
    }
    return significant == 0 ? 0 : (significant + 1) / 2 + 1;
  }

  static int utf8(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return text.getBytes(StandardCharsets.UTF_8).length;
      }
    }
    return text.length();
  }
}

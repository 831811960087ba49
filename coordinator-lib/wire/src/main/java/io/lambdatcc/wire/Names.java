package io.lambdatcc.wire;

import java.util.regex.Pattern;

/** The shapes of names on the wire. */
final class Names {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern TRANSACTION_ID =
      Pattern.compile("[A-Za-z0-9_-]{1,64}~[0-9a-z]{1,64}");

  private Names() {}

  static String requireName(String field, String value) {
    return require(NAME, field, value);
  }

  static String requireTransactionId(String field, String value) {
    return require(TRANSACTION_ID, field, value);
  }

  private static String require(Pattern pattern, String field, String value) {
    if (!pattern.matcher(value).matches()) {
      throw new WireFormatException(field, "does not match " + pattern.pattern());
    }
    return value;
  }
}

package io.lambdatcc.wire;

/** The shapes of names on the wire; looked at in every message, too often for patterns. */
final class Names {
  private static final String NAME = "[A-Za-z0-9_-]{1,64}";
  private static final String TRANSACTION_ID = NAME + "~[0-9a-z]{1,64}";
  private static final int LONGEST = 64;

  private Names() {}

  static String requireName(String field, String value) {
    return require(isName(value, value.length()), field, value, NAME);
  }

  static String requireTransactionId(String field, String value) {
    int separator = value.indexOf('~');
    return require(
        separator >= 0 && isName(value, separator) && isToken(value, separator + 1),
        field,
        value,
        TRANSACTION_ID);
  }

  private static String require(boolean matches, String field, String value, String shape) {
    if (!matches) {
      throw new WireFormatException(field, "does not match " + shape);
    }
    return value;
  }

  /** Whether what stands before this place is a name. */
  private static boolean isName(String text, int end) {
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (!isOfTokens(c) && !(c >= 'A' && c <= 'Z') && c != '_' && c != '-') {
        return false;
      }
    }
    return end >= 1 && end <= LONGEST;
  }

  /** Whether all from this place on is random characters. */
  private static boolean isToken(String text, int start) {
    for (int i = start; i < text.length(); i++) {
      if (!isOfTokens(text.charAt(i))) {
        return false;
      }
    }
    int length = text.length() - start;
    return length >= 1 && length <= LONGEST;
  }

  private static boolean isOfTokens(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
  }
}

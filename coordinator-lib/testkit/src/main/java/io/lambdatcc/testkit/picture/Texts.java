package io.lambdatcc.testkit.picture;

/** Texts of others, made fit for one line. */
final class Texts {
  private Texts() {}

  /** Without line breaks, control characters, halves of characters and turns of direction. */
  static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().forEach(c -> line.appendCodePoint(printable(c)));
    return line.toString();
  }

  private static int printable(int codePoint) {
    boolean turn =
        (codePoint >= 0x202A && codePoint <= 0x202E)
            || (codePoint >= 0x2066 && codePoint <= 0x2069);
    if (Character.isISOControl(codePoint) || turn || codePoint == 0x2028 || codePoint == 0x2029) {
      return ' ';
    }
    boolean half = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    return half || codePoint == 0xFFFE || codePoint == 0xFFFF ? 0xFFFD : codePoint;
  }

  /** At most so many characters, the last of which says that something is missing. */
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Math.max(0, most - 1);
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }
}

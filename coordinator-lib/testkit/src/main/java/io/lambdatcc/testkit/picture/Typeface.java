package io.lambdatcc.testkit.picture;

/**
 * How wide texts are, near enough: measured for the widest of the usual sans-serif fonts, so that
 * what fits there fits everywhere.
 */
final class Typeface {
  private static final int FIRST = ' ';

  /** Widths of the printable ASCII characters, in hundredths of the font's size. */
  private static final int[] HUNDREDTHS = {
    32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, // space to slash
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 53, // 0 to ?
    100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, // @ to O
    60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50, // P to _
    50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, // ` to o
    63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84, // p to ~
  };

  private static final int OF_LETTERS = 66;
  private static final int OF_SYMBOLS = 110;
  private static final int FIRST_SYMBOL = 0x2190;
  private static final double BOLD = 1.13;

  private Typeface() {}

  static double width(String text, double size) {
    return text.codePoints().map(Typeface::hundredths).sum() * size / 100;
  }

  static double boldWidth(String text, double size) {
    return width(text, size) * BOLD;
  }

  private static int hundredths(int codePoint) {
    int index = codePoint - FIRST;
    if (index >= 0 && index < HUNDREDTHS.length) {
      return HUNDREDTHS[index];
    }
    return codePoint < FIRST_SYMBOL ? OF_LETTERS : OF_SYMBOLS;
  }

  /** As much of a text as fits, with a sign where something is missing. */
  static String fit(String text, double size, double room) {
    if (width(text, size) <= room) {
      return text;
    }
    int length = text.length();
    while (length > 0 && width(Texts.cut(text, length), size) > room) {
      length--;
    }
    return Texts.cut(text, length);
  }
}

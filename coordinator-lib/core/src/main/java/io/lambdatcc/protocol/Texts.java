package io.lambdatcc.protocol;

import java.nio.charset.StandardCharsets;

/** Keeps texts that others wrote within the room that the log has for them. */
final class Texts {
  private Texts() {}

  /** The text, or its beginning; never half a character. */
  static String cut(String text, int maxLength) {
    if (text.length() <= maxLength) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(maxLength - 1));
    return text.substring(0, splits ? maxLength - 1 : maxLength);
  }

  static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}

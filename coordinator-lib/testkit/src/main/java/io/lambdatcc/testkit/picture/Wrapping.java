package io.lambdatcc.testkit.picture;

import io.lambdatcc.testkit.picture.Picture.Style;
import java.util.ArrayList;
import java.util.List;

/** Breaks texts into lines. */
final class Wrapping {
  private Wrapping() {}

  /**
   * Lines that fit, broken between words where possible; the last one says if something is missing.
   */
  static List<String> lines(String text, Style style, double room, int most) {
    String rest = Texts.oneLine(text).strip();
    List<String> lines = new ArrayList<>();
    while (!rest.isEmpty() && lines.size() < most) {
      int end = fitting(rest, style, room);
      if (end == rest.length()) {
        lines.add(rest);
        return lines;
      }
      if (lines.size() == most - 1) {
        lines.add(Texts.cut(rest, Math.max(1, end - 1)));
        return lines;
      }
      int space = rest.lastIndexOf(' ', end);
      int cut = space > end / 3 ? space : end;
      lines.add(rest.substring(0, cut).stripTrailing());
      rest = rest.substring(cut).stripLeading();
    }
    return lines;
  }

  /** How many characters fit, at least one whole one. */
  private static int fitting(String text, Style style, double room) {
    int end = text.offsetByCodePoints(0, 1);
    while (end < text.length()) {
      int next = text.offsetByCodePoints(end, 1);
      if (style.width(text.substring(0, next)) > room) {
        return end;
      }
      end = next;
    }
    return end;
  }
}

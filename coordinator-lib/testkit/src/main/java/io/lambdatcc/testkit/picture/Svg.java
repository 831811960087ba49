package io.lambdatcc.testkit.picture;

import java.util.Locale;

/** The few shapes of SVG that pictures need, as text; everything that is not ours is escaped. */
final class Svg {
  private final StringBuilder out = new StringBuilder(32_768);

  void open(double width, double height) {
    String w = number(width);
    String h = number(height);
    out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"")
        .append(w)
        .append("\" height=\"")
        .append(h)
        .append("\" viewBox=\"0 0 ")
        .append(w)
        .append(' ')
        .append(h)
        .append("\" font-family=\"sans-serif\">\n");
  }

  String close() {
    return out.append("</svg>\n").toString();
  }

  void raw(String ownText) {
    out.append(ownText).append('\n');
  }

  void openTip(String tip) {
    out.append("<g><title>").append(escaped(tip)).append("</title>\n");
  }

  void closeTip() {
    out.append("</g>\n");
  }

  void rect(Box box, double round, String fill, String stroke, String dashes) {
    out.append("<rect");
    attribute("x", box.x());
    attribute("y", box.y());
    attribute("width", box.width());
    attribute("height", box.height());
    attribute("rx", round);
    paint(fill, stroke, 1, dashes);
  }

  void circle(double x, double y, double radius, String fill, String stroke) {
    out.append("<circle");
    attribute("cx", x);
    attribute("cy", y);
    attribute("r", radius);
    paint(fill, stroke, 1.4, "");
  }

  void line(double x1, double y1, double x2, double y2, String ink, double breadth, String dashes) {
    out.append("<line");
    attribute("x1", x1);
    attribute("y1", y1);
    attribute("x2", x2);
    attribute("y2", y2);
    paint("none", ink, breadth, dashes);
  }

  void triangle(double x1, double y1, double x2, double y2, double x3, double y3, String fill) {
    out.append("<path d=\"M")
        .append(number(x1))
        .append(' ')
        .append(number(y1))
        .append(" L")
        .append(number(x2))
        .append(' ')
        .append(number(y2))
        .append(" L")
        .append(number(x3))
        .append(' ')
        .append(number(y3))
        .append(" Z\"");
    paint(fill, "none", 0, "");
  }

  void text(double x, double y, String text, double size, boolean bold, String ink, String anchor) {
    openText(x, y, size);
    if (bold) {
      out.append(" font-weight=\"bold\"");
    }
    if (!anchor.equals("start")) {
      out.append(" text-anchor=\"").append(anchor).append('"');
    }
    closeText(ink, text);
  }

  /** A text that stays readable over lines. */
  void halo(double x, double y, String text, double size, boolean bold, String ink, String paper) {
    openText(x, y, size);
    if (bold) {
      out.append(" font-weight=\"bold\"");
    }
    out.append(" paint-order=\"stroke\" stroke-width=\"4\" stroke-linejoin=\"round\" stroke=\"")
        .append(paper)
        .append('"');
    closeText(ink, text);
  }

  private void openText(double x, double y, double size) {
    out.append("<text");
    attribute("x", x);
    attribute("y", y);
    attribute("font-size", size);
  }

  private void closeText(String ink, String text) {
    out.append(" fill=\"").append(ink).append("\">").append(escaped(text)).append("</text>\n");
  }

  private void paint(String fill, String stroke, double breadth, String dashes) {
    out.append(" fill=\"").append(fill).append('"');
    if (!stroke.equals("none")) {
      out.append(" stroke=\"").append(stroke).append('"');
      attribute("stroke-width", breadth);
    }
    if (!dashes.isEmpty()) {
      out.append(" stroke-dasharray=\"").append(dashes).append('"');
    }
    out.append("/>\n");
  }

  private void attribute(String name, double value) {
    out.append(' ').append(name).append("=\"").append(number(value)).append('"');
  }

  /** One decimal, and none where it is zero. */
  private static String number(double value) {
    long tenths = Math.round(value * 10);
    return tenths % 10 == 0
        ? Long.toString(tenths / 10)
        : String.format(
            Locale.ROOT,
            "%s%d.%d",
            tenths < 0 ? "-" : "",
            Math.abs(tenths) / 10,
            Math.abs(tenths) % 10);
  }

  static String escaped(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    String line = Texts.oneLine(text);
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }
}

package io.lambdatcc.testkit.picture;

import io.lambdatcc.testkit.picture.Picture.Badge;
import io.lambdatcc.testkit.picture.Picture.Caption;
import io.lambdatcc.testkit.picture.Picture.Divider;
import io.lambdatcc.testkit.picture.Picture.Explanation;
import io.lambdatcc.testkit.picture.Picture.Head;
import io.lambdatcc.testkit.picture.Picture.PlacedArrow;
import io.lambdatcc.testkit.picture.Picture.PlacedFlag;
import io.lambdatcc.testkit.picture.Picture.PlacedPill;
import io.lambdatcc.testkit.picture.Picture.PlacedStretch;
import io.lambdatcc.testkit.picture.Picture.Sample;
import io.lambdatcc.testkit.picture.Picture.Style;
import io.lambdatcc.testkit.picture.Sketch.Absence;
import io.lambdatcc.testkit.picture.Sketch.Look;
import io.lambdatcc.testkit.picture.Sketch.Manner;

/** Paints a picture as SVG that stands alone: no fonts, scripts or style sheets from elsewhere. */
final class SvgPainter {
  private static final String LANE = "#b4bec8";
  private static final String HAIR = "#edf0f3";
  private static final String EDGE = "#d5dce3";
  private static final String PAPER = "#ffffff";
  private static final String FROZEN = "url(#frozen)";
  private static final double BASELINE = 0.36;
  private static final double HEAD_LENGTH = 8;
  private static final double HEAD_HALF = 3.6;

  private final Picture picture;
  private final Svg svg = new Svg();

  private SvgPainter(Picture picture) {
    this.picture = picture;
  }

  static String paint(Picture picture) {
    return new SvgPainter(picture).paint();
  }

  private String paint() {
    svg.open(picture.width(), picture.height());
    svg.raw(
        "<defs><pattern id=\"frozen\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\""
            + " patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"#dceef9\"/>"
            + "<rect width=\"2.5\" height=\"6\" fill=\"#56b4e9\"/></pattern></defs>");
    svg.rect(new Box(0.5, 0.5, picture.width() - 1, picture.height() - 1), 10, PAPER, EDGE, "");
    picture.heading().forEach(this::text);
    picture.badges().forEach(this::badge);
    band();
    for (Caption time : picture.times()) {
      double y = time.box().y() + time.box().height() / 2;
      svg.line(picture.left(), y, picture.width() - Layout.MARGIN, y, HAIR, 1, "");
    }
    picture.heads().forEach(this::lane);
    picture.stretches().forEach(this::stretch);
    picture.dividers().forEach(this::divider);
    picture.times().forEach(this::text);
    picture.arrows().forEach(this::line);
    picture.arrows().forEach(this::labels);
    picture.flags().forEach(this::flag);
    picture.pills().forEach(this::pill);
    if (picture.band() != null) {
      picture.band().lines().forEach(this::captionInBand);
    }
    picture.legend().forEach(this::explain);
    return svg.close();
  }

  // ---- what does not move ----------------------------------------------------------------------

  private void text(Caption text) {
    Style style = text.style();
    double y = text.box().y() + text.box().height() / 2 + style.size() * BASELINE;
    svg.text(text.box().x(), y, text.shown(), style.size(), style.bold(), style.ink(), "start");
  }

  private void captionInBand(Caption text) {
    Style style = text.style();
    double y = text.box().y() + text.box().height() / 2 + style.size() * BASELINE;
    svg.halo(
        text.box().x(),
        y,
        text.shown(),
        style.size(),
        style.bold(),
        style.ink(),
        Tone.BROKEN.paper());
  }

  private void badge(Badge badge) {
    number(badge.box(), badge.number());
  }

  private void number(Box box, int number) {
    svg.rect(box, 3, Tone.FAULT.ink(), "none", "");
    svg.text(box.middle(), box.y() + 10.4, String.valueOf(number), 9.5, true, PAPER, "middle");
  }

  private void band() {
    if (picture.band() != null) {
      svg.rect(picture.band().box(), 6, Tone.BROKEN.paper(), Tone.BROKEN.ink(), "");
    }
  }

  private void lane(Head head) {
    svg.line(head.x(), picture.top(), head.x(), picture.bottom(), LANE, 1.5, "");
    head(head, head.above());
    head(head, head.below());
  }

  private void head(Head head, Box box) {
    boolean log = head.lane().kind() == Lane.Kind.LOG;
    svg.openTip(Texts.oneLine(head.lane().name()));
    svg.rect(box, log ? 2 : 7, log ? "#e4e8ec" : "#f4f6f8", LANE, "");
    svg.text(
        box.middle(),
        box.y() + 16,
        head.shown(),
        Style.NAME.size(),
        true,
        Style.NAME.ink(),
        "middle");
    svg.text(
        box.middle(),
        box.y() + 30,
        head.lane().kind().word(),
        Style.SMALL.size(),
        false,
        Style.TIME.ink(),
        "middle");
    svg.closeTip();
  }

  private void stretch(PlacedStretch it) {
    Box box = new Box(it.x() - 5, it.from(), 10, Math.max(2, it.to() - it.from()));
    if (it.stretch().absence() == Absence.DOWN) {
      svg.rect(box, 3, "#e2e5e8", "#9aa4ae", "3 3");
    } else {
      svg.rect(box, 3, FROZEN, "#3d8fc4", "");
    }
  }

  private void divider(Divider it) {
    Box box = it.box();
    double y = box.y() + box.height() / 2;
    double half = Style.TIME.width(it.shown()) / 2 + 10;
    if (it.leap()) {
      svg.rect(box, 0, "#f6f7f9", "none", "");
      for (Head head : picture.heads()) {
        svg.line(head.x(), box.y(), head.x(), box.bottom(), "#f6f7f9", 3, "");
        svg.line(head.x(), box.y() + 1, head.x(), box.bottom(), LANE, 1.5, "2 4");
      }
      svg.text(
          Layout.MARGIN,
          y + Style.TIME.size() * BASELINE,
          "⋮",
          13,
          true,
          Style.TIME.ink(),
          "start");
      svg.text(
          Layout.MARGIN + Layout.LEAP_SIGN,
          y + Style.TIME.size() * BASELINE,
          it.shown(),
          Style.TIME.size(),
          false,
          Style.TIME.ink(),
          "start");
    } else {
      svg.line(box.x(), y, box.right(), y, Tone.CONFIRM.ink(), 1, "6 4");
      svg.rect(new Box(box.middle() - half, y - 9, 2 * half, 18), 9, PAPER, "none", "");
      svg.text(
          box.middle(),
          y + Style.TIME.size() * BASELINE,
          it.shown(),
          Style.TIME.size(),
          false,
          Tone.CONFIRM.ink(),
          "middle");
    }
  }

  // ---- arrows ----------------------------------------------------------------------------------

  private void line(PlacedArrow it) {
    svg.openTip(it.arrow().tip());
    line(it.arrow().manner(), it.arrow().tone().ink(), it.x1(), it.y1(), it.x2(), it.y2());
    svg.closeTip();
  }

  private void line(Manner manner, String ink, double x1, double y1, double x2, double y2) {
    double length = Math.max(1, Math.sqrt((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1)));
    double dx = (x2 - x1) / length;
    double dy = (y2 - y1) / length;
    switch (manner) {
      case ARRIVES -> {
        svg.line(x1, y1, x2 - dx * 5, y2 - dy * 5, ink, 1.6, "");
        arrowHead(x2, y2, dx, dy, ink);
      }
      case COPY -> {
        svg.line(x1, y1, x2 - dx * 5, y2 - dy * 5, ink, 1.6, "6 4");
        arrowHead(x2, y2, dx, dy, ink);
      }
      case LOST -> {
        svg.line(x1, y1, x2, y2, ink, 1.6, "");
        cross(x2, y2, 5, Tone.BROKEN.ink());
      }
      case UNHEARD -> {
        svg.line(x1, y1, x2 - dx * 4, y2 - dy * 4, ink, 1.4, "");
        svg.circle(x2, y2, 4, PAPER, ink);
      }
      case UNDER_WAY -> {
        svg.line(x1, y1, x2 - dx * 8, y2 - dy * 8, ink, 1.6, "");
        for (int i = -1; i <= 1; i++) {
          svg.circle(x2 + dx * 5 * i, y2 + dy * 5 * i, 1.2, ink, ink);
        }
      }
      case UNKNOWN -> {
        svg.line(x1, y1, x2 - dx * 8, y2 - dy * 8, ink, 1.6, "4 3");
        svg.circle(x2, y2, 8, PAPER, ink);
        svg.text(x2, y2 + 4, "?", 11, true, ink, "middle");
      }
    }
  }

  private void arrowHead(double x, double y, double dx, double dy, String ink) {
    double backX = x - dx * HEAD_LENGTH;
    double backY = y - dy * HEAD_LENGTH;
    svg.triangle(
        x,
        y,
        backX - dy * HEAD_HALF,
        backY + dx * HEAD_HALF,
        backX + dy * HEAD_HALF,
        backY - dx * HEAD_HALF,
        ink);
  }

  private void cross(double x, double y, double half, String ink) {
    svg.line(x - half, y - half, x + half, y + half, ink, 2.4, "");
    svg.line(x - half, y + half, x + half, y - half, ink, 2.4, "");
  }

  private void labels(PlacedArrow it) {
    if (it.label() != null) {
      label(it, it.label(), it.shown());
    }
    if (it.late() != null) {
      label(it, it.late(), it.lateShown());
    }
  }

  private void label(PlacedArrow it, Box box, String shown) {
    boolean inBand = picture.band() != null && picture.band().box().overlaps(box);
    svg.openTip(it.arrow().tip());
    svg.halo(
        box.x(),
        box.y() + 10,
        shown,
        Style.SMALL.size(),
        false,
        it.arrow().tone().ink(),
        inBand ? Tone.BROKEN.paper() : PAPER);
    svg.closeTip();
  }

  // ---- marks -----------------------------------------------------------------------------------

  private void flag(PlacedFlag it) {
    Box box = it.box();
    svg.openTip(it.flag().tip());
    svg.rect(box, 3, Tone.FAULT.paper(), Tone.FAULT.ink(), "");
    flagSign(box.x() + 7, box.y() + 3);
    double left = box.x() + 17;
    if (it.flag().rule() > 0) {
      number(new Box(left, box.y() + 1.5, 13, 13), it.flag().rule());
      left += 16;
    }
    svg.text(
        left, box.y() + 11.8, it.shown(), Style.SMALL.size(), false, Tone.FAULT.ink(), "start");
    svg.closeTip();
  }

  private void flagSign(double x, double y) {
    svg.line(x, y, x, y + 10, Tone.FAULT.ink(), 1.4, "");
    svg.triangle(x, y, x + 7, y + 2.8, x, y + 5.6, Tone.FAULT.ink());
  }

  private void pill(PlacedPill it) {
    svg.openTip(it.pill().tip());
    pill(it.box(), it.pill().tone(), it.pill().look(), it.shown());
    svg.closeTip();
  }

  private void pill(Box box, Tone tone, Look look, String shown) {
    double round = box.height() / 2;
    double baseline = box.y() + box.height() / 2 + Style.SMALL.size() * BASELINE;
    switch (look) {
      case LIGHT -> svg.rect(box, round, tone.paper(), tone.ink(), "");
      case STRONG -> svg.rect(box, round, tone.ink(), tone.ink(), "");
      case HOLLOW -> svg.rect(box, round, PAPER, tone.ink(), "4 3");
      case CROSSED -> svg.rect(box, 4, "#2b333b", "#2b333b", "");
    }
    boolean crossed = look == Look.CROSSED;
    if (crossed) {
      cross(box.x() + 11, box.y() + box.height() / 2, 3.6, PAPER);
    }
    String ink = look == Look.STRONG || crossed ? PAPER : tone.ink();
    double middle = box.middle() + (crossed ? 6 : 0);
    svg.text(middle, baseline, shown, Style.SMALL.size(), look != Look.HOLLOW, ink, "middle");
  }

  // ---- legend ----------------------------------------------------------------------------------

  private void explain(Explanation it) {
    double x = it.box().x();
    double y = it.box().y() + it.box().height() / 2;
    sample(it.sample(), x, y);
    svg.text(
        x + 38,
        y + Style.SMALL.size() * BASELINE,
        it.shown(),
        Style.SMALL.size(),
        false,
        Style.SMALL.ink(),
        "start");
  }

  private void sample(Sample sample, double x, double y) {
    String ink = Tone.PLAIN.ink();
    switch (sample) {
      case ARRIVES, COPY -> line(Manner.valueOf(sample.name()), ink, x, y - 4, x + 30, y + 4);
      case LOST, UNHEARD, UNDER_WAY, UNKNOWN ->
          line(Manner.valueOf(sample.name()), ink, x, y, x + 22, y);
      case PASSING -> pill(new Box(x, y - 6, 30, 12), Tone.CONFIRM, Look.LIGHT, "");
      case FINAL -> pill(new Box(x, y - 6, 30, 12), Tone.CONFIRM, Look.STRONG, "");
      case FLAG -> flagSign(x + 12, y - 5);
      case DOWN -> svg.rect(new Box(x, y - 5, 30, 10), 3, "#e2e5e8", "#9aa4ae", "3 3");
      case FROZEN -> svg.rect(new Box(x, y - 5, 30, 10), 3, FROZEN, "#3d8fc4", "");
      case LEAP -> svg.text(x + 14, y + 4, "⋮", 13, true, ink, "middle");
    }
  }
}

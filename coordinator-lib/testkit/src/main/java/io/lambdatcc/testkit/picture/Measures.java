package io.lambdatcc.testkit.picture;

import io.lambdatcc.testkit.picture.Picture.Style;
import io.lambdatcc.testkit.picture.Sketch.Arrow;
import io.lambdatcc.testkit.picture.Sketch.Flag;
import io.lambdatcc.testkit.picture.Sketch.Look;
import io.lambdatcc.testkit.picture.Sketch.Manner;
import io.lambdatcc.testkit.picture.Sketch.Moment;
import io.lambdatcc.testkit.picture.Sketch.Pill;
import java.util.List;

/** What is written on the things of a sketch, cut to the room that there is, and how wide it is. */
final class Measures {
  private static final Style STYLE = Style.SMALL;
  private static final double HEAD_WIDEST = 150;
  private static final double HEAD_PADDING = 24;
  private static final double PILL_WIDEST = 220;
  private static final double PILL_PADDING = 16;
  private static final double CROSS = 12;
  private static final double FLAG_WIDEST = 200;
  private static final double FLAG_SIGN = 22;
  private static final double FLAG_NUMBER = 14;
  private static final double LABEL_WIDEST = 230;

  /** A message that takes longer is told at its end, too. */
  private static final long LONG_MILLIS = 400;

  /** So is one beside which so much else happens. */
  private static final int LONG_MOMENTS = 14;

  private final List<Moment> moments;

  Measures(Sketch sketch) {
    this.moments = sketch.moments();
  }

  // ---- lanes -----------------------------------------------------------------------------------

  String shown(Lane lane) {
    return Typeface.fit(Texts.oneLine(lane.name()), Style.NAME.size(), HEAD_WIDEST);
  }

  double width(Lane lane) {
    double name = Style.NAME.width(shown(lane));
    return Math.max(name, STYLE.width(lane.kind().word())) + HEAD_PADDING;
  }

  // ---- marks -----------------------------------------------------------------------------------

  String shown(Pill pill) {
    return Typeface.fit(Texts.oneLine(pill.text()), STYLE.size(), PILL_WIDEST);
  }

  double width(Pill pill) {
    String shown = shown(pill);
    double text =
        pill.look() == Look.HOLLOW ? STYLE.width(shown) : Typeface.boldWidth(shown, STYLE.size());
    return text + PILL_PADDING + (pill.look() == Look.CROSSED ? CROSS : 0);
  }

  String shown(Flag flag) {
    return Typeface.fit(Texts.oneLine(flag.text()), STYLE.size(), FLAG_WIDEST);
  }

  double width(Flag flag) {
    return STYLE.width(shown(flag)) + FLAG_SIGN + (flag.rule() > 0 ? FLAG_NUMBER : 0);
  }

  // ---- arrows ----------------------------------------------------------------------------------

  /** Whether it is told at its beginning what it is; a copy is told where it arrives. */
  boolean hasLabel(Arrow arrow) {
    return !arrow.label().isEmpty() && arrow.manner() != Manner.COPY;
  }

  String label(Arrow arrow) {
    return Typeface.fit(Texts.oneLine(arrow.label()), STYLE.size(), LABEL_WIDEST);
  }

  double labelWidth(Arrow arrow) {
    return hasLabel(arrow) ? STYLE.width(label(arrow)) : 0;
  }

  /** Whether it is told at its end what it is, since its beginning is far away. */
  boolean hasLateLabel(Arrow arrow) {
    return arrow.end() != Sketch.NOWHERE
        && arrow.end() != arrow.start()
        && (arrow.manner() == Manner.COPY
            || millis(arrow) >= LONG_MILLIS
            || arrow.end() - arrow.start() >= LONG_MOMENTS);
  }

  String lateLabel(Arrow arrow) {
    String after = ", after " + Times.span(millis(arrow));
    double room = LABEL_WIDEST - STYLE.width(after);
    return Typeface.fit(Texts.oneLine(arrow.label()), STYLE.size(), room) + after;
  }

  double lateWidth(Arrow arrow) {
    return hasLateLabel(arrow) ? STYLE.width(lateLabel(arrow)) : 0;
  }

  private long millis(Arrow arrow) {
    return moments.get(arrow.end()).at() - moments.get(arrow.start()).at();
  }
}

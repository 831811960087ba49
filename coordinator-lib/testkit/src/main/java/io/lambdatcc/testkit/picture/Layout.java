package io.lambdatcc.testkit.picture;

import io.lambdatcc.testkit.oracle.Finding;
import io.lambdatcc.testkit.picture.Picture.Badge;
import io.lambdatcc.testkit.picture.Picture.Band;
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
import io.lambdatcc.testkit.picture.Row.Part;
import io.lambdatcc.testkit.picture.Sketch.Absence;
import io.lambdatcc.testkit.picture.Sketch.Arrow;
import io.lambdatcc.testkit.picture.Sketch.Flag;
import io.lambdatcc.testkit.picture.Sketch.Look;
import io.lambdatcc.testkit.picture.Sketch.Moment;
import io.lambdatcc.testkit.picture.Sketch.Pill;
import io.lambdatcc.testkit.picture.Sketch.Stretch;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives everything in a sketch its place.
 *
 * <p>Time runs downwards in rows and not to scale. No two texts of a row overlap in breadth and no
 * two rows overlap in height, so no two texts overlap.
 */
final class Layout {
  static final double MARGIN = 24;
  static final double LEAP_SIGN = 12;

  private static final double NARROWEST = 760;
  private static final double ROW = 32;
  private static final double HEAD_HEIGHT = 38;
  private static final double PILL_HEIGHT = 18;
  private static final double FLAG_HEIGHT = 16;
  private static final double LABEL_HEIGHT = 13;
  private static final double LABEL_RISE = 3;
  private static final double BREAK_FALL = 10;
  private static final double LINE = 17;
  private static final double DIVIDER = 26;
  private static final int MOST_PLAN_LINES = 8;
  private static final int MOST_BAND_LINES = 8;

  /** From this on it is said that time passes. */
  private static final long LEAP_MILLIS = 500;

  private final Sketch sketch;
  private final Measures measures;
  private final Grid grid;
  private final Packing packing;
  private final double left;
  private final double width;

  private final List<Caption> heading = new ArrayList<>();
  private final List<Badge> badges = new ArrayList<>();
  private final List<Divider> dividers = new ArrayList<>();
  private final List<Caption> times = new ArrayList<>();
  private @Nullable Band band;

  private Layout(Sketch sketch) {
    this.sketch = sketch;
    this.measures = new Measures(sketch);
    this.left = endOfTimes();
    this.grid = new Grid(sketch, measures, left);
    this.packing = new Packing(sketch, measures, grid);
    packing.shiftTo(left);
    this.width = Math.max(NARROWEST, rightmost() + MARGIN);
  }

  static Picture of(Sketch sketch) {
    return new Layout(sketch).picture();
  }

  private Picture picture() {
    double top = placeHeading();
    double bottom = placeRows(top + HEAD_HEIGHT + 14) + 6;
    List<Explanation> legend = new ArrayList<>();
    double height = placeLegend(legend, bottom + HEAD_HEIGHT + 18) + MARGIN - 6;
    return new Picture(
        width,
        height,
        left,
        heading,
        badges,
        top + HEAD_HEIGHT,
        bottom,
        heads(top, bottom),
        times,
        pills(),
        flags(),
        arrows(),
        stretches(bottom),
        dividers,
        band,
        legend);
  }

  // ---- widths ----------------------------------------------------------------------------------

  /** Where the column of the times ends. */
  private double endOfTimes() {
    double widest = 0;
    long before = sketch.moments().isEmpty() ? 0 : sketch.moments().get(0).at();
    for (Moment moment : sketch.moments()) {
      String stamp = sketch.scale().stamp(moment.at());
      widest = Math.max(widest, Style.TIME.width(stamp));
      widest = Math.max(widest, LEAP_SIGN + Style.TIME.width(passes(moment.at() - before)));
      before = moment.at();
    }
    return MARGIN + widest + 14;
  }

  private static String passes(long millis) {
    return Times.span(millis) + " pass";
  }

  private double rightmost() {
    double right = 0;
    for (Lane lane : sketch.lanes()) {
      right = Math.max(right, grid.x(lane) + measures.width(lane) / 2);
    }
    for (Row row : packing.rows()) {
      right = Math.max(right, row.right());
    }
    return right;
  }

  private List<Head> heads(double top, double bottom) {
    List<Head> heads = new ArrayList<>();
    for (Lane lane : sketch.lanes()) {
      double breadth = measures.width(lane);
      double from = grid.x(lane) - breadth / 2;
      heads.add(
          new Head(
              lane,
              new Box(from, top, breadth, HEAD_HEIGHT),
              new Box(from, bottom, breadth, HEAD_HEIGHT),
              measures.shown(lane)));
    }
    return heads;
  }

  // ---- heights ---------------------------------------------------------------------------------

  private double placeHeading() {
    double y = MARGIN;
    Finding finding = sketch.finding();
    if (finding == null) {
      y = addLines(MARGIN, y, sketch.scenario(), Style.TITLE, 24, 2);
    } else {
      String title = Promise.named(finding.invariant()) + ", is broken";
      y = addLines(MARGIN, y, title, Style.TITLE, 24, 2);
      y = addLines(MARGIN, y, Promise.sentenceOf(finding.invariant()), Style.BODY, LINE, 2);
      y = addLines(MARGIN, y + 4, "Scenario: " + sketch.scenario(), Style.BODY, LINE, 2);
    }
    return placePlan(y + 4) + 14;
  }

  private double placePlan(double top) {
    List<String> plan = sketch.plan();
    boolean nothing = plan.isEmpty() && sketch.order().isEmpty();
    String title = nothing ? "The plan makes nothing go wrong." : "What the plan makes go wrong:";
    double y = addLines(MARGIN, top, title, Style.STRONG, LINE, 1);
    for (int i = 0; i < Math.min(plan.size(), MOST_PLAN_LINES); i++) {
      badges.add(new Badge(new Box(MARGIN, y + 1, 14, 14), i + 1));
      y = addLines(MARGIN + 20, y, plan.get(i), Style.BODY, LINE, 2);
    }
    if (plan.size() > MOST_PLAN_LINES) {
      String more = "… and " + (plan.size() - MOST_PLAN_LINES) + " more";
      y = addLines(MARGIN + 20, y, more, Style.BODY, LINE, 1);
    }
    return addLines(MARGIN, y, sketch.order(), Style.BODY, LINE, 1);
  }

  private double addLines(double from, double y, String text, Style style, double line, int most) {
    double at = y;
    for (String part : Wrapping.lines(text, style, width - from - MARGIN, most)) {
      heading.add(new Caption(new Box(from, at, style.width(part), line), part, style));
      at += line;
    }
    return at;
  }

  private double placeRows(double top) {
    double y = top;
    long before = packing.rows().isEmpty() ? 0 : packing.rows().get(0).at();
    String stamped = "";
    for (Row row : packing.rows()) {
      Moment moment = sketch.moments().get(row.first());
      if (row.at() - before >= LEAP_MILLIS) {
        y = divide(y, passes(row.at() - before), true);
      }
      before = row.at();
      if (!moment.divider().isEmpty() && !moment.broken()) {
        row.place(y + DIVIDER / 2);
        y = divide(y, moment.divider(), false);
        continue;
      }
      double bandTop = y;
      y += (moment.broken() ? 6 : 0) + row.storeys() * LABEL_HEIGHT;
      row.place(y + ROW / 2 + 1);
      String stamp = sketch.scale().stamp(row.at());
      if (!stamp.equals(stamped)) {
        Box box = new Box(MARGIN, row.y() - 7, Style.TIME.width(stamp), 14);
        times.add(new Caption(box, stamp, Style.TIME));
        stamped = stamp;
      }
      y += ROW;
      if (moment.broken()) {
        y = placeBand(bandTop, y + 2);
      }
    }
    return y + 6;
  }

  private double divide(double y, String text, boolean leap) {
    Box box = new Box(left, y + 2, width - left - MARGIN, DIVIDER - 4);
    dividers.add(new Divider(box, text, leap));
    return y + DIVIDER;
  }

  private double placeBand(double top, double textTop) {
    Finding finding = sketch.finding();
    if (finding == null) {
      return textTop;
    }
    List<Caption> lines = new ArrayList<>();
    double y = textTop;
    String title = Promise.named(finding.invariant()) + ", is broken here";
    Style titled = Style.BROKEN_TITLE;
    lines.add(new Caption(new Box(MARGIN, y, titled.width(title), LINE + 2), title, titled));
    y += LINE + 2;
    Style style = Style.BROKEN;
    double room = width - 2 * MARGIN;
    for (String line : Wrapping.lines(finding.what(), style, room, MOST_BAND_LINES)) {
      lines.add(new Caption(new Box(MARGIN, y, style.width(line), LINE), line, style));
      y += LINE;
    }
    y += 8;
    band = new Band(new Box(MARGIN / 2, top, width - MARGIN, y - top), lines);
    return y + 4;
  }

  // ---- everything in its place -----------------------------------------------------------------

  private List<PlacedPill> pills() {
    List<PlacedPill> placed = new ArrayList<>();
    for (Row row : packing.rows()) {
      for (Part part : row.parts(Part.Kind.PILL)) {
        Pill pill = (Pill) part.what();
        Box box = new Box(part.left(), row.y() - PILL_HEIGHT / 2, part.breadth(), PILL_HEIGHT);
        placed.add(new PlacedPill(pill, box, measures.shown(pill)));
      }
    }
    return placed;
  }

  private List<PlacedFlag> flags() {
    List<PlacedFlag> placed = new ArrayList<>();
    for (Row row : packing.rows()) {
      for (Part part : row.parts(Part.Kind.FLAG)) {
        Flag flag = (Flag) part.what();
        Box box = new Box(part.left(), row.y() - FLAG_HEIGHT / 2, part.breadth(), FLAG_HEIGHT);
        placed.add(new PlacedFlag(flag, box, measures.shown(flag)));
      }
    }
    return placed;
  }

  private List<PlacedArrow> arrows() {
    List<PlacedArrow> placed = new ArrayList<>();
    for (Arrow arrow : sketch.arrows()) {
      Row start = packing.row(arrow.start());
      Row end = arrow.end() == Sketch.NOWHERE ? null : packing.row(arrow.end());
      double side = grid.direction(arrow);
      double from = grid.x(arrow.from());
      double to = grid.x(arrow.to());
      Box late = end == null ? null : label(end, Part.Kind.LATE, arrow);
      placed.add(
          new PlacedArrow(
              arrow,
              from + side * start.halfPillAt(from),
              start.y(),
              end == null ? grid.breakOf(arrow) : to - side * (end.halfPillAt(to) + 1),
              end == null ? start.y() + BREAK_FALL : end.y(),
              label(start, Part.Kind.LABEL, arrow),
              measures.label(arrow),
              late,
              late == null ? "" : measures.lateLabel(arrow)));
    }
    return placed;
  }

  private static @Nullable Box label(Row row, Part.Kind kind, Arrow arrow) {
    for (Part part : row.parts(kind)) {
      if (part.what().equals(arrow)) {
        double rise =
            isInWedge(row, part, arrow)
                ? LABEL_HEIGHT / 2
                : LABEL_HEIGHT * (1 + part.storey()) + LABEL_RISE;
        return new Box(part.left(), row.y() - rise, part.breadth(), LABEL_HEIGHT);
      }
    }
    return null;
  }

  /** Whether a label lies between the arrow that comes in there and the one that goes back. */
  private static boolean isInWedge(Row row, Part label, Arrow arrow) {
    return label.kind() == Part.Kind.LABEL
        && arrow.end() != arrow.start()
        && row.parts(Part.Kind.APPROACH).stream()
            .anyMatch(
                it ->
                    it.what() instanceof Arrow incoming
                        && incoming.to().equals(arrow.from())
                        && incoming.from().equals(arrow.to()));
  }

  private List<PlacedStretch> stretches(double bottom) {
    List<PlacedStretch> placed = new ArrayList<>();
    for (Stretch it : sketch.stretches()) {
      double to = it.end() == Sketch.NOWHERE ? bottom : packing.row(it.end()).y();
      double from = packing.row(it.start()).y();
      placed.add(new PlacedStretch(it, grid.x(it.lane()), from, to));
    }
    return placed;
  }

  // ---- legend ----------------------------------------------------------------------------------

  private double placeLegend(List<Explanation> legend, double top) {
    double from = MARGIN;
    double y = top;
    for (Sample sample : used()) {
      double breadth = 40 + Style.SMALL.width(sample.words());
      if (from > MARGIN && from + breadth > width - MARGIN) {
        from = MARGIN;
        y += LINE + 3;
      }
      legend.add(new Explanation(new Box(from, y, breadth, LINE), sample, sample.words()));
      from += breadth + 22;
    }
    return y + LINE;
  }

  /** What the picture uses and not everybody knows. */
  private Set<Sample> used() {
    Set<Sample> used = EnumSet.noneOf(Sample.class);
    for (Arrow arrow : sketch.arrows()) {
      boolean unused = used.add(Sample.valueOf(arrow.manner().name()));
    }
    for (Moment moment : sketch.moments()) {
      for (Pill pill : moment.pills()) {
        if (pill.tone() != Tone.PLAIN && pill.look() != Look.HOLLOW) {
          boolean unused = used.add(pill.look() == Look.STRONG ? Sample.FINAL : Sample.PASSING);
        }
      }
      if (!moment.flags().isEmpty()) {
        boolean unused = used.add(Sample.FLAG);
      }
    }
    for (Stretch stretch : sketch.stretches()) {
      boolean unused = used.add(stretch.absence() == Absence.DOWN ? Sample.DOWN : Sample.FROZEN);
    }
    if (dividers.stream().anyMatch(Divider::leap)) {
      boolean unused = used.add(Sample.LEAP);
    }
    return used;
  }
}

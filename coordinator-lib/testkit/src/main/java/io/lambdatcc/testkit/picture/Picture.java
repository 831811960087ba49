package io.lambdatcc.testkit.picture;

import io.lambdatcc.testkit.picture.Sketch.Arrow;
import io.lambdatcc.testkit.picture.Sketch.Flag;
import io.lambdatcc.testkit.picture.Sketch.Pill;
import io.lambdatcc.testkit.picture.Sketch.Stretch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sketch in which everything has its place.
 *
 * <p>Boxes of texts do not overlap; lines may pass under them.
 */
record Picture(
    double width,
    double height,
    double left,
    List<Caption> heading,
    List<Badge> badges,
    double top,
    double bottom,
    List<Head> heads,
    List<Caption> times,
    List<PlacedPill> pills,
    List<PlacedFlag> flags,
    List<PlacedArrow> arrows,
    List<PlacedStretch> stretches,
    List<Divider> dividers,
    @Nullable Band band,
    List<Explanation> legend) {

  /** How a text is written. */
  enum Style {
    TITLE(17, true, "#1b232b"),
    STRONG(12, true, "#1b232b"),
    BODY(12, false, "#48535e"),
    TIME(10.5, false, "#66727e"),
    SMALL(10.5, false, "#48535e"),
    NAME(12.5, true, "#1b232b"),
    BROKEN_TITLE(13, true, "#8f0016"),
    BROKEN(12, false, "#8f0016");

    private final double size;
    private final boolean bold;
    private final String ink;

    Style(double size, boolean bold, String ink) {
      this.size = size;
      this.bold = bold;
      this.ink = ink;
    }

    double size() {
      return size;
    }

    boolean bold() {
      return bold;
    }

    String ink() {
      return ink;
    }

    double width(String text) {
      return bold ? Typeface.boldWidth(text, size) : Typeface.width(text, size);
    }
  }

  /** A line of text in its box. */
  record Caption(Box box, String shown, Style style) {}

  /** The number of a rule of the plan. */
  record Badge(Box box, int number) {}

  /** The name of a lane, above it and below it. */
  record Head(Lane lane, Box above, Box below, String shown) {
    double x() {
      return above.middle();
    }
  }

  /** A pill on its lane. */
  record PlacedPill(Pill pill, Box box, String shown) {}

  /** A flag beside its lane. */
  record PlacedFlag(Flag flag, Box box, String shown) {}

  /**
   * An arrow with its line and what is written at its beginning and its end.
   *
   * @param label beside its beginning; null for nothing
   * @param late beside its end, where its beginning is far away; null for nothing
   */
  record PlacedArrow(
      Arrow arrow,
      double x1,
      double y1,
      double x2,
      double y2,
      @Nullable Box label,
      String shown,
      @Nullable Box late,
      String lateShown) {}

  /** A part of a lane on which nobody is there. */
  record PlacedStretch(Stretch stretch, double x, double from, double to) {}

  /** A line across all lanes, or a leap in time. */
  record Divider(Box box, String shown, boolean leap) {}

  /** Where the invariant was broken. */
  record Band(Box box, List<Caption> lines) {
    Band {
      lines = List.copyOf(lines);
    }
  }

  /** An entry of the legend. */
  record Explanation(Box box, Sample sample, String shown) {}

  /** What the legend explains. */
  enum Sample {
    ARRIVES("message, and when it arrives"),
    COPY("second copy"),
    LOST("lost"),
    UNHEARD("nobody waits for it any more"),
    UNDER_WAY("still under way"),
    UNKNOWN("lost answer: the write may have landed or not"),
    PASSING("state that will pass"),
    FINAL("state for good"),
    FLAG("a rule of the plan strikes"),
    DOWN("process is down"),
    FROZEN("process stands still"),
    LEAP("time passes");

    private final String words;

    Sample(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  Picture {
    heading = List.copyOf(heading);
    badges = List.copyOf(badges);
    heads = List.copyOf(heads);
    times = List.copyOf(times);

    pills = List.copyOf(pills);
    flags = List.copyOf(flags);
    arrows = List.copyOf(arrows);
    stretches = List.copyOf(stretches);
    dividers = List.copyOf(dividers);
    legend = List.copyOf(legend);
  }
}

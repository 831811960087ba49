package io.lambdatcc.testkit.picture;

import io.lambdatcc.testkit.oracle.Finding;
import io.lambdatcc.testkit.picture.Picture.Style;
import io.lambdatcc.testkit.picture.Sketch.Arrow;
import io.lambdatcc.testkit.picture.Sketch.Flag;
import io.lambdatcc.testkit.picture.Sketch.Manner;
import io.lambdatcc.testkit.picture.Sketch.Moment;
import io.lambdatcc.testkit.picture.Sketch.Pill;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a sketch as a Mermaid sequence diagram. */
final class MermaidWriter {
  private static final int LONGEST_TEXT = 160;
  private static final double NOTE_WIDTH = 560;
  private static final int MOST_NOTE_LINES = 12;
  private static final long LATE_MILLIS = 400;

  private final Sketch sketch;
  private final StringBuilder out = new StringBuilder(8_192);

  private MermaidWriter(Sketch sketch) {
    this.sketch = sketch;
  }

  static String write(Sketch sketch) {
    return new MermaidWriter(sketch).write();
  }

  private String write() {
    Finding finding = sketch.finding();
    out.append("sequenceDiagram\n");
    String title =
        finding == null
            ? sketch.scenario()
            : Promise.named(finding.invariant()) + ", is broken: " + sketch.scenario();
    line("title " + text(title));
    for (Lane lane : sketch.lanes()) {
      String word = lane.kind() == Lane.Kind.CLIENT ? "actor " : "participant ";
      line(word + id(lane) + " as " + text(lane.name()));
    }
    if (sketch.lanes().isEmpty()) {
      line("participant nobody");
    }
    plan();
    for (int i = 0; i < sketch.moments().size(); i++) {
      moment(i, finding);
    }
    return out.toString();
  }

  private void plan() {
    if (!sketch.plan().isEmpty()) {
      List<String> rules = new ArrayList<>();
      for (int i = 0; i < sketch.plan().size(); i++) {
        rules.add((i + 1) + ". " + text(sketch.plan().get(i)));
      }
      line("Note over " + everybody() + ": " + String.join("<br/>", rules));
    }
    if (!sketch.order().isEmpty()) {
      noteOverAll(sketch.order());
    }
  }

  private void noteOverAll(String words) {
    String lines =
        Wrapping.lines(words, Style.BODY, NOTE_WIDTH, MOST_NOTE_LINES).stream()
            .map(MermaidWriter::escaped)
            .collect(Collectors.joining("<br/>"));
    line("Note over " + everybody() + ": " + (lines.isEmpty() ? escaped("") : lines));
  }

  private void moment(int number, @Nullable Finding finding) {
    Moment moment = sketch.moments().get(number);
    if (moment.broken()) {
      line("rect rgb(253, 228, 228)");
    }
    if (number > 0) {
      long passed = moment.at() - sketch.moments().get(number - 1).at();
      if (passed >= LATE_MILLIS) {
        noteOverAll(Times.span(passed) + " pass");
      }
    }
    if (!moment.divider().isEmpty()) {
      noteOverAll(moment.divider());
    }
    for (Flag flag : moment.flags()) {
      String rule = flag.rule() == 0 ? "" : flag.rule() + ". ";
      line("Note over " + id(flag.lane()) + ": " + text("!! " + rule + flag.text()));
    }
    sketch.arrows().forEach(arrow -> arrive(arrow, number));
    sketch.arrows().forEach(arrow -> leave(arrow, number));
    for (Pill pill : moment.pills()) {
      line("Note over " + id(pill.lane()) + ": " + text(pill.text()));
    }
    if (moment.broken()) {
      if (finding != null) {
        String what = Promise.named(finding.invariant()) + ", is broken here: " + finding.what();
        noteOverAll(what);
      }
      line("end");
    }
  }

  private void arrive(Arrow arrow, int moment) {
    if (arrow.end() == moment) {
      String late =
          millis(arrow) >= LATE_MILLIS ? ", sent " + Times.span(millis(arrow)) + " ago" : "";
      message(arrow, arrow.manner() == Manner.COPY ? "-->>" : "->>", late);
    }
  }

  private void leave(Arrow arrow, int moment) {
    if (arrow.start() != moment || arrow.end() == moment) {
      return;
    }
    switch (arrow.manner()) {
      case ARRIVES, COPY -> {
        if (millis(arrow) >= LATE_MILLIS) {
          String note = arrow.label() + " is on its way for " + Times.span(millis(arrow));
          line("Note over " + id(arrow.from()) + ": " + text(note));
        }
      }
      case LOST -> message(arrow, "--x", " (lost)");
      case UNHEARD -> message(arrow, "--x", " (nobody waits for it any more)");
      case UNKNOWN -> message(arrow, "--x", "? (the answer is never learned)");
      case UNDER_WAY -> message(arrow, "--)", " (still under way)");
    }
  }

  private long millis(Arrow arrow) {
    return sketch.moments().get(arrow.end()).at() - sketch.moments().get(arrow.start()).at();
  }

  private void message(Arrow arrow, String line, String more) {
    String label = arrow.label().isEmpty() && more.isEmpty() ? "answers" : arrow.label();
    line(
        id(arrow.from())
            + line
            + id(arrow.to())
            + ": "
            + text(Texts.cut(label, LONGEST_TEXT - more.length()) + more));
  }

  private String id(Lane lane) {
    return "l" + sketch.lanes().indexOf(lane);
  }

  private String everybody() {
    int last = sketch.lanes().size() - 1;
    if (last < 0) {
      return "nobody";
    }
    return last == 0 ? "l0" : "l0,l" + last;
  }

  private void line(String line) {
    out.append("  ").append(line).append('\n');
  }

  private static String text(String text) {
    return escaped(Texts.cut(text, LONGEST_TEXT));
  }

  /** What means something to Mermaid is written as an entity; so is the word "end". */
  static String escaped(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    String line = Texts.oneLine(text).strip();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean special = "#;\"<>&%{}\\`".indexOf(c) >= 0 || isWordEnd(line, i);
      if (special) {
        safe.append('#').append((int) c).append(';');
      } else {
        safe.append(c);
      }
    }
    return safe.isEmpty() ? "#32;" : safe.toString();
  }

  private static boolean isWordEnd(String text, int at) {
    return text.regionMatches(true, at, "end", 0, 3)
        && (at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)))
        && (at + 3 == text.length() || !Character.isLetterOrDigit(text.charAt(at + 3)));
  }
}

package io.lambdatcc.testkit.picture;

import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.History;
import io.lambdatcc.testkit.oracle.Finding;
import io.lambdatcc.testkit.world.Run;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run as text: a line for everything that matters, in the order in which it happened. What broke
 * an invariant is marked {@code >>>}; what the plan did is marked {@code !!}.
 */
public final class Trace {
  /** Of a long run the beginning is shown up to this many lines … */
  static final int FIRST = 60;

  /** … and around what broke it, or its end, this many. */
  static final int LAST = 200;

  /** So many lines after what broke it are shown at most. */
  private static final int AFTER = 20;

  private static final int WIDEST_ACTOR = 24;
  private static final int LONGEST_SENTENCE = 240;

  private Trace() {}

  /** The trace of a history in which nothing is known to be broken. */
  static String text(History history) {
    return text(history.happenings(), null);
  }

  /** The trace of a run. */
  public static String of(Run run) {
    return text(run.history().happenings(), run.finding());
  }

  private static String text(List<Happening> happenings, @Nullable Finding finding) {
    int moment = finding == null ? -1 : finding.moment();
    List<Integer> all = Relevance.forText(happenings, moment);
    ShortNames names = new ShortNames(happenings);
    Narrator narrator = new Narrator(names);
    int end = endOfShown(all, moment);
    int left = end - FIRST - LAST;
    List<Integer> shown = new ArrayList<>(all.subList(0, left > 0 ? FIRST : end));
    if (left > 0) {
      shown.addAll(all.subList(end - LAST, end));
    }
    Columns columns = Columns.of(happenings, shown, narrator);

    StringBuilder text = new StringBuilder(shown.size() * 80);
    for (int i = 0; i < shown.size(); i++) {
      if (left > 0 && i == FIRST) {
        leftOut(text, left);
      }
      int index = shown.get(i);
      boolean broken = index == moment;
      columns.append(text, broken ? ">>> " : "    ", happenings.get(index), narrator);
      if (broken && finding != null) {
        columns.append(text, names.inShort(finding));
      }
    }
    if (end < all.size()) {
      leftOut(text, all.size() - end);
    }
    return text.toString();
  }

  /** A run that went on after it was broken is shown a little further only. */
  private static int endOfShown(List<Integer> all, int moment) {
    int broken = all.indexOf(moment);
    return broken < 0 ? all.size() : Math.min(all.size(), broken + 1 + AFTER);
  }

  private static void leftOut(StringBuilder text, int lines) {
    text.append("    … ")
        .append(lines)
        .append(lines == 1 ? " line" : " lines")
        .append(" left out\n");
  }

  /** How wide the columns are. */
  private record Columns(Times.Scale scale, int time, int actor) {
    static Columns of(List<Happening> happenings, List<Integer> shown, Narrator narrator) {
      long last = 0;
      for (int index : shown) {
        last = Math.max(last, happenings.get(index).at());
      }
      Times.Scale scale = Times.Scale.of(last);
      int time = scale.stamp(last).length();
      int actor = 0;
      for (int index : shown) {
        actor = Math.max(actor, narrator.tell(happenings.get(index)).actor().length());
      }
      return new Columns(scale, time, Math.min(actor, WIDEST_ACTOR));
    }

    void append(StringBuilder text, String mark, Happening happening, Narrator narrator) {
      Narrator.Line line = narrator.tell(happening);
      String stamp = scale.stamp(happening.at());
      text.append(mark).append(" ".repeat(Math.max(0, time - stamp.length()))).append(stamp);
      text.append("  ");
      if (!line.actor().isEmpty()) {
        String who = Texts.cut(Texts.oneLine(line.actor()), actor);
        text.append(who).append(" ".repeat(actor - who.length())).append("  ");
      }
      text.append(Texts.cut(Texts.oneLine(line.sentence()), LONGEST_SENTENCE)).append('\n');
    }

    void append(StringBuilder text, Finding finding) {
      text.append(">>> ")
          .append(" ".repeat(time))
          .append("  ")
          .append(Promise.named(finding.invariant()))
          .append(", is broken: ")
          .append(Texts.oneLine(finding.what()))
          .append('\n');
    }
  }
}

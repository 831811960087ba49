package io.lambdatcc.testkit.coverage;

import io.lambdatcc.testkit.history.History;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** In how many runs what happened. */
public final class Sometimes {
  private final Map<Sometime, Long> runs = new EnumMap<>(Sometime.class);
  private long all;

  /** Counters of no runs yet. */
  public Sometimes() {}

  /** What happened in a run. */
  static Set<Sometime> in(History history) {
    return Sightings.in(history.happenings());
  }

  /** Counts a run in. */
  public void note(History history) {
    note(in(history));
  }

  /** Counts a run in, in which this happened. */
  void note(Set<Sometime> happened) {
    all++;
    for (Sometime what : happened) {
      runs.merge(what, 1L, Long::sum);
    }
  }

  /** Counts in what others have counted. */
  public void add(Sometimes other) {
    all += other.all;
    other.runs.forEach((what, count) -> runs.merge(what, count, Long::sum));
  }

  /** How many runs were counted. */
  long runs() {
    return all;
  }

  /** In how many of them this happened. */
  long runsWith(Sometime what) {
    return runs.getOrDefault(what, 0L);
  }

  /** What happened in no run: what the runs prove nothing about. */
  public Set<Sometime> never() {
    Set<Sometime> never = EnumSet.noneOf(Sometime.class);
    for (Sometime what : Sometime.values()) {
      if (runsWith(what) == 0) {
        never.add(what);
      }
    }
    return never;
  }

  /** One line for each. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("in so many of " + all + " runs:\n");
    for (Sometime what : Sometime.values()) {
      text.append(String.format(Locale.ROOT, "%,12d  %s\n", runsWith(what), readable(what)));
    }
    return text.toString();
  }

  private static String readable(Sometime what) {
    return what.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

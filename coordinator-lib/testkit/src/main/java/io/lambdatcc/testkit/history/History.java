package io.lambdatcc.testkit.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Everything that happened in a run, in the order in which it happened. */
public final class History {
  private final List<Happening> happenings = new ArrayList<>(128);

  /** A history in which nothing has happened yet. */
  public History() {}

  /** Adds what happened last. */
  public void add(Happening happening) {
    happenings.add(happening);
  }

  /** What happened, oldest first; grows as the run goes on. */
  public List<Happening> happenings() {
    return Collections.unmodifiableList(happenings);
  }

  /**
   * A number that two histories share only if they are the same, made from what a person can read
   * of them; the same on every platform.
   */
  public long hash() {
    long hash = 1125899906842597L;
    for (Happening happening : happenings) {
      String text = happening.toString();
      for (int i = 0; i < text.length(); i++) {
        hash = 31 * hash + text.charAt(i);
      }
    }
    return hash;
  }
}

package io.lambdatcc.testkit.picture;

import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.picture.Sketch.Look;
import io.lambdatcc.testkit.picture.Sketch.Manner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sketches writes to the log, and what becomes of each. */
final class WriteSketch {
  private static final String UNKNOWN = "UNKNOWN";

  private final Draft draft;
  private final ShortNames names;
  private final boolean crowded;
  private final List<Write> writes = new ArrayList<>();

  /**
   * No writes yet.
   *
   * @param crowded whether it has to be said which transaction is meant
   */
  WriteSketch(Draft draft, ShortNames names, boolean crowded) {
    this.draft = draft;
    this.names = names;
    this.crowded = crowded;
  }

  /** One write, as far as it got. */
  private static final class Write {
    final String coordinator;
    final TransactionState next;
    final Lane lane;
    final int sent;
    final String tip;
    int landed = Sketch.NOWHERE;
    int answered = Sketch.NOWHERE;
    String answer = "";
    String answerTip = "";

    Write(Happening.Writing it, Lane lane, int sent, String tip) {
      this.coordinator = it.coordinator();
      this.next = it.next();
      this.lane = lane;
      this.sent = sent;
      this.tip = tip;
    }

    boolean is(String by, TransactionState state) {
      return coordinator.equals(by)
          && next.id().equals(state.id())
          && next.version() == state.version()
          && next.phase() == state.phase();
    }
  }

  // ---- while it goes on ------------------------------------------------------------------------

  void sent(Happening.Writing it) {
    writes.add(new Write(it, draft.coordinator(it.coordinator()), draft.now(), draft.tip()));
  }

  void landed(Happening.Landed it) {
    arrived(it.coordinator(), it.after());
    draft.pill(
        draft.log(),
        (crowded ? names.of(it.after().id()) + " " : "") + Words.phase(it.after()),
        Tone.of(it.after().phase()),
        it.after().phase().finished() ? Look.STRONG : Look.LIGHT);
  }

  void refused(Happening.Conflicted it) {
    arrived(it.coordinator(), it.wanted());
    String stored = it.current() == null ? "nothing" : Words.record(it.current());
    draft.plain(draft.log(), "conflict: has " + stored);
  }

  /**
   * Repeated writes look alike. What arrives is the one that still waits for its answer; if none
   * does, the first one that was given up.
   */
  private void arrived(String by, TransactionState state) {
    Write found = null;
    for (Write write : writes) {
      boolean open = write.landed == Sketch.NOWHERE && write.is(by, state);
      if (open && (found == null || write.answer.isEmpty())) {
        found = write;
      }
    }
    if (found != null) {
      found.landed = draft.now();
    }
  }

  void answered(Happening.WriteAnswered it) {
    if (it.answer().equals(UNKNOWN)) {
      draft.hollow(
          draft.coordinator(it.coordinator()), "did " + it.wanted().phase() + " land? unknown");
    }
    Write write = waiting(it);
    if (write != null) {
      write.answer = it.answer();
      write.answered = draft.now();
      write.answerTip = draft.tip();
    }
  }

  private @Nullable Write waiting(Happening.WriteAnswered it) {
    for (Write write : writes) {
      if (write.answer.isEmpty() && write.is(it.coordinator(), it.wanted())) {
        return write;
      }
    }
    return null;
  }

  // ---- in the end ------------------------------------------------------------------------------

  /** Draws the arrows, now that it is known where they end. */
  void draw() {
    writes.forEach(this::draw);
  }

  private void draw(Write it) {
    Lane log = draft.log();
    String whose = crowded ? names.of(it.next.id()) + " " : "";
    String label = whose + "write " + it.next.phase();
    boolean told = !it.answer.isEmpty() && !it.answer.equals(UNKNOWN);
    // one that is recognised as a repetition, or never accepted, leaves no trace at the log
    int end = it.landed == Sketch.NOWHERE && told ? it.answered : it.landed;
    if (end == Sketch.NOWHERE) {
      Manner manner = it.answer.isEmpty() ? Manner.UNDER_WAY : Manner.LOST;
      draft.arrow(manner, Tone.PLAIN, it.lane, log, it.sent, end, label, it.tip);
      return;
    }
    draft.arrow(Manner.ARRIVES, Tone.PLAIN, it.lane, log, it.sent, end, label, it.tip);
    if (told) {
      String answer = it.answer.toLowerCase(Locale.ROOT);
      draft.arrow(Manner.ARRIVES, Tone.PLAIN, log, it.lane, end, it.answered, answer, it.answerTip);
    } else if (!it.answer.isEmpty()) {
      Manner manner = it.answered < end ? Manner.UNHEARD : Manner.UNKNOWN;
      draft.arrow(manner, Tone.PLAIN, log, it.lane, end, Sketch.NOWHERE, "", it.answerTip);
    }
  }
}

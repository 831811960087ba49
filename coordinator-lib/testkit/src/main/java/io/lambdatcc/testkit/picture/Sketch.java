package io.lambdatcc.testkit.picture;

import io.lambdatcc.testkit.oracle.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A picture of a run before anything has its place: who is there, and what is marked and said when.
 *
 * @param scenario its name
 * @param plan what goes wrong, in words, a line for each rule
 * @param order what becomes of the order of messages; empty for nothing
 * @param finding what was broken, if anything was
 * @param lanes from left to right
 * @param moments from first to last
 * @param arrows what went from lane to lane
 * @param stretches when somebody was not there
 */
record Sketch(
    String scenario,
    List<String> plan,
    String order,
    @Nullable Finding finding,
    Times.Scale scale,
    List<Lane> lanes,
    List<Moment> moments,
    List<Arrow> arrows,
    List<Stretch> stretches) {

  /** Copies the lists. */
  Sketch {
    plan = List.copyOf(plan);
    lanes = List.copyOf(lanes);
    moments = List.copyOf(moments);
    arrows = List.copyOf(arrows);
    stretches = List.copyOf(stretches);
  }

  /** An arrow that has no end in this picture. */
  static final int NOWHERE = -1;

  /**
   * Something of interest happens.
   *
   * @param pills what is marked on lanes
   * @param flags what the plan does
   * @param divider what is written across all lanes; empty for nothing
   * @param broken whether this broke the invariant
   */
  record Moment(long at, List<Pill> pills, List<Flag> flags, String divider, boolean broken) {
    Moment {
      pills = List.copyOf(pills);
      flags = List.copyOf(flags);
    }
  }

  /** How a pill looks. */
  enum Look {
    /** Something that will pass. */
    LIGHT,
    /** Something for good. */
    STRONG,
    /** Something that is not there, or not known. */
    HOLLOW,
    /** The end of a process. */
    CROSSED
  }

  /** A mark on a lane. */
  record Pill(Lane lane, String text, Tone tone, Look look, String tip) {}

  /**
   * A rule of the plan acts.
   *
   * @param rule its number; 0 where the plan does not have it
   */
  record Flag(Lane lane, int rule, String text, String tip) {}

  /** What becomes of a message. */
  enum Manner {
    /** It arrives. */
    ARRIVES,
    /** It arrives, as a second copy or a later one. */
    COPY,
    /** It never arrives. */
    LOST,
    /** Nobody waits for it any more. */
    UNHEARD,
    /** It has not arrived when the picture ends. */
    UNDER_WAY,
    /** Its addressee never learns what it says. */
    UNKNOWN
  }

  /**
   * A message.
   *
   * @param start the moment in which it was sent, by its place among the moments
   * @param end the moment in which it arrived; {@link #NOWHERE} for one that has not
   */
  record Arrow(
      Manner manner, Tone tone, Lane from, Lane to, int start, int end, String label, String tip) {}

  /** Why somebody is not there. */
  enum Absence {
    DOWN,
    FROZEN
  }

  /**
   * Somebody is not there.
   *
   * @param end the moment in which it is there again; {@link #NOWHERE} for never
   */
  record Stretch(Lane lane, Absence absence, int start, int end) {}
}

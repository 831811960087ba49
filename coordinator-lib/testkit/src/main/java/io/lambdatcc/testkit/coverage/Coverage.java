package io.lambdatcc.testkit.coverage;

import io.lambdatcc.protocol.Event;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.Step;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Happening.Stepped;
import io.lambdatcc.testkit.history.History;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** How often which event met a transaction in which phase, and what it led to. */
public final class Coverage {
  private static final List<Class<? extends Event>> EVENTS =
      List.of(
          Event.Answered.class,
          Event.RepeatDue.class,
          Event.DeadlineReached.class,
          Event.ContentionDue.class,
          Event.CancelRequested.class,
          Event.Found.class,
          Event.RoundFailed.class,
          Event.RetryRequested.class,
          Event.ResolveRequested.class);

  private static final List<Pair> LEGAL = findLegal();

  private final Map<Phase, long[][]> steps = new EnumMap<>(Phase.class);

  /**
   * An event that meets a transaction in a phase.
   *
   * @param event its class
   */
  public record Pair(Phase phase, Class<? extends Event> event) {
    @Override
    public String toString() {
      return event.getSimpleName() + " while " + phase;
    }
  }

  /** What a step led to. */
  enum Led {
    /** A new version to write. */
    TO_A_WRITE(0, 'w'),
    /** Effects, or something to remember, without a write. */
    ON(1, 'o'),
    /** Nothing: the event means nothing now. */
    NOWHERE(2, '-'),
    /** A violation. */
    TO_A_VIOLATION(3, '!');

    private final int place;
    private final char sign;

    Led(int place, char sign) {
      this.place = place;
      this.sign = sign;
    }
  }

  /** Coverage by no runs yet. */
  public Coverage() {
    for (Phase phase : Phase.values()) {
      steps.put(phase, new long[EVENTS.size()][Led.values().length]);
    }
  }

  /** Every pair that can come about: events by phase, without those that cannot meet. */
  static List<Pair> legal() {
    return LEGAL;
  }

  private static List<Pair> findLegal() {
    List<Pair> legal = new ArrayList<>();
    for (Phase phase : Phase.values()) {
      for (Class<? extends Event> event : EVENTS) {
        if (canMeet(phase, event)) {
          legal.add(new Pair(phase, event));
        }
      }
    }
    return List.copyOf(legal);
  }

  /**
   * Whether an event can come about in a phase: in production, from the engine. The protocol itself
   * answers every pair.
   */
  private static boolean canMeet(Phase phase, Class<? extends Event> event) {
    return switch (phase) {
      // A round is closed within the very step in which its last answer came, in phase two. A retry
      // and a word are passed on only where the log was read as decided, and that version is
      // adopted first.
      case TRYING ->
          event != Event.RoundFailed.class
              && event != Event.RetryRequested.class
              && event != Event.ResolveRequested.class;
      // To confirm, every branch has answered its Try, and then none of them is about to repeat it;
      // a coordinator that is could be told of the decision only by another that began the same id.
      case CONFIRMING -> event != Event.RepeatDue.class;
      // Timers are stopped when the decision has landed; what came while it was being written, and
      // waited, comes after it.
      case CANCELLING -> true;
      // Whoever learns of the end stops: it takes no event any more, and none is passed on to a
      // transaction that was read as finished.
      case CONFIRMED, CANCELLED -> false;
    };
  }

  // ---- counting --------------------------------------------------------------------------------

  /** Counts in the steps of a run. */
  public void note(History history) {
    List<Happening> happenings = history.happenings();
    for (int i = 0; i < happenings.size(); i++) {
      if (happenings.get(i) instanceof Stepped stepped) {
        note(stepped);
      }
    }
  }

  /** Counts in a step. */
  void note(Stepped stepped) {
    of(stepped.before().phase(), stepped.event().getClass())[led(stepped).place]++;
  }

  /** Counts in what others have counted. */
  public void add(Coverage other) {
    for (Phase phase : Phase.values()) {
      for (Class<? extends Event> event : EVENTS) {
        long[] mine = of(phase, event);
        long[] theirs = other.of(phase, event);
        for (int i = 0; i < mine.length; i++) {
          mine[i] += theirs[i];
        }
      }
    }
  }

  private long[] of(Phase phase, Class<? extends Event> event) {
    return Objects.requireNonNull(steps.get(phase))[EVENTS.indexOf(event)];
  }

  private static Led led(Stepped stepped) {
    if (stepped.step() instanceof Step.Advance advance) {
      return advance.next().version() == stepped.before().version() ? Led.ON : Led.TO_A_WRITE;
    }
    return stepped.step() instanceof Step.Ignore ? Led.NOWHERE : Led.TO_A_VIOLATION;
  }

  // ---- what was counted ------------------------------------------------------------------------

  /** How often this pair came about and led to that. */
  long times(Pair pair, Led led) {
    return of(pair.phase(), pair.event())[led.place];
  }

  /** How often this pair came about. */
  long times(Pair pair) {
    long times = 0;
    for (Led led : Led.values()) {
      times += times(pair, led);
    }
    return times;
  }

  /** Legal pairs that never came about: what the runs prove nothing about. */
  public List<Pair> missed() {
    return LEGAL.stream().filter(pair -> times(pair) == 0).toList();
  }

  /** Pairs that came about though they are not legal: somebody has to think again. */
  public List<Pair> surprises() {
    List<Pair> surprises = new ArrayList<>();
    for (Phase phase : Phase.values()) {
      for (Class<? extends Event> event : EVENTS) {
        Pair pair = new Pair(phase, event);
        if (times(pair) > 0 && !LEGAL.contains(pair)) {
          surprises.add(pair);
        }
      }
    }
    return surprises;
  }

  /**
   * A table: events by phase, with how often they met, and what that led to: {@code w} a write,
   * {@code o} no write, {@code -} nothing, {@code !} a violation. A legal pair that never came
   * about is {@code MISSED}.
   */
  @Override
  public String toString() {
    StringBuilder table = new StringBuilder(padded("event"));
    for (Phase phase : Phase.values()) {
      table.append(" | ").append(padded(phase.name()));
    }
    for (Class<? extends Event> event : EVENTS) {
      table.append('\n').append(padded(event.getSimpleName()));
      for (Phase phase : Phase.values()) {
        table.append(" | ").append(padded(cell(new Pair(phase, event))));
      }
    }
    return table.append('\n').toString();
  }

  private static String padded(String text) {
    return String.format(Locale.ROOT, "%-18s", text);
  }

  private String cell(Pair pair) {
    long times = times(pair);
    if (times == 0) {
      return LEGAL.contains(pair) ? "MISSED" : "";
    }
    StringBuilder cell = new StringBuilder(String.format(Locale.ROOT, "%,d ", times));
    for (Led led : Led.values()) {
      if (times(pair, led) > 0) {
        cell.append(led.sign);
      }
    }
    return cell.toString();
  }
}

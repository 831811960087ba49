package io.lambdatcc.example.chaos.proxy;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a request.
 *
 * @param pause before it is passed on
 * @param arrives whether it is passed on at all
 * @param copyAfter when a second copy of it is passed on, whose answer nobody hears; null for none
 * @param instead what is answered instead of what the server says; null for that
 * @param ending how the sender hears of it
 * @param slow how long the answer takes on its way
 * @param before runs before it is passed on
 * @param after runs when the server has answered, before anybody hears of that
 */
public record Fate(
    Duration pause,
    boolean arrives,
    @Nullable Duration copyAfter,
    @Nullable HttpMessage instead,
    Ending ending,
    Duration slow,
    Runnable before,
    Runnable after) {

  /** How the sender hears of an answer. */
  public enum Ending {
    /** As it is. */
    ANSWERED,
    /** Never; the connection stays open until the sender gives up. */
    SILENCE,
    /** The connection is reset once the request has left. */
    RESET,
    /** Its last quarter is missing, and the connection ends. */
    TRUNCATED
  }

  /** Nothing happens to it. */
  public static final Fate PASSES =
      new Fate(Duration.ZERO, true, null, null, Ending.ANSWERED, Duration.ZERO, () -> {}, () -> {});

  /** Checks for null. */
  public Fate {
    Objects.requireNonNull(pause, "pause");
    Objects.requireNonNull(slow, "slow");
  }

  /** Passed on so much later. */
  public Fate held(Duration length) {
    return new Fate(length, arrives, copyAfter, instead, ending, slow, before, after);
  }

  /** Never passed on. */
  public Fate lost() {
    return new Fate(pause, false, copyAfter, instead, ending, slow, before, after);
  }

  /** Passed on a second time so much later. */
  public Fate copied(Duration later) {
    return new Fate(pause, arrives, later, instead, ending, slow, before, after);
  }

  /** Answered so, whatever the server says. */
  public Fate answered(HttpMessage response) {
    return new Fate(pause, arrives, copyAfter, response, ending, slow, before, after);
  }

  /** The answer comes to such an end. */
  public Fate ending(Ending other) {
    return new Fate(pause, arrives, copyAfter, instead, other, slow, before, after);
  }

  /** The answer trickles for so long. */
  public Fate slow(Duration length) {
    return new Fate(pause, arrives, copyAfter, instead, ending, length, before, after);
  }

  /** Runs this before it is passed on. */
  public Fate before(Runnable task) {
    return new Fate(pause, arrives, copyAfter, instead, ending, slow, task, after);
  }

  /** Runs this when the server has answered. */
  public Fate after(Runnable task) {
    return new Fate(pause, arrives, copyAfter, instead, ending, slow, before, task);
  }
}

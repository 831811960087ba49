package io.lambdatcc.example.shop.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Prints what happens, a line per step, and remembers which of the story's claims did not hold. */
final class Narrator {
  private final PrintStream out;
  private final long start = System.nanoTime();
  private final List<String> broken = new ArrayList<>();
  private int claims;

  Narrator(PrintStream out) {
    this.out = out;
  }

  /** Tells a step. */
  void say(String what) {
    out.printf(Locale.ROOT, "  %6.2f s  %s%n", elapsed().toMillis() / 1000.0, what);
  }

  /** Claims that something is so. */
  void claim(String what, Object expected, Object actual) {
    claims++;
    if (Objects.equals(expected, actual)) {
      say("✓ " + what + ": " + actual);
    } else {
      broken.add(what);
      say("✗ " + what + ": expected " + expected + ", was " + actual);
    }
  }

  /** Claims that something is so, where the figure varies from run to run. */
  void claimThat(String what, boolean holds, Object actual) {
    claims++;
    if (holds) {
      say("✓ " + what + ": " + actual);
    } else {
      broken.add(what);
      say("✗ " + what + ": not so, " + actual);
    }
  }

  /** The story could not be told to its end. */
  void broke(Throwable failure) {
    broken.add(failure.toString());
    say("✗ the story broke off: " + failure);
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  int claims() {
    return claims;
  }

  /** The claims that did not hold. */
  List<String> broken() {
    return List.copyOf(broken);
  }
}

package io.lambdatcc.testkit.world;

import io.lambdatcc.spi.WriteResult;
import org.jspecify.annotations.Nullable;

/**
 * Something that is going to happen: a message under way, or a timer.
 *
 * @see Agenda
 */
final class Delivery implements Comparable<Delivery> {
  /** What becomes of time for a delivery. */
  enum Nature {
    /** A message: it may be overtaken by any other. */
    MESSAGE,
    /** Waits for a certain time. */
    TIMER,
    /** Waits for a certain time, again and again, whether or not anything else is left to do. */
    PERIODIC
  }

  final long at;
  final long number;
  final @Nullable Sandbox to;
  final Nature nature;
  final String what;
  final @Nullable Object about;
  final Runnable work;
  boolean cancelled;

  Delivery(
      long at,
      long number,
      @Nullable Sandbox to,
      Nature nature,
      String what,
      @Nullable Object about,
      Runnable work) {
    this.at = at;
    this.number = number;
    this.to = to;
    this.nature = nature;
    this.what = what;
    this.about = about;
    this.work = work;
  }

  @Override
  public int compareTo(Delivery other) {
    return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
  }

  // ordered by when and which, and there is but one of each number
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }

  /** What it is and what it carries, as a number; not when, and not which. */
  long memory() {
    return what.hashCode() * 31L + memory(about);
  }

  /** What this says, as a number: two errors that say the same are the same. */
  static long memory(@Nullable Object about) {
    if (about instanceof Throwable || about instanceof WriteResult.Unknown) {
      return about.getClass().getName().hashCode();
    }
    return about == null ? 0 : about.hashCode();
  }

  @Override
  public String toString() {
    return what + (to == null ? "" : " for " + to.name()) + (about == null ? "" : " " + about);
  }
}

package io.lambdatcc.testkit.picture;

import java.util.Locale;

/**
 * A line of life in a picture.
 *
 * @param kind of what
 * @param name its own
 */
record Lane(Kind kind, String name) {
  /** The lane of the log. */
  static final Lane LOG = new Lane(Kind.LOG, "log");

  /** Who lives, from left to right. */
  enum Kind {
    CLIENT,
    COORDINATOR,
    LOG,
    PARTICIPANT;

    String word() {
      return this == LOG ? "transactions" : name().toLowerCase(Locale.ROOT);
    }
  }
}

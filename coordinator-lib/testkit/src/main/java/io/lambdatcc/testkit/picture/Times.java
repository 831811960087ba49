package io.lambdatcc.testkit.picture;

import java.time.Duration;
import java.util.Locale;

/** Times as people read them. */
final class Times {
  private static final long TENTH = 100;
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  /** Until then milliseconds alone are easier to read than a clock. */
  private static final long LONG = 100 * SECOND;

  /** How a run's moments are written: alike for all moments of one run. */
  enum Scale {
    MILLISECONDS,
    CLOCK,
    DAYS;

    /** The scale for a run that lasts so long. */
    static Scale of(long lastMillis) {
      if (lastMillis < LONG) {
        return MILLISECONDS;
      }
      return lastMillis < DAY ? CLOCK : DAYS;
    }

    String stamp(long millis) {
      long inDay = millis % DAY;
      String clock =
          String.format(
              Locale.ROOT,
              "%02d:%02d:%02d.%03d",
              inDay / HOUR,
              inDay % HOUR / MINUTE,
              inDay % MINUTE / SECOND,
              inDay % SECOND);
      return switch (this) {
        case MILLISECONDS -> millis + " ms";
        case CLOCK -> clock;
        case DAYS -> millis / DAY + "d " + clock;
      };
    }
  }

  private Times() {}

  static String span(Duration span) {
    return span(span.toMillis());
  }

  /** A length of time in its two greatest units, rounded, like {@code 2 h 5 min}. */
  static String span(long millis) {
    long exact = Math.abs(millis);
    long length = rounded(exact);
    if (exact < SECOND) {
      return exact + " ms";
    }
    if (length < MINUTE) {
      long tenths = length % SECOND / TENTH;
      return length / SECOND + (tenths == 0 ? "" : "." + tenths) + " s";
    }
    if (length < HOUR) {
      return two(length / MINUTE, "min", length % MINUTE / SECOND, "s");
    }
    if (length < DAY) {
      return two(length / HOUR, "h", length % HOUR / MINUTE, "min");
    }
    return two(length / DAY, length < 2 * DAY ? "day" : "days", length % DAY / HOUR, "h");
  }

  private static long rounded(long length) {
    long unit = HOUR;
    if (length < MINUTE) {
      unit = TENTH;
    } else if (length < HOUR) {
      unit = SECOND;
    } else if (length < DAY) {
      unit = MINUTE;
    }
    return (length + unit / 2) / unit * unit;
  }

  private static String two(long most, String unit, long rest, String smaller) {
    return most + " " + unit + (rest == 0 ? "" : " " + rest + " " + smaller);
  }
}

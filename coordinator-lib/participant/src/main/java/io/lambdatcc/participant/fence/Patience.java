package io.lambdatcc.participant.fence;

import java.time.Duration;

/**
 * How often and how long a commit is repeated within one request.
 *
 * <p>Confirm and Cancel pause for less and repeat more often than Try: they free what Tries wait
 * for, and must not be starved by them.
 *
 * @param attempts the most attempts, the first included
 * @param firstPause the longest first pause; doubles from attempt to attempt
 * @param longestPause where doubling ends
 * @param total no attempt is begun later than this after the first
 */
public record Patience(int attempts, Duration firstPause, Duration longestPause, Duration total) {

  /** For Try: the coordinator asks again anyway. */
  public static final Patience OF_TRY =
      new Patience(4, Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofSeconds(1));

  /** For Confirm and Cancel. */
  public static final Patience OF_FINISH =
      new Patience(16, Duration.ofMillis(8), Duration.ofMillis(100), Duration.ofSeconds(3));

  public Patience {
    if (attempts < 1 || firstPause.isNegative() || longestPause.compareTo(firstPause) < 0) {
      throw new IllegalArgumentException(
          "impossible patience: "
              + attempts
              + " attempts, pauses from "
              + firstPause
              + " to "
              + longestPause);
    }
  }

  /** The longest pause after this many attempts. */
  Duration pauseAfter(int attempt) {
    Duration pause = firstPause;
    for (int i = 1; i < attempt && pause.compareTo(longestPause) < 0; i++) {
      pause = pause.plus(pause);
    }
    return pause.compareTo(longestPause) > 0 ? longestPause : pause;
  }
}

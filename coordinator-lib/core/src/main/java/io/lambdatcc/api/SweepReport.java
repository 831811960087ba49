package io.lambdatcc.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one sweep did.
 *
 * @param due transactions that the index listed as due
 * @param leftAlone those that needed nothing: still being tried, finished meanwhile, or driven here
 * @param finished those that this sweep brought to their end
 * @param pending those that need more than this sweep did: driven and not at their end yet, or left
 *     for the next sweep because their participants, or the time, had no room for them
 * @param failed those that could not be read or driven; the next sweep meets them again
 * @param parked those that were unfinished and parked after this sweep had looked at them
 * @param oldest when the oldest was begun that was unfinished after this sweep had looked at it;
 *     null where none was
 */
public record SweepReport(
    int due,
    int leftAlone,
    int finished,
    int pending,
    int failed,
    int parked,
    @Nullable Instant oldest) {
  /** A sweep that found nothing. */
  public static final SweepReport NOTHING = new SweepReport(0, 0, 0, 0, 0, 0, null);

  /** Both together. */
  public SweepReport plus(SweepReport other) {
    return new SweepReport(
        due + other.due,
        leftAlone + other.leftAlone,
        finished + other.finished,
        pending + other.pending,
        failed + other.failed,
        parked + other.parked,
        earlier(oldest, other.oldest));
  }

  private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.isBefore(b) ? a : b;
  }
}

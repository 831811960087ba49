package io.lambdatcc.example.soak;

import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What came of a soak.
 *
 * @param sustainable transactions a second that were completed in a closed loop
 * @param usual how long they took then, in milliseconds
 * @param offeredRate transactions a second that were offered
 * @param loaded how long those took that were begun, in milliseconds
 * @param heap while that was offered
 * @param swept transactions that sweeps have finished, since nobody else would
 * @param audit what became of each
 * @param recovered from the end of the load until transactions took as long as usual again; as long
 *     as was waited for that where they did not
 */
record Report(
    double sustainable,
    Histogram usual,
    double offeredRate,
    Histogram loaded,
    LiveHeap heap,
    long swept,
    Audit audit,
    Duration recovered) {
  /** How long it may take until all is as usual again. */
  static final Duration RECOVERY_LIMIT = Duration.ofSeconds(10);

  /** Less than that is no overload. */
  private static final double LEAST_OVERLOAD = 1.5;

  private static final double MILLIS_OF_A_SECOND = 1_000;

  boolean isWell() {
    return audit.lostCount() == 0
        && heap.isFlat()
        && isOverloaded()
        && recovered.compareTo(RECOVERY_LIMIT) < 0;
  }

  private boolean isOverloaded() {
    return offeredRate >= LEAST_OVERLOAD * sustainable && audit.shedCount() > 0;
  }

  /** Some lines; the last has what matters. */
  String text() {
    return String.format(
        Locale.ROOT,
        "sustainable: %.0f a second, median %d ms, 99%% within %d ms%n"
            + "offered: %.0f a second; what was begun: median %d ms, 99%% within %d ms%n"
            + "ended: %,d confirmed, %,d cancelled; %,d had been in doubt, %,d finished by sweeps%n"
            + "heap: %s (at most %s MB more in the last third than in the first)%n"
            + "soak: %,d offered, %,d begun, %,d shed, %,d lost, live heap %s to %s MB,"
            + " recovered in %.1f s%n",
        sustainable,
        usual.getValueAtPercentile(50),
        usual.getValueAtPercentile(99),
        offeredRate,
        loaded.getValueAtPercentile(50),
        loaded.getValueAtPercentile(99),
        audit.confirmedCount(),
        audit.cancelledCount(),
        audit.doubtedCount(),
        swept,
        heap.isFlat() ? "flat" : "GROWING",
        LiveHeap.megabytes(LiveHeap.MARGIN_BYTES),
        audit.offeredCount(),
        audit.offeredCount() - audit.shedCount(),
        audit.shedCount(),
        audit.lostCount(),
        LiveHeap.megabytes(heap.first()),
        LiveHeap.megabytes(heap.last()),
        recovered.toMillis() / MILLIS_OF_A_SECOND);
  }
}

package io.lambdatcc.api;

/**
 * What one sweep did.
 *
 * @param due transactions that the index listed as due
 * @param leftAlone those that needed nothing: still being tried, finished meanwhile, or driven here
 * @param finished those that this sweep brought to their end
 * @param pending those that it drove and that are not at their end yet
 * @param failed those that could not be read or driven; the next sweep meets them again
 */
public record SweepReport(int due, int leftAlone, int finished, int pending, int failed) {
  /** A sweep that found nothing. */
  public static final SweepReport NOTHING = new SweepReport(0, 0, 0, 0, 0);

  /** Both together. */
  public SweepReport plus(SweepReport other) {
    return new SweepReport(
        due + other.due,
        leftAlone + other.leftAlone,
        finished + other.finished,
        pending + other.pending,
        failed + other.failed);
  }
}

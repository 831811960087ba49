package io.lambdatcc.testkit.world;

/**
 * An item of a simulated service: so much is available, reserved and spent.
 *
 * @param available for the taking
 * @param reserved by a Try
 * @param spent by a Confirm
 */
public record Shelf(long available, long reserved, long spent) {
  static final Shelf EMPTY = new Shelf(0, 0, 0);

  /** A write: moves amounts on one shelf, on condition that none becomes negative. */
  public record Move(String shelf, long available, long reserved, long spent) {
    Shelf on(Shelf before) {
      return new Shelf(
          before.available + available, before.reserved + reserved, before.spent + spent);
    }
  }

  boolean possible() {
    return available >= 0 && reserved >= 0 && spent >= 0;
  }
}

package io.lambdatcc.example.shop.demo;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;

/**
 * Counts the writes to the coordinator's log that succeed, and the write units that DynamoDB says
 * they took, index included. Told of them by whoever sees them pass. Safe for use by many threads.
 */
public final class LogMeter {
  private final AtomicLong writes = new AtomicLong();
  private final DoubleAdder units = new DoubleAdder();

  /** Nothing counted yet. */
  public LogMeter() {}

  /**
   * One write has succeeded.
   *
   * @param writeUnits what it took; not a number where that is not known
   */
  public void wrote(double writeUnits) {
    writes.incrementAndGet();
    units.add(writeUnits);
  }

  long writes() {
    return writes.get();
  }

  double writeUnits() {
    return units.sum();
  }
}

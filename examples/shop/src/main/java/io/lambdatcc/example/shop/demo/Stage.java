package io.lambdatcc.example.shop.demo;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Where the stories take place: the shop, somebody to use it, and the view behind its counters. */
public interface Stage {

  /** Where a coordinator stops dead whose Tries have left beside a begin that never does. */
  String BEFORE_BEGIN = "BEFORE_BEGIN";

  /** Whether there can be one that stops dead there. */
  boolean triesBesideBegin();

  /** Somebody who uses the shop. */
  Customer customer();

  /** What every request to a function passes through. */
  Wiretap wiretap();

  /** What the tables hold, reserved things included. */
  Ledger ledger();

  /** What the coordinator has written to its log. */
  LogMeter log();

  /**
   * A second way into the shop, through a coordinator in a process of its own that will be killed.
   *
   * @param freezesAt the phase at whose durable write it stops dead, or {@link #BEFORE_BEGIN};
   *     whoever then kills it has caught it there
   * @param timeout how long its transactions may be tried
   */
  MortalCoordinator mortalCoordinator(String freezesAt, Duration timeout);

  /** Waits until this is so, and no longer than this. */
  static boolean eventually(Duration atMost, BooleanSupplier holds) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(50);
    }
    return true;
  }
}

package io.lambdatcc.spi;

import java.time.Duration;

/** Runs things later. Does not block; safe for use by many threads. */
public interface Scheduler {

  /** Runs a task once, no earlier than after this delay, unless it is cancelled before. */
  Timer schedule(Duration delay, Runnable task);

  /** Something that is to run later. */
  interface Timer {
    /** Makes sure that it does not start any more; without effect if it already has. */
    void cancel();
  }
}

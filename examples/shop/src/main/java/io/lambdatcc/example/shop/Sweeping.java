package io.lambdatcc.example.shop;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A sweep that goes on, in a thread of its own. */
@FunctionalInterface
interface Sweeping extends AutoCloseable {
  /** Begins one; what one of its sweeps throws is logged, and the next comes all the same. */
  static Sweeping every(Duration interval, Runnable sweep) {
    Logger log = LoggerFactory.getLogger(Sweeping.class);
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "sweep"));
    var unused =
        thread.scheduleWithFixedDelay(
            () -> {
              try {
                sweep.run();
              } catch (RuntimeException e) {
                log.warn("a sweep failed; the next one meets the same", e);
              }
            },
            interval.toMillis(),
            interval.toMillis(),
            TimeUnit.MILLISECONDS);
    return thread::shutdownNow;
  }

  @Override
  void close();
}

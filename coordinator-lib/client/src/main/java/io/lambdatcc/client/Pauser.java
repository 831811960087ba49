package io.lambdatcc.client;

import java.time.Duration;

/** Lets time pass between two requests. */
@FunctionalInterface
public interface Pauser {
  /**
   * Returns after this time.
   *
   * @throws InterruptedException when the thread is wanted for something else
   */
  void pause(Duration time) throws InterruptedException;
}

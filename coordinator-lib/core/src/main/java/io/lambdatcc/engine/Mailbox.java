package io.lambdatcc.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs tasks strictly one at a time, in the order in which they came, on the threads that bring
 * them.
 *
 * <p>Whoever finds it idle works it off; whoever finds it busy leaves its task to that worker. So a
 * task never blocks on another, and everything a task does happens before the next one.
 */
final class Mailbox {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Consumer<Throwable> onFailure;

  /** A mailbox that reports what a task throws, and goes on. */
  Mailbox(Consumer<Throwable> onFailure) {
    this.onFailure = onFailure;
  }

  void post(Runnable task) {
    tasks.add(task);
    if (waiting.getAndIncrement() != 0) {
      return;
    }
    do {
      Runnable next = tasks.poll();
      try {
        if (next != null) {
          next.run();
        }
      } catch (RuntimeException | Error failure) {
        report(failure);
      }
    } while (waiting.decrementAndGet() != 0);
  }

  /** The mailbox outlives whatever the report of a failure throws. */
  private void report(Throwable failure) {
    try {
      onFailure.accept(failure);
    } catch (RuntimeException | Error again) {
      failure.addSuppressed(again);
    }
  }
}

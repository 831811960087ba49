package io.lambdatcc.testing;

import io.lambdatcc.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** A clock and scheduler whose time passes only when a test says so, and then at once. */
public final class VirtualTime implements Scheduler, InstantSource {
  private static final int MAX_TASKS = 200_000;

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparing(Task::at).thenComparing(Task::number));
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long scheduled;

  private record Task(Instant at, long number, Runnable work) {}

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public Timer schedule(Duration delay, Runnable work) {
    Task task = new Task(now.plus(delay), scheduled++, work);
    tasks.add(task);
    return () -> tasks.remove(task);
  }

  /** Lets this much time pass. */
  public void pass(Duration time) {
    Instant end = now.plus(time);
    passUntil(() -> tasks.isEmpty() || tasks.element().at().isAfter(end));
    now = end;
  }

  /** Lets time pass until nothing is scheduled any more. */
  public void passUntilQuiet() {
    passUntil(tasks::isEmpty);
  }

  private void passUntil(BooleanSupplier enough) {
    for (int i = 0; !enough.getAsBoolean(); i++) {
      if (i == MAX_TASKS) {
        throw new AssertionError("after " + MAX_TASKS + " tasks there is still more to come");
      }
      Task next = tasks.remove();
      now = next.at().isAfter(now) ? next.at() : now;
      next.work().run();
    }
  }

  /** How many things are still scheduled. */
  public int scheduled() {
    return tasks.size();
  }
}

package io.lambdatcc.participant.fence;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Runs blocking tasks one step at a time, in an order drawn from a seed, so that every interleaving
 * can occur and any of them can be repeated.
 *
 * <p>Each task has a thread, but only one of them is ever running: the one whose turn it is, until
 * it calls {@link #pass()} or ends.
 */
final class Turns {
  private final Random random;
  private final Semaphore back = new Semaphore(0);

  /** Whose turn it is; written before its turn is given to it. */
  private volatile Semaphore current = new Semaphore(0);

  Turns(Random random) {
    this.random = random;
  }

  private static final class Task {
    final Semaphore go = new Semaphore(0);
    boolean ended;
    @Nullable Throwable thrown;
  }

  /** Runs all tasks to their ends; {@code between} runs after every step. */
  void run(List<Runnable> bodies, Runnable between) {
    List<Task> waiting = new ArrayList<>();
    for (Runnable body : bodies) {
      Task task = new Task();
      Thread thread =
          new Thread(
              () -> {
                task.go.acquireUninterruptibly();
                try {
                  body.run();
                } catch (RuntimeException | Error e) {
                  task.thrown = e;
                } finally {
                  task.ended = true;
                  back.release();
                }
              });
      thread.setDaemon(true);
      thread.start();
      waiting.add(task);
    }
    while (!waiting.isEmpty()) {
      Task next = waiting.get(random.nextInt(waiting.size()));
      current = next.go;
      next.go.release();
      back.acquireUninterruptibly();
      if (next.ended) {
        waiting.remove(next);
      }
      if (next.thrown != null) {
        throw new AssertionError("a request failed", next.thrown);
      }
      between.run();
    }
  }

  /** Lets others have their turns; called by a task from wherever it may be overtaken. */
  void pass() {
    Semaphore go = current;
    back.release();
    go.acquireUninterruptibly();
  }
}

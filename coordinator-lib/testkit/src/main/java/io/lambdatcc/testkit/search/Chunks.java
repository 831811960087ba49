package io.lambdatcc.testkit.search;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Work in numbered chunks, done by several threads, with a result that does not show how many.
 *
 * <p>Chunks are begun in order. Once a chunk turns out to be the last that matters, none after it
 * is begun, and of those already under way the results are thrown away.
 */
final class Chunks {
  private Chunks() {}

  /**
   * Does the work.
   *
   * @param isLast whether nothing after a chunk with this result matters
   * @return the results of the first chunks, up to the first that is the last
   */
  static <R> List<R> work(int threads, int count, IntFunction<R> chunk, Predicate<R> isLast) {
    if (threads < 1) {
      throw new IllegalArgumentException("a search needs at least 1 thread, not " + threads);
    }
    AtomicReferenceArray<R> results = new AtomicReferenceArray<>(count);
    AtomicLong next = new AtomicLong();
    AtomicLong last = new AtomicLong(count - 1L);
    Callable<Boolean> worker =
        () -> {
          while (true) {
            int number = (int) next.getAndIncrement();
            if (number > last.get()) {
              return true;
            }
            R result = chunk.apply(number);
            results.set(number, result);
            if (isLast.test(result)) {
              last.accumulateAndGet(number, Math::min);
            }
          }
        };
    if (threads == 1) {
      call(worker);
    } else {
      callByAll(threads, worker);
    }
    List<R> inOrder = new ArrayList<>();
    for (int i = 0; i <= last.get(); i++) {
      inOrder.add(results.get(i));
    }
    return inOrder;
  }

  private static void call(Callable<Boolean> worker) {
    try {
      boolean unused = worker.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void callByAll(int threads, Callable<Boolean> worker) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Boolean>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(pool.submit(worker));
      }
      for (Future<Boolean> each : workers) {
        boolean unused = each.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while searching", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw new IllegalStateException("a search broke down", e.getCause());
    } finally {
      List<Runnable> unused = pool.shutdownNow();
    }
  }
}

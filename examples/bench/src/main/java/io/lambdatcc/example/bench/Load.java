package io.lambdatcc.example.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A closed loop: so many clients, each of which starts its next operation when its last one has
 * ended, until the time is up. It has no threads of its own and no queues; whoever ends an
 * operation starts the next.
 */
final class Load {
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final int DIGITS = 3;

  private final Operation operation;
  private final long end;
  private final AtomicLong left;
  private final CountDownLatch ended;
  private final Histogram durations = new ConcurrentHistogram(LONGEST_NANOS, DIGITS);
  private volatile @Nullable Throwable failure;

  /** What clients do. */
  @FunctionalInterface
  interface Operation {
    /** Starts one; failing ends the whole load. */
    CompletionStage<?> start(int client);
  }

  /**
   * What was done in a time.
   *
   * @param nanos until the last operation had ended
   * @param used by this process meanwhile
   * @param durations of the operations, in nanoseconds
   * @param each how many operations each client had
   */
  record Slice(long nanos, Usage used, Histogram durations, List<Long> each) {
    Slice {
      each = List.copyOf(each);
    }

    /** How many operations there were. */
    long count() {
      return durations.getTotalCount();
    }

    double perSecond() {
      return count() * 1e9 / nanos;
    }

    /** Processor time for each operation, in milliseconds. */
    double cpuMillis() {
      return used.cpuNanos() / 1e6 / count();
    }

    /** Bytes allocated for each operation. */
    double bytes() {
      return (double) used.bytes() / count();
    }
  }

  private Load(Operation operation, int clients, long end, long most) {
    this.operation = operation;
    this.end = end;
    this.left = new AtomicLong(most);
    this.ended = new CountDownLatch(clients);
  }

  /** All of these durations. */
  static Histogram merged(List<Histogram> parts) {
    Histogram all = new Histogram(LONGEST_NANOS, DIGITS);
    parts.forEach(all::add);
    return all;
  }

  /**
   * Runs the loop for this long, and waits for what is under way then.
   *
   * @throws IllegalStateException where an operation failed
   */
  static Slice run(Operation operation, int clients, Duration length)
      throws InterruptedException, TimeoutException {
    return run(operation, clients, length.toNanos(), Long.MAX_VALUE);
  }

  /**
   * Runs the loop until so many operations have ended.
   *
   * @throws IllegalStateException where one failed
   * @throws TimeoutException where it takes longer than two minutes
   */
  static Slice times(Operation operation, int clients, long count)
      throws InterruptedException, TimeoutException {
    Slice slice = run(operation, clients, LONGEST_NANOS, count);
    if (slice.count() < count) {
      throw new TimeoutException("only " + slice.count() + " of " + count + " were done");
    }
    return slice;
  }

  private static Slice run(Operation operation, int clients, long nanos, long most)
      throws InterruptedException, TimeoutException {
    long start = System.nanoTime();
    Usage before = Usage.now();
    Load load = new Load(operation, clients, start + nanos, most);
    List<Client> all = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      all.add(load.new Client(i));
    }
    all.forEach(Client::next);
    if (!load.ended.await(nanos + LONGEST_NANOS, TimeUnit.NANOSECONDS)) {
      throw new TimeoutException("operations are under way that never end");
    }
    Throwable failed = load.failure;
    if (failed != null) {
      throw new IllegalStateException("an operation of the load failed", failed);
    }
    return new Slice(
        System.nanoTime() - start,
        Usage.now().since(before),
        load.durations,
        all.stream().map(client -> client.count).toList());
  }

  /** One that waits for its operation before it starts another. */
  private final class Client {
    private final int number;
    private final AtomicInteger turns = new AtomicInteger();
    private long count;

    Client(int number) {
      this.number = number;
    }

    /** Does not call itself where operations end at once: the stack stays as deep as it is. */
    void next() {
      if (turns.getAndIncrement() != 0) {
        return;
      }
      do {
        step();
      } while (turns.decrementAndGet() != 0);
    }

    private void step() {
      long before = System.nanoTime();
      if (before - end >= 0 || failure != null || left.getAndDecrement() <= 0) {
        ended.countDown();
        return;
      }
      CompletionStage<?> started;
      try {
        started = operation.start(number);
      } catch (RuntimeException e) {
        failed(e);
        return;
      }
      started.whenComplete(
          (done, failed) -> {
            if (failed != null) {
              failed(failed);
              return;
            }
            durations.recordValue(Math.min(System.nanoTime() - before, LONGEST_NANOS));
            count++;
            next();
          });
    }

    private void failed(Throwable thrown) {
      failure = thrown;
      ended.countDown();
    }
  }
}

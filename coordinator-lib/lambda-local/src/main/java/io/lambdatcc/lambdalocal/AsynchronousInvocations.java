package io.lambdatcc.lambdalocal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The events that wait for one function or are being worked on, at most {@value #MOST}.
 *
 * <p>As on Lambda, a throttled event is tried again until it is too old, and one that failed as
 * often as the configuration says. What is given up is told to the function's log.
 */
final class AsynchronousInvocations {

  static final int MOST = 1_000;

  private static final Duration THROTTLED_DELAY = Duration.ofSeconds(1);
  private static final int THROTTLED_ATTEMPTS = 60;

  private final FunctionConfiguration function;
  private final ScheduledExecutorService timer;
  private final FunctionLog log;
  private final AtomicInteger underWay = new AtomicInteger();

  AsynchronousInvocations(
      FunctionConfiguration function, ScheduledExecutorService timer, FunctionLog log) {
    this.function = function;
    this.timer = timer;
    this.log = log;
  }

  /** Takes an event, which is an invocation that can be repeated; false if there are too many. */
  boolean enqueue(Supplier<CompletableFuture<InvocationResult>> event, Runnable done) {
    if (underWay.incrementAndGet() > MOST) {
      underWay.decrementAndGet();
      return false;
    }
    attempt(event, done, 0, 0);
    return true;
  }

  private void attempt(
      Supplier<CompletableFuture<InvocationResult>> event,
      Runnable done,
      int failures,
      int throttlings) {
    var unused =
        event.get().thenAccept(result -> attempted(event, done, result, failures, throttlings));
  }

  private void attempted(
      Supplier<CompletableFuture<InvocationResult>> event,
      Runnable done,
      InvocationResult result,
      int failures,
      int throttlings) {
    if (result instanceof InvocationResult.Throttled && throttlings < THROTTLED_ATTEMPTS) {
      later(THROTTLED_DELAY, () -> attempt(event, done, failures, throttlings + 1));
    } else if (result instanceof InvocationResult.FunctionError
        && failures < function.retryAttempts()) {
      later(
          function.retryDelay().multipliedBy(failures + 1L),
          () -> attempt(event, done, failures + 1, throttlings));
    } else {
      underWay.decrementAndGet();
      done.run();
      if (!(result instanceof InvocationResult.Payload)) {
        log.line(function.name(), "lambda-local: gave up an event: " + result);
      }
    }
  }

  private void later(Duration delay, Runnable task) {
    if (timer.isShutdown()) {
      return;
    }
    var unused = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
  }
}

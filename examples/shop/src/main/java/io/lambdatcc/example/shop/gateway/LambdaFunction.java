package io.lambdatcc.example.shop.gateway;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One function: a handler, its concurrency and its queue, which it shares with no other. */
final class LambdaFunction {

  /** How much longer than the function the gateway waits. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final String name;
  private final RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> handler;
  private final Duration timeLimit;
  private final InstantSource clock;
  private final Logger log;
  private final ThreadPoolExecutor threads;

  LambdaFunction(
      String name,
      RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> handler,
      int concurrency,
      int waiting,
      Duration timeLimit,
      InstantSource clock) {
    this.name = name;
    this.handler = handler;
    this.timeLimit = timeLimit;
    this.clock = clock;
    this.log = LoggerFactory.getLogger("function." + name);
    BlockingQueue<Runnable> queue =
        waiting == 0 ? new SynchronousQueue<>() : new ArrayBlockingQueue<>(waiting);
    AtomicInteger count = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            concurrency,
            concurrency,
            0,
            TimeUnit.SECONDS,
            queue,
            task -> {
              Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            },
            (task, pool) -> ((Invocation) task).refused(pool.isShutdown()));
  }

  /** Runs the invocation when a thread is free, or refuses it at once. */
  void enqueue(Invocation invocation) {
    threads.execute(invocation);
  }

  /** Calls the handler; null if that is what it answers. */
  @Nullable APIGatewayV2HTTPResponse invoke(APIGatewayV2HTTPEvent event, String requestId) {
    return handler.handleRequest(
        event, new LocalContext(name, requestId, clock.instant().plus(timeLimit), clock, log));
  }

  String name() {
    return name;
  }

  Logger log() {
    return log;
  }

  /** Counted from the arrival of a request. */
  Duration gatewayLimit() {
    return timeLimit.plus(GRACE);
  }

  void shutDown() {
    var abandoned = threads.shutdownNow();
    abandoned.forEach(task -> ((Invocation) task).refused(true));
  }

  /** Returns false if this thread was interrupted meanwhile. */
  boolean awaitEnd(Duration limit) {
    try {
      if (!threads.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("function {} does not end; its threads are left behind", name);
      }
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}

package io.lambdatcc.example.shop.gateway;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;

/**
 * One request on its way through a function.
 *
 * <p>An exchange may be touched by one thread at a time. Two may want to answer, the function's
 * thread and the timer; whoever takes {@code answered} from false to true does, and nobody else
 * touches the exchange from then on.
 */
final class Invocation implements Runnable {

  private static final HttpString REQUEST_ID = new HttpString("Apigw-Requestid");

  private final HttpServerExchange exchange;
  private final LambdaFunction function;
  private final APIGatewayV2HTTPEvent event;
  private final AtomicBoolean answered = new AtomicBoolean();
  private XnioExecutor.@Nullable Key timer;

  Invocation(HttpServerExchange exchange, LambdaFunction function, APIGatewayV2HTTPEvent event) {
    this.exchange = exchange;
    this.function = function;
    this.event = event;
  }

  /** Starts the clock and queues for the function. */
  void begin() {
    exchange.getResponseHeaders().put(REQUEST_ID, requestId());
    timer =
        exchange
            .getIoThread()
            .executeAfter(this::timeOut, function.gatewayLimit().toMillis(), TimeUnit.MILLISECONDS);
    function.enqueue(this);
  }

  /** Runs the function, on one of its own threads. */
  @Override
  public void run() {
    if (answered.get()) {
      return; // nobody waits any more: what was answered 503 in the queue never runs
    }
    Optional<Response> response = call();
    if (takeAnswer()) {
      response.ifPresentOrElse(
          answer -> answer.send(exchange), () -> GatewayError.FUNCTION_FAILED.send(exchange));
    }
  }

  /** Answers for a function that takes no more, without running it. */
  void refused(boolean shuttingDown) {
    if (takeAnswer()) {
      (shuttingDown ? GatewayError.UNAVAILABLE : GatewayError.THROTTLED).send(exchange);
    }
  }

  private Optional<Response> call() {
    try {
      return Optional.of(Response.of(function.invoke(event, requestId())));
    } catch (Response.Unusable e) {
      function.log().error("answer to request {} cannot be sent: {}", requestId(), e.getMessage());
    } catch (Throwable e) { // a function's error is its own; this thread serves the next request
      function.log().error("request {} failed", requestId(), e);
    }
    return Optional.empty();
  }

  private void timeOut() {
    if (answered.compareAndSet(false, true)) {
      function.log().warn("request {} took more than {}", requestId(), function.gatewayLimit());
      GatewayError.UNAVAILABLE.send(exchange);
    }
  }

  private boolean takeAnswer() {
    if (!answered.compareAndSet(false, true)) {
      return false;
    }
    if (timer != null) {
      var unused = timer.remove();
    }
    return true;
  }

  private String requestId() {
    return event.getRequestContext().getRequestId();
  }
}

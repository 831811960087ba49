package io.lambdatcc.example.shop.gateway;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;

/**
 * A body on its way: it comes in full, or breaks off, or takes too long, and whichever happens
 * first is all that happens. Everything here runs on the I/O thread of the exchange.
 */
final class Arrival {

  private final HttpServerExchange exchange;
  private boolean over;
  private XnioExecutor.@Nullable Key timer;

  Arrival(HttpServerExchange exchange) {
    this.exchange = exchange;
  }

  /**
   * Receives the body.
   *
   * @param limit a body that has not come until then is answered 408, and its connection closed,
   *     however much of it still trickles in
   */
  void await(Duration limit, Consumer<byte[]> complete, Consumer<IOException> broken) {
    exchange
        .getRequestReceiver()
        .receiveFullBytes(
            (received, body) -> {
              if (end()) {
                complete.accept(body);
              }
            },
            (received, cause) -> {
              if (end()) {
                broken.accept(cause);
              }
            });
    if (!over) { // else the exchange may belong to somebody else already
      timer =
          exchange
              .getIoThread()
              .executeAfter(this::timeOut, limit.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void timeOut() {
    if (end()) {
      GatewayError.TOO_SLOW.sendAndHangUp(exchange);
    }
  }

  private boolean end() {
    if (over) {
      return false;
    }
    over = true;
    if (timer != null) {
      var unused = timer.remove();
    }
    return true;
  }
}

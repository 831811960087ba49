package io.lambdatcc.example.shop.gateway;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests in: finds the function, reads the body, asks the authorizer, builds the event,
 * queues the invocation. All of it on the I/O threads, none of it blocking.
 */
final class GatewayHandler implements HttpHandler {

  private final RouteTable routes;
  private final EventFactory events;
  private final @Nullable Authorizer authorizer;

  /**
   * A handler for these routes.
   *
   * @param authorizer null where no route is signed
   */
  GatewayHandler(RouteTable routes, EventFactory events, @Nullable Authorizer authorizer) {
    this.routes = routes;
    this.events = events;
    this.authorizer = authorizer;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    Optional<String> path = RequestTarget.path(exchange);
    if (path.isEmpty()) {
      GatewayError.BAD_REQUEST.send(exchange);
      return;
    }
    Optional<RouteTable.Match> match =
        routes.find(exchange.getRequestMethod().toString(), path.get());
    if (match.isEmpty()) {
      GatewayError.NOT_FOUND.send(exchange);
      return;
    }
    exchange
        .getRequestReceiver()
        .receiveFullBytes(
            (received, body) -> dispatch(received, match.get(), path.get(), body),
            GatewayHandler::unreadable);
  }

  private void dispatch(
      HttpServerExchange exchange, RouteTable.Match match, String path, byte[] body) {
    Optional<Map<String, String>> query = RequestTarget.query(exchange);
    if (query.isEmpty()) {
      GatewayError.BAD_REQUEST.send(exchange);
      return;
    }
    Authorizer.Caller caller = null;
    if (match.target().signed()) {
      Authorizer.Verdict verdict =
          Objects.requireNonNull(authorizer).authorize(SentRequest.of(exchange, body));
      if (verdict instanceof Authorizer.Refusal refusal) {
        GatewayError.refuse(exchange, refusal);
        return;
      }
      caller = (Authorizer.Caller) verdict;
    }
    Invocation invocation =
        new Invocation(
            exchange,
            match.target().function(),
            events.event(exchange, match, path, query.get(), body, caller));
    // once this handler has returned the exchange belongs to the invocation alone
    exchange.dispatch(SameThreadExecutor.INSTANCE, invocation::begin);
  }

  private static void unreadable(HttpServerExchange exchange, IOException cause) {
    exchange.setPersistent(false);
    if (cause instanceof RequestTooBigException) {
      GatewayError.TOO_LARGE.send(exchange);
    } else {
      exchange.endExchange(); // the client is gone
    }
  }
}

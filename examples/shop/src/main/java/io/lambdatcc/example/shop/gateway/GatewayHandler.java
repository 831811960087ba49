package io.lambdatcc.example.shop.gateway;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests in: reads the body, finds the function, asks the authorizer, builds the event,
 * queues the invocation. All of it on the I/O threads, none of it blocking.
 */
final class GatewayHandler implements HttpHandler {

  private final RouteTable routes;
  private final EventFactory events;
  private final @Nullable Authorizer authorizer;
  private final Duration arrivalLimit;

  /**
   * A handler for these routes.
   *
   * @param authorizer null where no route is signed
   * @param arrivalLimit of bodies
   */
  GatewayHandler(
      RouteTable routes,
      EventFactory events,
      @Nullable Authorizer authorizer,
      Duration arrivalLimit) {
    this.routes = routes;
    this.events = events;
    this.authorizer = authorizer;
    this.arrivalLimit = arrivalLimit;
  }

  /** Whatever the answer will be, the body comes first: who sends it slowly is cut off anyway. */
  @Override
  public void handleRequest(HttpServerExchange exchange) {
    new Arrival(exchange)
        .await(arrivalLimit, body -> arrived(exchange, body), cause -> unreadable(exchange, cause));
  }

  private void arrived(HttpServerExchange exchange, byte[] body) {
    Optional<String> path = RequestTarget.path(exchange);
    Optional<Map<String, String>> query = RequestTarget.query(exchange);
    if (path.isEmpty() || query.isEmpty()) {
      GatewayError.BAD_REQUEST.send(exchange);
      return;
    }
    Optional<RouteTable.Match> match =
        routes.find(exchange.getRequestMethod().toString(), path.get());
    if (match.isEmpty()) {
      GatewayError.NOT_FOUND.send(exchange);
      return;
    }
    dispatch(exchange, match.get(), path.get(), query.get(), body);
  }

  private void dispatch(
      HttpServerExchange exchange,
      RouteTable.Match match,
      String path,
      Map<String, String> query,
      byte[] body) {
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
            events.event(exchange, match, path, query, body, caller));
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

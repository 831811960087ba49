package io.lambdatcc.example.shop.gateway;

import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import org.xnio.IoUtils;

/**
 * What an HTTP API answers when no function does.
 *
 * <p>A function out of concurrency is answered as API Gateway answers its own throttling. Accounts
 * of what an HTTP API makes of a throttled Lambda differ (429, 500 and 503 have been seen); callers
 * must not tell them apart.
 */
enum GatewayError {
  BAD_REQUEST(400, "Bad Request"),
  NOT_FOUND(404, "Not Found"),
  TOO_SLOW(408, "Request Timeout"),
  TOO_LARGE(413, "Request Entity Too Large"),
  THROTTLED(429, "Too Many Requests"),
  FUNCTION_FAILED(500, "Internal Server Error"),
  UNAVAILABLE(503, "Service Unavailable");

  private static final HttpString ERROR_TYPE = new HttpString("x-amzn-ErrorType");

  private final int status;
  private final String body;

  GatewayError(int status, String message) {
    this.status = status;
    this.body = "{\"message\":\"" + message + "\"}";
  }

  void send(HttpServerExchange exchange) {
    send(exchange, status, body);
  }

  /** Answers, and has no more to do with whoever is still sending. */
  void sendAndHangUp(HttpServerExchange exchange) {
    exchange.setPersistent(false);
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseSender().send(body, new HangUp());
  }

  /** Answers 403, with what the authorizer has to say. */
  static void refuse(HttpServerExchange exchange, Authorizer.Refusal refusal) {
    exchange.getResponseHeaders().put(ERROR_TYPE, refusal.errorType());
    String text = refusal.message().replace("\\", "\\\\").replace("\"", "\\\"");
    send(exchange, StatusCodes.FORBIDDEN, "{\"message\":\"" + text + "\"}");
  }

  private static void send(HttpServerExchange exchange, int status, String body) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseSender().send(body);
  }

  /**
   * An exchange ends when the request has been read, which may be never: this is not waited for.
   */
  private static final class HangUp implements IoCallback {
    @Override
    public void onComplete(HttpServerExchange exchange, Sender sender) {
      IoUtils.safeClose(exchange.getConnection());
      exchange.endExchange();
    }

    @Override
    public void onException(HttpServerExchange exchange, Sender sender, IOException gone) {
      onComplete(exchange, sender);
    }
  }
}

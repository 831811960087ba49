package io.lambdatcc.example.shop.gateway;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;

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
  TOO_LARGE(413, "Request Entity Too Large"),
  THROTTLED(429, "Too Many Requests"),
  FUNCTION_FAILED(500, "Internal Server Error"),
  UNAVAILABLE(503, "Service Unavailable");

  private final int status;
  private final String body;

  GatewayError(int status, String message) {
    this.status = status;
    this.body = "{\"message\":\"" + message + "\"}";
  }

  void send(HttpServerExchange exchange) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseSender().send(body);
  }
}

package io.lambdatcc.example.shop.gateway;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A request as it was sent. */
public final class SentRequest {
  private final String method;
  private final String path;
  private final String query;
  private final Map<String, List<String>> headers;
  private final byte[] body;

  /**
   * A request.
   *
   * @param path not decoded, beginning with a slash
   * @param query not decoded; empty for none
   * @param headers names in lower case
   * @param body not to be changed any more
   */
  private SentRequest(
      String method, String path, String query, Map<String, List<String>> headers, byte[] body) {
    this.method = method;
    this.path = path;
    this.query = query;
    this.headers = Map.copyOf(headers);
    this.body = body;
  }

  private static Map<String, List<String>> headers(HttpServerExchange exchange) {
    Map<String, List<String>> headers = new HashMap<>();
    for (HeaderValues values : exchange.getRequestHeaders()) {
      headers.put(values.getHeaderName().toString().toLowerCase(Locale.ROOT), List.copyOf(values));
    }
    return headers;
  }

  /** A request whose body has arrived in full. */
  public static SentRequest of(HttpServerExchange exchange, byte[] body) {
    return new SentRequest(
        exchange.getRequestMethod().toString(),
        RequestTarget.pathAsSent(exchange),
        exchange.getQueryString(),
        headers(exchange),
        body);
  }

  /** The values of a header, named in lower case; none if it is not there. */
  public List<String> header(String name) {
    return headers.getOrDefault(name, List.of());
  }

  public String method() {
    return method;
  }

  public String path() {
    return path;
  }

  public String query() {
    return query;
  }

  public Map<String, List<String>> headers() {
    return headers;
  }

  /** The body, not copied. */
  public byte[] body() {
    return body;
  }
}

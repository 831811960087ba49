package io.lambdatcc.example.shop.gateway;

import io.undertow.server.HttpServerExchange;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Path and query of a request, as an HTTP API reads them.
 *
 * <p>An HTTP API decodes percent-encoding in {@code rawPath}, {@code requestContext.http.path} and
 * path parameters, its names notwithstanding, so that {@code %2F} becomes a slash before routes are
 * looked at. {@code rawQueryString} stays as it was sent, {@code queryStringParameters} are
 * decoded. (Function URLs and REST APIs leave the path encoded; a handler that is to live behind
 * all of them had better use ids that need no encoding.)
 */
final class RequestTarget {

  private RequestTarget() {}

  /** The decoded path, beginning with a slash; empty if it is no percent-encoded UTF-8. */
  static Optional<String> path(HttpServerExchange exchange) {
    String target = pathAsSent(exchange);
    return target.startsWith("/") ? decode(target) : Optional.empty();
  }

  /** The path as it is in the request, whether that names a host or not. */
  static String pathAsSent(HttpServerExchange exchange) {
    String target = exchange.getRequestURI();
    if (exchange.isHostIncludedInRequestURI()) {
      int slash = target.indexOf('/', target.indexOf("://") + 3);
      return slash < 0 ? "/" : target.substring(slash);
    }
    return target;
  }

  /** Names and values, several values of one name joined by commas; empty if not decodable. */
  static Optional<Map<String, String>> query(HttpServerExchange exchange) {
    String query = exchange.getQueryString();
    if (query.isEmpty()) {
      return Optional.of(Map.of());
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    try {
      for (String pair : query.split("&", -1)) {
        if (!pair.isEmpty()) {
          int equals = pair.indexOf('=');
          String name = equals < 0 ? pair : pair.substring(0, equals);
          String value = equals < 0 ? "" : pair.substring(equals + 1);
          parameters.merge(decodeForm(name), decodeForm(value), (one, more) -> one + "," + more);
        }
      }
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.of(parameters);
  }

  static Optional<String> decode(String encoded) {
    if (encoded.indexOf('%') < 0) {
      return Optional.of(encoded);
    }
    ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c != '%') {
        bytes.put((byte) c); // the server lets only ASCII through
        continue;
      }
      int high = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 1), 16) : -1;
      int low = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      bytes.put((byte) (high << 4 | low));
      i += 2;
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static String decodeForm(String encoded) {
    return encoded.indexOf('%') < 0 && encoded.indexOf('+') < 0
        ? encoded
        : URLDecoder.decode(encoded, StandardCharsets.UTF_8);
  }
}

package io.lambdatcc.example.shop.client;

import java.net.URI;
import java.util.Map;

/** Signs requests, where the shop wants that. */
@FunctionalInterface
public interface Signing {
  /** Signs nothing. */
  Signing NONE = (method, uri, headers, body) -> Map.of();

  /** The headers that a request is to have besides its own. */
  Map<String, String> headers(String method, URI uri, Map<String, String> headers, byte[] body);
}

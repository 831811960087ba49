package io.lambdatcc.example.shop.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is asked of the shop.
 *
 * @param path with its query
 * @param headers by names in lower case
 * @param patience after which nobody waits for the answer any more
 */
public record Request(
    String method, String path, Map<String, String> headers, String body, Duration patience) {
  private static final Duration PATIENCE = Duration.ofSeconds(150);

  /** A request without a body. */
  public static Request of(String method, String path) {
    return of(method, path, "");
  }

  /** A request of JSON. */
  public static Request of(String method, String path, String json) {
    return new Request(method, path, Map.of("content-type", "application/json"), json, PATIENCE);
  }

  /** The same, with another header. */
  public Request with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Request(method, path, more, body, patience);
  }

  /** The same, of somebody who waits so long. */
  public Request waiting(Duration newPatience) {
    return new Request(method, path, headers, body, newPatience);
  }
}

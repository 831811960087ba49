package io.lambdatcc.example.shop.isolated.iam;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it was sent.
 *
 * @param path not decoded, beginning with a slash
 * @param query not decoded; empty for none
 * @param headers names in lower case
 */
public record SignedRequest(
    String method, String path, String query, Map<String, List<String>> headers, byte[] body) {

  /** The first value of a header. */
  public Optional<String> header(String name) {
    List<String> values = headers.get(name);
    return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
  }
}

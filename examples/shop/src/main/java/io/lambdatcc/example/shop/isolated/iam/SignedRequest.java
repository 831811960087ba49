package io.lambdatcc.example.shop.isolated.iam;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it was sent, perhaps signed.
 */
public final class SignedRequest {
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
  public SignedRequest(
      String method, String path, String query, Map<String, List<String>> headers, byte[] body) {
    this.method = method;
    this.path = path;
    this.query = query;
    this.headers = Map.copyOf(headers);
    this.body = body;
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

  /** The first value of a header. */
  public Optional<String> header(String name) {
    List<String> values = headers.get(name);
    return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
  }
}

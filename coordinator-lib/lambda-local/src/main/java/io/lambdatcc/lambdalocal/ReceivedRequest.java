package io.lambdatcc.lambdalocal;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** An HTTP request as it came over the wire, nothing decoded: what a signature is about. */
public final class ReceivedRequest {

  private final String method;
  private final String rawPath;
  private final String rawQuery;
  private final Map<String, List<String>> headers = new TreeMap<>();
  private final byte[] body;

  /**
   * Takes the parts of a request.
   *
   * @param rawPath percent-encoded, as in the request line
   * @param rawQuery percent-encoded, without the question mark; empty if there is none
   * @param headers by name in any case
   */
  public ReceivedRequest(
      String method,
      String rawPath,
      String rawQuery,
      Map<String, List<String>> headers,
      byte[] body) {
    this.method = method;
    this.rawPath = rawPath;
    this.rawQuery = rawQuery;
    headers.forEach(
        (name, values) -> this.headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    this.body = body;
  }

  String method() {
    return method;
  }

  String rawPath() {
    return rawPath;
  }

  String rawQuery() {
    return rawQuery;
  }

  /** The values of a header, named in lower case; none if it is not there. */
  List<String> header(String name) {
    return headers.getOrDefault(name, List.of());
  }

  byte[] body() {
    return body;
  }
}

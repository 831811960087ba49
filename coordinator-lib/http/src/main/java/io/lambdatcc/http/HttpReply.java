package io.lambdatcc.http;

import io.lambdatcc.wire.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A reply: status, headers, body.
 *
 * @param headers by lower-case name
 */
public record HttpReply(int status, Map<String, String> headers, String body) {
  public HttpReply {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status " + status + " is not within 200 to 599");
    }
    Map<String, String> lowerCase = new TreeMap<>();
    headers.forEach((name, value) -> lowerCase.put(name.toLowerCase(Locale.ROOT), value));
    headers = Collections.unmodifiableMap(lowerCase);
    Objects.requireNonNull(body, "body");
  }

  /** A reply with a JSON text. */
  public static HttpReply json(int status, String json) {
    return new HttpReply(status, Map.of("content-type", "application/json"), json);
  }

  /** A reply with a problem, under the problem's own status. */
  public static HttpReply problem(Problem problem) {
    return new HttpReply(
        problem.status(), Map.of("content-type", Problem.CONTENT_TYPE), problem.toJson());
  }

  /** A reply without a body. */
  public static HttpReply empty(int status) {
    return new HttpReply(status, Map.of(), "");
  }

  /** The same reply with this header, in place of one of the same name. */
  public HttpReply withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name.toLowerCase(Locale.ROOT), value);
    return new HttpReply(status, more, body);
  }
}

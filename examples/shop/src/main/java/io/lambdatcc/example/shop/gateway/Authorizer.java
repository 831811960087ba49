package io.lambdatcc.example.shop.gateway;

import java.util.List;
import java.util.Map;

/**
 * Decides who has sent a request, and whether he may: what AWS_IAM is for a route of an HTTP API.
 *
 * <p>Asked on the thread that reads from the network, so it must not block; by many threads.
 */
@FunctionalInterface
public interface Authorizer {

  /** Decides about one request, whose body has arrived in full. */
  Verdict authorize(Request request);

  /**
   * A request as it was sent.
   */
  final class Request {
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
    public Request(
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
  }

  /** What was decided. */
  sealed interface Verdict {}

  /**
   * He may. Events carry this at {@code requestContext.authorizer.iam}.
   *
   * @param callerId such as {@code AROA…:session}
   * @param userArn such as {@code arn:aws:sts::123456789012:assumed-role/shop/session}
   */
  record Caller(String accessKey, String accountId, String callerId, String userArn)
      implements Verdict {}

  /**
   * He may not: the gateway answers 403.
   *
   * @param errorType for the header {@code x-amzn-ErrorType}
   * @param message for the body
   */
  record Refusal(String errorType, String message) implements Verdict {}
}

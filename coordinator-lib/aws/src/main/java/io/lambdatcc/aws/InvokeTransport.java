package io.lambdatcc.aws;

import io.lambdatcc.aws.BoundedResponse.Received;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.WireFormatException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * A participant that Lambda invokes directly: what is said goes as the event that a gateway would
 * make of it (payload format 2.0), and comes back as the response that a gateway would read.
 *
 * <p>The operation is Lambda's {@code Invoke} of API version 2015-03-31, waiting for the response.
 * What it says besides 200 is said by Lambda, before the function has run:
 *
 * <table>
 * <caption>Answers of Lambda's own</caption>
 * <tr><th>what came back</th><th>answer</th></tr>
 * <tr><td>429</td><td>{@link Answer.NotSent}, trouble: throttled, so not run</td></tr>
 * <tr><td>400, 401, 403, 404, 413, 422</td><td>{@link Answer.Rejected}: no such function or alias,
 *     not permitted, too large</td></tr>
 * <tr><td>{@code X-Amz-Function-Error}</td><td>{@link Answer.Unknown}, trouble: it ran, how far
 *     nobody knows</td></tr>
 * <tr><td>everything else, and a payload that is no such response</td>
 *     <td>{@link Answer.Unknown}, trouble</td></tr>
 * </table>
 */
final class InvokeTransport implements Transport {
  /** A reply is a JSON string in here, of which every character may be escaped or in base64. */
  private static final int LONGEST_RESPONSE = 2 * HttpParticipants.MAX_REPLY_BYTES;

  private final InvokedFunction function;
  private final URI endpoint;

  InvokeTransport(InvokedFunction function, URI endpoint) {
    this.function = function;
    this.endpoint = endpoint;
  }

  /** What a function returns to a gateway, as far as it matters here. */
  record Payload(
      @Nullable Integer statusCode,
      @Nullable Map<String, @Nullable Object> headers,
      @Nullable String body,
      @Nullable Boolean isBase64Encoded) {}

  @Override
  public Outgoing outgoing(String path, Map<String, String> headers, String body) {
    byte[] event = event(function.base() + path, headers, body).getBytes(StandardCharsets.UTF_8);
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(endpoint)
            .encodedPath(
                "/2015-03-31/functions/"
                    + URLEncoder.encode(function.function(), StandardCharsets.UTF_8)
                    + "/invocations")
            .putRawQueryParameter("Qualifier", function.alias())
            .putHeader("Content-Type", "application/json")
            .putHeader("Content-Length", Integer.toString(event.length))
            .putHeader("X-Amz-Invocation-Type", "RequestResponse")
            .build();
    return new Outgoing(request, SdkBytes.fromByteArrayUnsafe(event));
  }

  private static String event(String path, Map<String, String> headers, String body) {
    Map<String, String> lowerCase = new TreeMap<>();
    headers.forEach((name, value) -> lowerCase.put(name.toLowerCase(Locale.ROOT), value));
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("version", "2.0");
    event.put("routeKey", "$default");
    event.put("rawPath", path);
    event.put("rawQueryString", "");
    event.put("headers", lowerCase);
    event.put(
        "requestContext",
        Map.of("stage", "$default", "http", Map.of("method", "POST", "path", path)));
    event.put("body", body);
    event.put("isBase64Encoded", false);
    return JsonText.of(event).text();
  }

  @Override
  public Incoming incoming(Received received) {
    if (received.status() != 200) {
      return refusedByLambda(received);
    }
    String error = received.headers().get("x-amz-function-error");
    if (error != null) {
      return unknown("the function failed (" + error + "); its own log says why");
    }
    Payload payload;
    try {
      payload = JsonText.parse(received.body()).to(Payload.class);
    } catch (WireFormatException e) {
      return unknown("the function's response cannot be read: " + e.getMessage());
    }
    if (payload.statusCode() == null) {
      return unknown("the function's response has no statusCode; is it made for a gateway?");
    }
    String body = body(payload);
    if (body.getBytes(StandardCharsets.UTF_8).length > HttpParticipants.MAX_REPLY_BYTES) {
      return unknown("the body has more than " + HttpParticipants.MAX_REPLY_BYTES + " bytes");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    if (payload.headers() != null) {
      payload
          .headers()
          .forEach(
              (name, value) -> {
                if (value != null) {
                  headers.put(name.toLowerCase(Locale.ROOT), value.toString());
                }
              });
    }
    return new Reply(new Received(payload.statusCode(), headers, body));
  }

  private static String body(Payload payload) {
    String body = payload.body() == null ? "" : payload.body();
    return Boolean.TRUE.equals(payload.isBase64Encoded())
        ? BoundedResponse.utf8(Base64.getDecoder().decode(body))
        : body;
  }

  private Incoming refusedByLambda(Received received) {
    int status = received.status();
    String type = received.headers().getOrDefault("x-amzn-errortype", "status " + status);
    String error = type.replaceFirst(":.*", "");
    String what = "Lambda does not invoke " + function.function() + ":" + function.alias() + ": ";
    return switch (status) {
      case 429 -> new Instead(new Answer.NotSent(what + "throttled (" + error + ")"), true);
      case 401, 403 ->
          rejected(status, what + error + "; may this role call lambda:InvokeFunction on it?");
      case 404 -> rejected(status, what + error + "; is it there, with this alias?");
      case 400, 413, 422 -> rejected(status, what + error);
      default -> unknown(what + error);
    };
  }

  private static Incoming rejected(int status, String reason) {
    return new Instead(new Answer.Rejected("invoke-" + status, reason), false);
  }

  private static Incoming unknown(String reason) {
    return new Instead(new Answer.Unknown(reason), true);
  }

  @Override
  public int longestResponse() {
    return LONGEST_RESPONSE;
  }
}

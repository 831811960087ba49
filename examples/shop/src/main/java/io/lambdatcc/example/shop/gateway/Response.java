package io.lambdatcc.example.shop.gateway;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a function answered, checked: whatever can go wrong with it has gone wrong before the first
 * byte is sent.
 */
final class Response {

  private static final Set<String> OF_THE_GATEWAY =
      Set.of("connection", "content-length", "keep-alive", "transfer-encoding", "apigw-requestid");

  /** A token of RFC 9110. */
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private final int status;
  private final Map<String, String> headers;
  private final List<String> cookies;
  private final byte[] body;

  private Response(int status, Map<String, String> headers, List<String> cookies, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.cookies = cookies;
    this.body = body;
  }

  /**
   * Reads an answer in payload format 2.0. {@code multiValueHeaders}, which the Java class has but
   * the documented format has not, are refused, so that nobody comes to rely on them here.
   *
   * @throws Unusable if API Gateway could not send it either
   */
  static Response of(@Nullable APIGatewayV2HTTPResponse answer) {
    if (answer == null) {
      throw new Unusable("it is null");
    }
    if (answer.getStatusCode() < 200 || answer.getStatusCode() > 599) {
      throw new Unusable("its status is " + answer.getStatusCode());
    }
    if (answer.getMultiValueHeaders() != null && !answer.getMultiValueHeaders().isEmpty()) {
      throw new Unusable(
          "payload format 2.0 has no multiValueHeaders; join values by commas in headers, and"
              + " put cookies into cookies");
    }
    Map<String, String> headers = answer.getHeaders() == null ? Map.of() : answer.getHeaders();
    List<String> cookies = answer.getCookies() == null ? List.of() : answer.getCookies();
    headers.forEach(Response::requireOneLine);
    cookies.forEach(cookie -> requireOneLine("set-cookie", cookie));
    return new Response(answer.getStatusCode(), headers, cookies, body(answer));
  }

  void send(HttpServerExchange exchange) {
    HeaderMap sent = exchange.getResponseHeaders();
    exchange.setStatusCode(status);
    headers.forEach(
        (name, value) -> {
          if (!OF_THE_GATEWAY.contains(name.toLowerCase(Locale.ROOT))) {
            sent.put(new HttpString(name), value);
          }
        });
    cookies.forEach(cookie -> sent.add(Headers.SET_COOKIE, cookie));
    if (body.length == 0) {
      exchange.endExchange();
      return;
    }
    if (!sent.contains(Headers.CONTENT_TYPE)) {
      sent.put(Headers.CONTENT_TYPE, "text/plain; charset=utf-8");
    }
    exchange.getResponseSender().send(ByteBuffer.wrap(body));
  }

  private static byte[] body(APIGatewayV2HTTPResponse answer) {
    String body = answer.getBody();
    if (body == null || body.isEmpty()) {
      return new byte[0];
    }
    if (!answer.getIsBase64Encoded()) {
      return body.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new Unusable("its body is said to be Base64, but " + e.getMessage());
    }
  }

  private static void requireOneLine(@Nullable String name, @Nullable String value) {
    if (name == null || !HEADER_NAME.matcher(name).matches() || value == null) {
      throw new Unusable("its header '" + name + "' lacks a proper name or a value");
    }
    if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
      throw new Unusable("its header '" + name + "' has more than one line");
    }
  }

  /** The function answered what cannot be sent; the message says why. */
  static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message);
    }
  }
}

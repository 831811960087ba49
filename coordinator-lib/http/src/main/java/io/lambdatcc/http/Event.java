package io.lambdatcc.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.wire.ProblemType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The gateway's event and response, which are full of nulls, as types that are not. */
final class Event {
  private static final Pattern ASSUMED_ROLE =
      Pattern.compile("arn:([^:]+):sts::([0-9]+):assumed-role/([^/]+)/.*");

  private Event() {}

  static String method(APIGatewayV2HTTPEvent event) {
    RequestContext context = event.getRequestContext();
    if (context == null
        || context.getHttp() == null
        || context.getHttp().getMethod() == null
        || event.getRawPath() == null) {
      throw new ProblemException(
          ProblemType.INVALID_REQUEST,
          "the event has no method or path; is the payload format version 2.0?");
    }
    return context.getHttp().getMethod();
  }

  /**
   * The path as the gateway gives it: an HTTP API has decoded it, a function URL has not. The
   * gateway puts the name of the stage before it, except for {@code $default}.
   */
  static String path(APIGatewayV2HTTPEvent event) {
    String path = event.getRawPath();
    String stage = event.getRequestContext().getStage();
    if (stage != null && !stage.equals("$default") && path.startsWith("/" + stage + "/")) {
      return path.substring(stage.length() + 1);
    }
    return path;
  }

  static HttpRequest request(APIGatewayV2HTTPEvent event, Map<String, String> pathParameters) {
    return new HttpRequest(
        method(event),
        path(event),
        pathParameters,
        withoutNulls(event.getQueryStringParameters()),
        withoutNulls(event.getHeaders()),
        body(event),
        caller(event),
        principal(event));
  }

  static APIGatewayV2HTTPResponse response(HttpReply reply) {
    return APIGatewayV2HTTPResponse.builder()
        .withStatusCode(reply.status())
        .withHeaders(new LinkedHashMap<>(reply.headers()))
        .withBody(reply.body())
        .withIsBase64Encoded(false)
        .build();
  }

  private static String body(APIGatewayV2HTTPEvent event) {
    String body = event.getBody();
    if (body == null) {
      return "";
    }
    // checked before decoding: base64 takes four characters for three bytes
    if (body.length() > Routes.MAX_BODY_BYTES / 3 * 4 + 4) {
      throw tooLarge();
    }
    if (event.getIsBase64Encoded()) {
      body = decoded(body);
    }
    if (body.getBytes(StandardCharsets.UTF_8).length > Routes.MAX_BODY_BYTES) {
      throw tooLarge();
    }
    return body;
  }

  private static String decoded(String base64) {
    try {
      return Percent.utf8(ByteBuffer.wrap(Base64.getDecoder().decode(base64)));
    } catch (IllegalArgumentException e) {
      throw new ProblemException(ProblemType.INVALID_REQUEST, "the body is not base64");
    } catch (CharacterCodingException e) {
      throw new ProblemException(ProblemType.INVALID_REQUEST, "the body is not UTF-8");
    }
  }

  private static ProblemException tooLarge() {
    return new ProblemException(
        ProblemType.TOO_LARGE, "the body has more than " + Routes.MAX_BODY_BYTES + " bytes");
  }

  private static @Nullable String principal(APIGatewayV2HTTPEvent event) {
    RequestContext.Authorizer authorizer = event.getRequestContext().getAuthorizer();
    return authorizer == null || authorizer.getIam() == null
        ? null
        : authorizer.getIam().getUserArn();
  }

  private static @Nullable String caller(APIGatewayV2HTTPEvent event) {
    String arn = principal(event);
    if (arn == null) {
      return null;
    }
    Matcher session = ASSUMED_ROLE.matcher(arn);
    return session.matches()
        ? "arn:" + session.group(1) + ":iam::" + session.group(2) + ":role/" + session.group(3)
        : arn;
  }

  private static Map<String, String> withoutNulls(@Nullable Map<String, String> map) {
    Map<String, String> copy = new HashMap<>();
    if (map != null) {
      map.forEach((name, value) -> copy.put(name, value == null ? "" : value));
    }
    return copy;
  }
}

package io.lambdatcc.aws;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Events as API Gateway sends them (payload format 2.0), and the context of an invocation. */
final class Invocations {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final String EVENT =
      """
      {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": %PATH%,
        "rawQueryString": %RAW_QUERY%,
        "headers": %HEADERS%,
        "queryStringParameters": %QUERY%,
        "requestContext": {
          "accountId": "123456789012",
          "apiId": "id",
          "authorizer": %AUTHORIZER%,
          "domainName": "id.execute-api.eu-central-1.amazonaws.com",
          "http": {
            "method": "%METHOD%",
            "path": %PATH%,
            "protocol": "HTTP/1.1",
            "sourceIp": "192.0.2.1",
            "userAgent": "agent"
          },
          "requestId": "JKJaXmPLvHcESHA=",
          "stage": "$default",
          "timeEpoch": 1583817383220
        },
        "body": %BODY%,
        "isBase64Encoded": false
      }
      """;

  private Invocations() {}

  /** A request under construction. */
  static final class Request {
    private final String method;
    private final String path;
    private final String rawQuery;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private @Nullable String body;
    private @Nullable String role;

    private Request(String method, String target) {
      int query = target.indexOf('?');
      this.method = method;
      this.path = query < 0 ? target : target.substring(0, query);
      this.rawQuery = query < 0 ? "" : target.substring(query + 1);
    }

    String method() {
      return method;
    }

    String path() {
      return path;
    }

    /** The query's parameters, decoded as the gateway decodes them. */
    Map<String, String> query() {
      Map<String, String> query = new LinkedHashMap<>();
      if (!rawQuery.isEmpty()) {
        for (String parameter : rawQuery.split("&", -1)) {
          int equals = parameter.indexOf('=');
          query.put(
              decoded(parameter.substring(0, equals)), decoded(parameter.substring(equals + 1)));
        }
      }
      return query;
    }

    private static String decoded(String text) {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The headers by the names that they were given. */
    Map<String, String> headers() {
      return Collections.unmodifiableMap(headers);
    }

    /** The body; empty where there is none. */
    String body() {
      return Objects.requireNonNullElse(body, "");
    }

    Request body(String text) {
      body = text;
      return this;
    }

    Request header(String name, String value) {
      headers.put(name, value);
      return this;
    }

    /** Signed in a session of this role. */
    Request by(String roleName) {
      role = roleName;
      return this;
    }

    APIGatewayV2HTTPEvent event() {
      String authorizer =
          role == null
              ? "null"
              : "{\"iam\":{\"userArn\":\"arn:aws:sts::123456789012:assumed-role/"
                  + role
                  + "/session-1\"}}";
      String json =
          EVENT
              .replace("%METHOD%", method)
              .replace("%PATH%", json(path))
              .replace("%RAW_QUERY%", json(rawQuery))
              .replace("%QUERY%", json(rawQuery.isEmpty() ? null : query()))
              .replace("%HEADERS%", json(headers))
              .replace("%AUTHORIZER%", authorizer)
              .replace("%BODY%", json(body));
      try {
        return MAPPER.readValue(json, APIGatewayV2HTTPEvent.class);
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException(json, e);
      }
    }
  }

  /** A request for a path, which may have a query. */
  static Request request(String method, String target) {
    return new Request(method, target);
  }

  /** What the role's callers are known as. */
  static String arn(String roleName) {
    return "arn:aws:iam::123456789012:role/" + roleName;
  }

  private static String json(@Nullable Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A context with so much time left, by whose logger nothing is logged. */
  static Context with(IntSupplier remainingMillis) {
    return new Context() {
      @Override
      public String getAwsRequestId() {
        return "request";
      }

      @Override
      public String getLogGroupName() {
        return "group";
      }

      @Override
      public String getLogStreamName() {
        return "stream";
      }

      @Override
      public String getFunctionName() {
        return "function";
      }

      @Override
      public String getFunctionVersion() {
        return "1";
      }

      @Override
      public String getInvokedFunctionArn() {
        return "arn:aws:lambda:eu-central-1:123456789012:function:function";
      }

      @Override
      public @Nullable CognitoIdentity getIdentity() {
        return null;
      }

      @Override
      public @Nullable ClientContext getClientContext() {
        return null;
      }

      @Override
      public int getRemainingTimeInMillis() {
        return remainingMillis.getAsInt();
      }

      @Override
      public int getMemoryLimitInMB() {
        return 512;
      }

      @Override
      public LambdaLogger getLogger() {
        throw new AssertionError("nothing is logged this way");
      }
    };
  }
}

package io.lambdatcc.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events and responses as the JSON in which Lambda passes them.
 *
 * <p>Lambda's runtime reads events too, but brings a copy of Jackson for it, whose start takes a
 * fifth of a function's cold start. A handler that is a {@code RequestStreamHandler} as well, and
 * reads its events here, does without it: the runtime prefers that interface.
 *
 * <p>Of an event what {@link Routes} asks for is read, and nothing else.
 */
public final class EventJson {
  private static final JsonFactory JSON = new JsonFactory();

  private EventJson() {}

  /** What is done with a member: the parser is on its value, and is left at its end. */
  private interface Member {
    void read(String name, JsonParser value) throws IOException;
  }

  /**
   * Reads an event, payload format 2.0. What it lacks is null.
   *
   * @throws IOException when it is no JSON
   */
  public static APIGatewayV2HTTPEvent read(InputStream json) throws IOException {
    APIGatewayV2HTTPEvent event = new APIGatewayV2HTTPEvent();
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      members(
          parser,
          (name, value) -> {
            switch (name) {
              case "rawPath" -> event.setRawPath(value.getValueAsString());
              case "headers" -> event.setHeaders(texts(value));
              case "queryStringParameters" -> event.setQueryStringParameters(texts(value));
              case "body" -> event.setBody(value.getValueAsString());
              case "isBase64Encoded" -> event.setIsBase64Encoded(value.getValueAsBoolean());
              case "requestContext" -> event.setRequestContext(context(value));
              default -> value.skipChildren();
            }
          });
    }
    return event;
  }

  /** Writes a response. */
  public static void write(APIGatewayV2HTTPResponse response, OutputStream json)
      throws IOException {
    try (JsonGenerator generator = JSON.createGenerator(json)) {
      generator.writeStartObject();
      generator.writeNumberField("statusCode", response.getStatusCode());
      generator.writeObjectFieldStart("headers");
      if (response.getHeaders() != null) {
        for (Map.Entry<String, String> header : response.getHeaders().entrySet()) {
          generator.writeStringField(header.getKey(), header.getValue());
        }
      }
      generator.writeEndObject();
      generator.writeStringField("body", response.getBody());
      generator.writeBooleanField("isBase64Encoded", response.getIsBase64Encoded());
      generator.writeEndObject();
    }
  }

  private static RequestContext context(JsonParser parser) throws IOException {
    RequestContext context = new RequestContext();
    members(
        parser,
        (name, value) -> {
          switch (name) {
            case "stage" -> context.setStage(value.getValueAsString());
            case "http" -> context.setHttp(http(value));
            case "authorizer" -> context.setAuthorizer(authorizer(value));
            default -> value.skipChildren();
          }
        });
    return context;
  }

  private static RequestContext.Http http(JsonParser parser) throws IOException {
    RequestContext.Http http = new RequestContext.Http();
    members(
        parser,
        (name, value) -> {
          if (name.equals("method")) {
            http.setMethod(value.getValueAsString());
          } else {
            value.skipChildren();
          }
        });
    return http;
  }

  private static RequestContext.Authorizer authorizer(JsonParser parser) throws IOException {
    RequestContext.Authorizer authorizer = new RequestContext.Authorizer();
    members(
        parser,
        (name, value) -> {
          if (name.equals("iam")) {
            authorizer.setIam(iam(value));
          } else {
            value.skipChildren();
          }
        });
    return authorizer;
  }

  private static RequestContext.IAM iam(JsonParser parser) throws IOException {
    RequestContext.IAM iam = new RequestContext.IAM();
    members(
        parser,
        (name, value) -> {
          if (name.equals("userArn")) {
            iam.setUserArn(value.getValueAsString());
          } else {
            value.skipChildren();
          }
        });
    return iam;
  }

  private static Map<String, @Nullable String> texts(JsonParser parser) throws IOException {
    Map<String, @Nullable String> texts = new LinkedHashMap<>();
    members(
        parser,
        (name, value) -> {
          texts.put(name, value.getValueAsString());
          value.skipChildren();
        });
    return texts;
  }

  /** Goes through an object; anything else has no members. */
  private static void members(JsonParser parser, Member member) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      member.read(name, parser);
    }
  }
}

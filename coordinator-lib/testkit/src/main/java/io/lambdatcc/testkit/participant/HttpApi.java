package io.lambdatcc.testkit.participant;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantReply;
import io.lambdatcc.wire.ParticipantRequest;
import java.util.Map;
import java.util.function.Function;

/**
 * Calls a function as an API Gateway HTTP API does: with the JSON of an event, payload format 2.0.
 *
 * <p>For whoever tests a function from outside. As safe to share between threads as the function.
 */
public final class HttpApi {
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final String EVENT =
      """
      {
        "version": "2.0",
        "routeKey": "ANY /{proxy+}",
        "rawPath": "",
        "rawQueryString": "",
        "headers": {
          "accept": "*/*",
          "host": "abc.execute-api.eu-central-1.amazonaws.com",
          "x-forwarded-proto": "https"
        },
        "requestContext": {
          "accountId": "123456789012",
          "apiId": "abc",
          "domainName": "abc.execute-api.eu-central-1.amazonaws.com",
          "http": {
            "method": "",
            "path": "",
            "protocol": "HTTP/1.1",
            "sourceIp": "192.0.2.1",
            "userAgent": "test"
          },
          "requestId": "JKJaXmPLvHcESHA=",
          "routeKey": "ANY /{proxy+}",
          "stage": "$default",
          "time": "10/Mar/2026:05:16:23 +0000",
          "timeEpoch": 1773119783000
        },
        "isBase64Encoded": false
      }
      """;

  private final Function<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> function;

  /** Calls this function. */
  public HttpApi(Function<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> function) {
    this.function = function;
  }

  /** A reply, with its body read. */
  public record Reply(APIGatewayV2HTTPResponse response, JsonNode body) {
    /** The status. */
    public int status() {
      return response.getStatusCode();
    }

    /** The text of this member of the body. */
    public String text(String name) {
      return body.path(name).asText();
    }

    /** The number in this member of the body. */
    public long number(String name) {
      return body.path(name).asLong();
    }

    /** The last segment of the problem's type. */
    public String problem() {
      return text("type").substring(text("type").lastIndexOf('/') + 1);
    }
  }

  /** Sends a GET. */
  public Reply get(String path) {
    return send("GET", path, "");
  }

  /** Sends a POST without a body. */
  public Reply post(String path) {
    return send("POST", path, "");
  }

  /** Sends a DELETE. */
  public Reply delete(String path) {
    return send("DELETE", path, "");
  }

  /** Sends a request. */
  public Reply send(String method, String path, String body) {
    return send(method, path, Map.of(), body);
  }

  /** Sends a request with headers, by their lower-case names, besides the usual ones. */
  public Reply send(String method, String path, Map<String, String> headers, String body) {
    try {
      APIGatewayV2HTTPEvent event = JSON.readValue(EVENT, APIGatewayV2HTTPEvent.class);
      event.setRawPath(path);
      event.getHeaders().putAll(headers);
      event.getRequestContext().getHttp().setPath(path);
      event.getRequestContext().getHttp().setMethod(method);
      if (!body.isEmpty()) {
        event.setBody(body);
      }
      APIGatewayV2HTTPResponse response = function.apply(event);
      return new Reply(response, JSON.readTree(response.getBody()));
    } catch (JsonProcessingException e) {
      throw new AssertionError(method + " " + path + ": no JSON", e);
    }
  }

  /** Sends a message of the coordinator, for the first time. */
  public ParticipantReply send(String base, Operation operation, ParticipantRequest message) {
    return send(base, operation, message, 1);
  }

  /**
   * Sends a message of the coordinator.
   *
   * @param base what comes before {@code /tcc}, like {@code /stock}
   * @param attempt which time this operation of this branch is sent, from 1
   */
  public ParticipantReply send(
      String base, Operation operation, ParticipantRequest message, int attempt) {
    Map<String, String> headers =
        Map.of(
            "content-type",
            "application/json",
            ParticipantRequest.IDEMPOTENCY_KEY_HEADER,
            message.idempotencyKey(operation),
            ParticipantRequest.ATTEMPT_HEADER,
            Integer.toString(attempt));
    Reply reply = send("POST", base + "/tcc/" + operation.path(), headers, message.toJson());
    return ParticipantReply.read(
        operation, reply.status(), reply.response().getHeaders(), reply.response().getBody());
  }
}

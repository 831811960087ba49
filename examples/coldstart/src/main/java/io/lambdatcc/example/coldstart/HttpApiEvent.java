package io.lambdatcc.example.coldstart;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** An event as an API Gateway HTTP API sends it, payload format 2.0. */
final class HttpApiEvent {
  private static final JsonMapper JSON = new JsonMapper();

  private HttpApiEvent() {}

  /** A request with these headers, by their lower-case names, and this body. */
  static String of(String method, String path, Map<String, String> headers, String body) {
    ObjectNode event = JSON.createObjectNode();
    event.put("version", "2.0").put("routeKey", "$default").put("rawPath", path);
    event.put("rawQueryString", "").put("isBase64Encoded", false).put("body", body);
    ObjectNode all = event.putObject("headers");
    all.put("content-type", "application/json")
        .put("host", "abc.execute-api.eu-west-1.amazonaws.com");
    headers.forEach(all::put);
    ObjectNode context = event.putObject("requestContext");
    context.put("accountId", "000000000000").put("apiId", "abc").put("stage", "$default");
    context
        .putObject("http")
        .put("method", method)
        .put("path", path)
        .put("protocol", "HTTP/1.1")
        .put("sourceIp", "192.0.2.1")
        .put("userAgent", "coldstart");
    context
        .putObject("authorizer")
        .putObject("iam")
        .put("userArn", "arn:aws:sts::000000000000:assumed-role/bench/bench");
    return event.toString();
  }
}

package io.lambdatcc.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Events as API Gateway sends them (payload format 2.0), read as the Lambda runtime reads them. */
final class Events {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final String EVENT =
      """
      {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "%PATH%",
        "rawQueryString": "phase=TRYING&parked=a&parked=b",
        "cookies": ["c=1"],
        "headers": {
          "content-type": "application/json",
          "Idempotency-Key": "\\"k\\"",
          "host": "id.execute-api.eu-central-1.amazonaws.com",
          "x-amzn-trace-id": "Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e"
        },
        "queryStringParameters": {"phase": "TRYING", "parked": "a,b"},
        "requestContext": {
          "accountId": "123456789012",
          "apiId": "id",
          "authorizer": %AUTHORIZER%,
          "domainName": "id.execute-api.eu-central-1.amazonaws.com",
          "domainPrefix": "id",
          "http": {
            "method": "%METHOD%",
            "path": "%PATH%",
            "protocol": "HTTP/1.1",
            "sourceIp": "192.0.2.1",
            "userAgent": "agent"
          },
          "requestId": "JKJaXmPLvHcESHA=",
          "routeKey": "$default",
          "stage": "%STAGE%",
          "time": "10/Mar/2020:05:16:23 +0000",
          "timeEpoch": 1583817383220
        },
        "body": %BODY%,
        "isBase64Encoded": %BASE64%
      }
      """;

  private Events() {}

  static APIGatewayV2HTTPEvent get(String path) {
    return event("GET", path, "null", false);
  }

  static APIGatewayV2HTTPEvent event(String method, String path, String jsonBody, boolean base64) {
    return event(method, path, jsonBody, base64, "$default", "null");
  }

  static APIGatewayV2HTTPEvent calledBy(String userArn) {
    return event(
        "GET",
        "/caller",
        "null",
        false,
        "$default",
        "{\"iam\": {\"accessKey\": \"x\", \"accountId\": \"123456789012\", \"callerId\": \"AROA:s\","
            + "\"cognitoIdentity\": null, \"principalOrgId\": \"aws:PrincipalOrgID\", \"userArn\": \""
            + userArn
            + "\", \"userId\": \"AROA:s\"}}");
  }

  static APIGatewayV2HTTPEvent event(
      String method,
      String path,
      String jsonBody,
      boolean base64,
      String stage,
      String authorizer) {
    String json =
        EVENT
            .replace("%METHOD%", method)
            .replace("%PATH%", path)
            .replace("%BODY%", jsonBody)
            .replace("%BASE64%", Boolean.toString(base64))
            .replace("%STAGE%", stage)
            .replace("%AUTHORIZER%", authorizer);
    try {
      return MAPPER.readValue(json, APIGatewayV2HTTPEvent.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}

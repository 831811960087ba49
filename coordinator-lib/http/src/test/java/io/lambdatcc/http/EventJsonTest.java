package io.lambdatcc.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventJsonTest {
  private static final JsonMapper JACKSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** As the gateway's documentation has it, with an IAM authorizer. */
  private static final String EVENT =
      """
      {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/live/stock/find/%C3%BC",
        "rawQueryString": "a=1&a=2&b=",
        "cookies": ["one=1", "two=2"],
        "headers": {"Header1": "value1", "header2": "ü \\"quoted\\"", "none": null},
        "queryStringParameters": {"a": "1,2", "b": ""},
        "requestContext": {
          "accountId": "123456789012",
          "apiId": "abc",
          "authentication": {"clientCert": {"validity": {"notBefore": "May 28 2019"}}},
          "authorizer": {
            "jwt": {"claims": {"userArn": "arn:of:nobody"}, "scopes": ["s1", "s2"]},
            "iam": {
              "accessKey": "AKIA",
              "cognitoIdentity": {"amr": ["foo"]},
              "userArn": "arn:aws:sts::123456789012:assumed-role/coordinator/session"
            }
          },
          "domainName": "abc.execute-api.eu-west-1.amazonaws.com",
          "http": {
            "method": "POST",
            "path": "/live/stock/find/ü",
            "protocol": "HTTP/1.1",
            "sourceIp": "192.0.2.1",
            "userAgent": "agent"
          },
          "requestId": "id",
          "stage": "live",
          "time": "12/Mar/2020:19:03:58 +0000",
          "timeEpoch": 1583348638390
        },
        "body": "eyJ2IjoxfQ==",
        "pathParameters": {"rawPath": "not/this"},
        "isBase64Encoded": true,
        "stageVariables": {"body": "not this"}
      }
      """;

  @Test
  void whatRoutesAskForIsReadAsJacksonReadsIt() throws IOException {
    APIGatewayV2HTTPEvent expected = JACKSON.readValue(EVENT, APIGatewayV2HTTPEvent.class);
    APIGatewayV2HTTPEvent event = read(EVENT);

    assertThat(event.getRawPath()).isEqualTo(expected.getRawPath()).isNotEmpty();
    assertThat(event.getHeaders()).isEqualTo(expected.getHeaders()).hasSize(3);
    assertThat(event.getQueryStringParameters()).isEqualTo(expected.getQueryStringParameters());
    assertThat(event.getBody()).isEqualTo(expected.getBody()).isNotEmpty();
    assertThat(event.getIsBase64Encoded()).isTrue();
    assertThat(Event.method(event)).isEqualTo("POST");
    assertThat(Event.path(event)).isEqualTo("/stock/find/%C3%BC");
  }

  @Test
  void aRequestOfItIsThatOfTheGateway() throws IOException {
    HttpRequest request = Event.request(read(EVENT), Map.of());

    assertThat(request.body()).isEqualTo("{\"v\":1}");
    assertThat(request.header("header1")).contains("value1");
    assertThat(request.caller()).contains("arn:aws:iam::123456789012:role/coordinator");
  }

  @Test
  void whatIsNoEventOfAGatewayIsABadRequest() throws IOException {
    Routes routes = Routes.builder().route("GET", "/x", request -> HttpReply.empty(200)).build();
    for (String other : new String[] {"{}", "[1,{}]", "null", "7", "\"x\"", SCHEDULED, NULLS}) {
      assertThat(routes.handle(read(other)).getStatusCode()).as(other).isEqualTo(400);
    }
  }

  private static final String SCHEDULED =
      "{\"source\":\"aws.events\",\"resources\":[\"arn\"],\"detail\":{\"rawPath\":\"/x\"}}";

  private static final String NULLS =
      "{\"rawPath\":null,\"headers\":null,\"requestContext\":{\"http\":null},\"body\":null}";

  @Test
  void whatIsAListWhereMembersAreExpectedIsPassedOver() throws IOException {
    APIGatewayV2HTTPEvent event =
        read("{\"headers\": [{\"rawPath\": \"not/this\"}, 1], \"rawPath\": \"/here\"}");
    assertThat(event.getRawPath()).isEqualTo("/here");
    assertThat(event.getHeaders()).isEmpty();
  }

  @Test
  void whatIsNoJsonIsAnError() {
    assertThatThrownBy(() -> read("{\"rawPath\":")).isInstanceOf(IOException.class);
  }

  @Test
  void aResponseIsWrittenSoThatItIsReadAsTheSame() throws IOException {
    APIGatewayV2HTTPResponse response =
        APIGatewayV2HTTPResponse.builder()
            .withStatusCode(409)
            .withHeaders(Map.of("content-type", "application/problem+json", "retry-after", "1"))
            .withBody("{\"reason\":\"ü \\\"quoted\\\" \\u0000\"}")
            .withIsBase64Encoded(false)
            .build();
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    EventJson.write(response, json);

    assertThat(JACKSON.readValue(json.toByteArray(), APIGatewayV2HTTPResponse.class))
        .isEqualTo(response);
  }

  private static APIGatewayV2HTTPEvent read(String json) throws IOException {
    return EventJson.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }
}

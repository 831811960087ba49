package io.lambdatcc.example.shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final BlockingQueue<APIGatewayV2HTTPEvent> events = new LinkedBlockingQueue<>();
  private LocalGateway gateway;

  EventTest() {
    this.gateway = recording().start(0);
  }

  @BeforeEach
  void nothingRecorded() {
    events.clear();
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void eventIsTheOneThatAnHttpApiBuilds() throws Exception {
    gateway.close();
    gateway =
        recording()
            .caller("arn:aws:sts::123456789012:assumed-role/shop/till-7")
            .clock(() -> Instant.ofEpochMilli(1_700_000_000_123L))
            .random(() -> 0x0123456789abcdefL)
            .start(0);
    APIGatewayV2HTTPEvent event =
        send(
            """
            POST /orders/find/gr%C3%B6%C3%9Fe%201?colour=red&colour=dark%20blue&sort=price+asc&flag HTTP/1.1
            Host: shop.example.com
            User-Agent: recorded/1.0
            Accept: application/json
            Content-Type: application/json; charset=utf-8
            Content-Length: 15
            Cookie: session=abc123; theme=dark
            X-Tag: one
            X-Forwarded-For: 203.0.113.7
            X-Tag: two
            Keep-Alive: timeout=5
            """,
            "{\"ключ\": 1}".getBytes(StandardCharsets.UTF_8));

    try (InputStream recorded =
        Objects.requireNonNull(getClass().getResourceAsStream("/events/http-api-2.0.json"))) {
      ObjectNode expected = (ObjectNode) JSON.readTree(recorded);
      expected.putNull("stageVariables");
      assertThat(withoutNulls(JSON.valueToTree(event))).isEqualTo(withoutNulls(expected));
    }
  }

  @Test
  void whatIsNotThereIsNull() throws Exception {
    APIGatewayV2HTTPEvent event = send("GET /exact HTTP/1.1\nHost: localhost", new byte[0]);

    assertThat(event.getRouteKey()).isEqualTo("GET /exact");
    assertThat(event.getRawQueryString()).isEmpty();
    assertThat(event.getQueryStringParameters()).isNull();
    assertThat(event.getPathParameters()).isNull();
    assertThat(event.getCookies()).isNull();
    assertThat(event.getBody()).isNull();
    assertThat(event.getIsBase64Encoded()).isFalse();
    assertThat(event.getRequestContext().getAuthorizer()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "text/csv; charset=utf-8",
        "application/json",
        "Application/JSON;charset=UTF-8",
        "application/xml",
        "application/javascript"
      })
  void textIsPassedAsText(String type) throws Exception {
    APIGatewayV2HTTPEvent event = send(post(type, 2), "ab".getBytes(StandardCharsets.UTF_8));

    assertThat(event.getBody()).isEqualTo("ab");
    assertThat(event.getIsBase64Encoded()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "application/octet-stream",
        "image/png",
        "application/x-www-form-urlencoded",
        "application/problem+json"
      })
  void everythingElseIsPassedInBase64(String type) throws Exception {
    byte[] body = {0, (byte) 0xff, 'x', (byte) 0x80};

    APIGatewayV2HTTPEvent event = send(post(type, body.length), body);

    assertThat(event.getIsBase64Encoded()).isTrue();
    assertThat(Base64.getDecoder().decode(event.getBody())).isEqualTo(body);
  }

  @Test
  void chunkedBodyArrivesWhole() throws Exception {
    APIGatewayV2HTTPEvent event =
        send(
            """
            POST /orders/x HTTP/1.1
            Host: localhost
            Content-Type: text/plain
            Transfer-Encoding: chunked
            """,
            "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

    assertThat(event.getBody()).isEqualTo("abcde");
    assertThat(event.getHeaders())
        .containsEntry("content-length", "5")
        .doesNotContainKey("transfer-encoding");
  }

  @Test
  void encodedSlashIsASlash() throws Exception {
    APIGatewayV2HTTPEvent event =
        send("GET /orders/a%2Fb+c HTTP/1.1\nHost: localhost", new byte[0]);

    assertThat(event.getRawPath()).isEqualTo("/orders/a/b+c");
    assertThat(event.getPathParameters()).isEqualTo(Map.of("proxy", "a/b+c"));
  }

  @Test
  void absoluteTargetIsReadAsItsPath() throws Exception {
    APIGatewayV2HTTPEvent event =
        send(
            "GET http://shop.example.com/orders/1?a=b HTTP/1.1\nHost: shop.example.com",
            new byte[0]);

    assertThat(event.getRawPath()).isEqualTo("/orders/1");
    assertThat(event.getRawQueryString()).isEqualTo("a=b");
  }

  @Test
  void everyRequestHasAnIdOfItsOwn() throws Exception {
    String one =
        send("GET /exact HTTP/1.1\nHost: h", new byte[0]).getRequestContext().getRequestId();
    String two =
        send("GET /exact HTTP/1.1\nHost: h", new byte[0]).getRequestContext().getRequestId();

    assertThat(one).isNotEqualTo(two);
  }

  private LocalGateway.Builder recording() {
    return LocalGateway.builder()
        .function(
            "recorder",
            (event, context) -> {
              events.add(event);
              return APIGatewayV2HTTPResponse.builder().withStatusCode(200).build();
            },
            1)
        .route("ANY /orders/{proxy+}", "recorder")
        .route("GET /exact", "recorder");
  }

  private APIGatewayV2HTTPEvent send(String head, byte[] body) throws Exception {
    assertThat(RawHttp.exchange(gateway.uri(), head, body)).startsWith("HTTP/1.1 200");
    return Objects.requireNonNull(events.poll(30, TimeUnit.SECONDS));
  }

  private static String post(String type, int length) {
    return "POST /orders/x HTTP/1.1\nHost: localhost\nContent-Length: "
        + length
        + (type.isEmpty() ? "" : "\nContent-Type: " + type);
  }

  /** Lambda's runtime gives a handler null for what an event does not mention. */
  private static JsonNode withoutNulls(JsonNode node) throws IOException {
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(field -> field.getValue().isNull());
      for (JsonNode child : object) {
        var unused = withoutNulls(child);
      }
    }
    return node;
  }
}

package io.lambdatcc.example.shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** The console at a gateway. */
class ConsoleTest {

  private final HttpClient http = HttpClient.newHttpClient();

  private HttpResponse<String> get(URI uri, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void theConsoleIsServedToEverybodyAndTheApiToThoseWhoSign()
      throws IOException, InterruptedException {
    try (LocalGateway gateway =
        LocalGateway.builder()
            .authorizer(request -> new Authorizer.Refusal("Missing", "sign it"))
            .function("coordinator", (event, context) -> new APIGatewayV2HTTPResponse(), 1)
            .signedRoute("$default", "coordinator")
            .console()
            .start(0)) {
      HttpResponse<String> page = get(gateway.uri().resolve("/console"));
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).startsWith("<!doctype html>");
      assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
      assertThat(page.headers().firstValue("content-security-policy").orElse(""))
          .contains("default-src 'none'");
      HttpResponse<String> script = get(gateway.uri().resolve("/console/app.js"));
      assertThat(script.statusCode()).isEqualTo(200);
      String tag = script.headers().firstValue("etag").orElseThrow();
      assertThat(get(gateway.uri().resolve("/console/app.js"), "if-none-match", tag).statusCode())
          .isEqualTo(304);
      assertThat(get(gateway.uri().resolve("/console/nothing")).statusCode()).isEqualTo(404);
      assertThat(get(gateway.uri().resolve("/transactions")).statusCode()).isEqualTo(403);
    }
  }
}

package io.lambdatcc.example.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lambdatcc.example.shop.isolated.IsolatedShop;
import io.lambdatcc.example.shop.isolated.Signer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Calls the shop, signed, once each time. */
final class ShopClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> HEADERS = Map.of("content-type", "application/json");

  /** Above what the gateway waits for a function. */
  static final Duration PATIENCE = Duration.ofSeconds(40);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI uri;
  private final Signer signer;

  ShopClient(IsolatedShop shop) {
    this.uri = shop.uri();
    this.signer = new Signer(shop.customer());
  }

  /** An answer. */
  record Reply(int status, JsonNode body) {
    String text(String field) {
      return body.path(field).asText();
    }
  }

  /**
   * Sends a request.
   *
   * @param patience after which nobody waits for the answer any more
   * @throws IOException where there is no answer
   */
  Reply send(String method, String path, String json, Duration patience)
      throws IOException, InterruptedException {
    URI target = uri.resolve(path);
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .timeout(patience)
            .method(method, BodyPublishers.ofByteArray(body));
    HEADERS.forEach(request::setHeader);
    signer.headers(method, target, HEADERS, body).forEach(request::setHeader);
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    return new Reply(response.statusCode(), JSON.readTree(response.body()));
  }

  /** A request whose success is taken for granted. */
  JsonNode sure(String method, String path) throws IOException, InterruptedException {
    Reply reply = send(method, path, "", PATIENCE);
    if (reply.status() / 100 != 2) {
      throw new IOException(method + " " + path + ": " + reply.status() + " " + reply.body());
    }
    return reply.body();
  }
}

package io.lambdatcc.example.shop.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Sends each request to the shop, once. What an answer means is its callers' business. */
public final class ShopClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final URI shop;
  private final Signing signing;

  /** Calls the shop that is there. */
  public ShopClient(URI shop, Signing signing) {
    this(HttpClient.newHttpClient(), shop, signing);
  }

  private ShopClient(HttpClient http, URI shop, Signing signing) {
    this.http = http;
    this.shop = shop;
    this.signing = signing;
  }

  /** The same for somebody else, who signs otherwise. */
  public ShopClient signing(Signing otherwise) {
    return new ShopClient(http, shop, otherwise);
  }

  /** Sends it and waits; throws {@link IOException} where there is no answer. */
  public Reply send(Request request) throws IOException, InterruptedException {
    return reply(http.send(signed(request), BodyHandlers.ofString()));
  }

  /** Sends it; fails with an {@link IOException} where there is no answer. */
  public CompletableFuture<Reply> sending(Request request) {
    return http.sendAsync(signed(request), BodyHandlers.ofString())
        .thenApply(
            response -> {
              try {
                return reply(response);
              } catch (IOException e) {
                throw new UncheckedIOException(response.statusCode() + " " + response.body(), e);
              }
            });
  }

  private HttpRequest signed(Request request) {
    URI uri = shop.resolve(request.path());
    byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
    HttpRequest.Builder signed =
        HttpRequest.newBuilder(uri)
            .timeout(request.patience())
            .method(request.method(), BodyPublishers.ofByteArray(body));
    request.headers().forEach(signed::setHeader);
    signing.headers(request.method(), uri, request.headers(), body).forEach(signed::setHeader);
    return signed.build();
  }

  private static Reply reply(HttpResponse<String> response) throws IOException {
    return new Reply(response.statusCode(), JSON.readTree(response.body()));
  }
}

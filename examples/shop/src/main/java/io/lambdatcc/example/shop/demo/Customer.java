package io.lambdatcc.example.shop.demo;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Somebody who uses the shop over HTTP, as any client would: what is not a definite answer is asked
 * again.
 */
public final class Customer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(150);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Map<String, String> JSON_TYPE = Map.of("content-type", "application/json");
  private static final int MAX_ATTEMPTS = 200;

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI shop;
  private final Signing signing;
  private final AtomicLong pieces = new AtomicLong();
  private final AtomicLong money = new AtomicLong();
  private final AtomicLong askedAgain = new AtomicLong();

  /** Signs requests, where the shop wants that. */
  @FunctionalInterface
  public interface Signing {
    /** The headers that a request is to have besides its own. */
    Map<String, String> headers(String method, URI uri, Map<String, String> headers, byte[] body);
  }

  /** Somebody who uses the shop that is there, unsigned. */
  public Customer(URI shop) {
    this(shop, (method, uri, headers, body) -> Map.of());
  }

  /** Somebody who uses the shop that is there, and signs. */
  public Customer(URI shop, Signing signing) {
    this.shop = shop;
    this.signing = signing;
  }

  /** An answer of the shop. */
  record Reply(int status, JsonNode body) {
    boolean ok() {
      return status >= 200 && status < 300 && status != 202;
    }

    /** Whether it leaves open what became of the request. */
    boolean open() {
      return status == 202 || status == 429 || status >= 500;
    }

    String text(String field) {
      return body.path(field).asText();
    }

    long number(String field) {
      return body.path(field).asLong();
    }
  }

  Reply post(String path) {
    return send("POST", path, "");
  }

  Reply get(String path) {
    return send("GET", path, "");
  }

  Reply put(String path, String json) {
    return send("PUT", path, json);
  }

  Reply send(String method, String path, String json) {
    return sending(method, path, json).join();
  }

  /** Sends one request, once. */
  CompletableFuture<Reply> sending(String method, String path, String json) {
    URI uri = shop.resolve(path);
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(PATIENCE)
            .method(method, BodyPublishers.ofByteArray(body));
    JSON_TYPE.forEach(request::setHeader);
    signing.headers(method, uri, JSON_TYPE, body).forEach(request::setHeader);
    return http.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(Customer::reply);
  }

  private static Reply reply(HttpResponse<String> response) {
    try {
      return new Reply(response.statusCode(), JSON.readTree(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(response.statusCode() + " " + response.body(), e);
    }
  }

  /** Checks out an order, and asks again until there is a definite answer. */
  CompletableFuture<Reply> checkingOut(String order) {
    return checkingOut(order, 1);
  }

  private CompletableFuture<Reply> checkingOut(String order, int attempt) {
    return sending("POST", "/orders/checkout/" + order, "")
        .thenCompose(
            reply ->
                reply.open() && attempt < MAX_ATTEMPTS
                    ? checkingOutAgain(order, attempt + 1)
                    : CompletableFuture.completedFuture(reply));
  }

  private CompletableFuture<Reply> checkingOutAgain(String order, int attempt) {
    askedAgain.incrementAndGet();
    return CompletableFuture.completedFuture(order)
        .thenComposeAsync(
            same -> checkingOut(same, attempt),
            CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** How often a checkout was told that it is not known yet, and was sent again. */
  long askedAgain() {
    return askedAgain.get();
  }

  Reply checkOut(String order) {
    return checkingOut(order).join();
  }

  // ---- setting the scene ---------------------------------------------------------------------

  String newItem(long price, long stock) {
    String item = sure(post("/stock/item/create/" + price)).text("item_id");
    sure(post("/stock/add/" + item + "/" + stock));
    pieces.addAndGet(stock);
    return item;
  }

  String newUser(long credit) {
    String user = sure(post("/payment/create_user")).text("user_id");
    addFunds(user, credit);
    return user;
  }

  void addFunds(String user, long amount) {
    sure(post("/payment/add_funds/" + user + "/" + amount));
    money.addAndGet(amount);
  }

  String newOrder(String user, String item, int quantity) {
    String order = sure(post("/orders/create/" + user)).text("order_id");
    add(order, item, quantity);
    return order;
  }

  void add(String order, String item, int quantity) {
    sure(post("/orders/addItem/" + order + "/" + item + "/" + quantity));
  }

  /** All the stock that this customer has put on the shelves so far. */
  long piecesPutIn() {
    return pieces.get();
  }

  /** All the money that this customer has put into accounts so far. */
  long moneyPutIn() {
    return money.get();
  }

  long stockOf(String item) {
    return sure(get("/stock/find/" + item)).number("stock");
  }

  long creditOf(String user) {
    return sure(get("/payment/find_user/" + user)).number("credit");
  }

  boolean paid(String order) {
    return sure(get("/orders/find/" + order)).body().path("paid").asBoolean();
  }

  static Reply sure(Reply reply) {
    if (!reply.ok()) {
      throw new IllegalStateException("the shop answered " + reply.status() + " " + reply.body());
    }
    return reply;
  }
}

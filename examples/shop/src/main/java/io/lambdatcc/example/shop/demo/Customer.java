package io.lambdatcc.example.shop.demo;

import io.lambdatcc.example.shop.client.Reply;
import io.lambdatcc.example.shop.client.Request;
import io.lambdatcc.example.shop.client.ShopClient;
import io.lambdatcc.example.shop.client.Signing;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Somebody who uses the shop over HTTP, as any client would: what is not a definite answer is asked
 * again.
 */
public final class Customer {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int MAX_ATTEMPTS = 200;

  private final ShopClient shop;
  private final AtomicLong pieces = new AtomicLong();
  private final AtomicLong money = new AtomicLong();
  private final AtomicLong askedAgain = new AtomicLong();

  /** Somebody who uses the shop that is there, unsigned. */
  public Customer(URI shop) {
    this(shop, Signing.NONE);
  }

  /** Somebody who uses the shop that is there, and signs. */
  public Customer(URI shop, Signing signing) {
    this.shop = new ShopClient(shop, signing);
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
    return shop.sending(Request.of(method, path, json));
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
    String item = post("/stock/item/create/" + price).sure().text("item_id");
    post("/stock/add/" + item + "/" + stock).sure();
    pieces.addAndGet(stock);
    return item;
  }

  String newUser(long credit) {
    String user = post("/payment/create_user").sure().text("user_id");
    addFunds(user, credit);
    return user;
  }

  void addFunds(String user, long amount) {
    post("/payment/add_funds/" + user + "/" + amount).sure();
    money.addAndGet(amount);
  }

  String newOrder(String user, String item, int quantity) {
    String order = post("/orders/create/" + user).sure().text("order_id");
    add(order, item, quantity);
    return order;
  }

  void add(String order, String item, int quantity) {
    post("/orders/addItem/" + order + "/" + item + "/" + quantity).sure();
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
    return get("/stock/find/" + item).sure().number("stock");
  }

  long creditOf(String user) {
    return get("/payment/find_user/" + user).sure().number("credit");
  }

  boolean paid(String order) {
    return get("/orders/find/" + order).sure().body().path("paid").asBoolean();
  }
}

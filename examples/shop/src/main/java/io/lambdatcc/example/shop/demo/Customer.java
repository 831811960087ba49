package io.lambdatcc.example.shop.demo;

import io.lambdatcc.example.shop.client.Reply;
import io.lambdatcc.example.shop.client.Request;
import io.lambdatcc.example.shop.client.Scene;
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
  private final Scene scene;
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
    this.scene = new Scene(this.shop);
  }

  Reply put(String path, String json) {
    return sending("PUT", path, json).join();
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
    String item = scene.item(price, stock);
    pieces.addAndGet(stock);
    return item;
  }

  String newUser(long credit) {
    String user = scene.user(credit);
    money.addAndGet(credit);
    return user;
  }

  void addFunds(String user, long amount) {
    scene.addFunds(user, amount);
    money.addAndGet(amount);
  }

  String newOrder(String user, String item, int quantity) {
    return scene.order(user, item, quantity);
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
    return scene.stockOf(item);
  }

  long creditOf(String user) {
    return scene.creditOf(user);
  }

  boolean paid(String order) {
    Request look = Request.of("GET", "/orders/find/" + order);
    return scene.definite(look).body().path("paid").asBoolean();
  }
}

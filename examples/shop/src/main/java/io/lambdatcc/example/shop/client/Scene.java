package io.lambdatcc.example.shop.client;

import java.util.concurrent.TimeUnit;

/**
 * Puts items, users and orders into the shop. A machine that stands still may keep the shop from
 * answering in time: then it is asked again, and what adds something adds it once.
 */
public final class Scene {
  private static final int MOST_ATTEMPTS = 10;
  private static final int PAUSE_MILLIS = 500;

  private final ShopClient client;

  /** Puts into the shop that this client calls. */
  public Scene(ShopClient client) {
    this.client = client;
  }

  /** A new item, of which so many pieces are on the shelf. */
  public String item(long price, long pieces) {
    String item = definite(Request.of("POST", "/stock/item/create/" + price)).text("item_id");
    add("/stock/add/" + item + "/" + pieces, "/stock/find/" + item, "stock", 0);
    return item;
  }

  /** A new user, who can spend so much. */
  public String user(long credit) {
    String user = definite(Request.of("POST", "/payment/create_user")).text("user_id");
    if (credit > 0) {
      addFunds(user, credit, 0);
    }
    return user;
  }

  /** Gives a user who spends nothing meanwhile more to spend. */
  public void addFunds(String user, long amount) {
    addFunds(user, amount, creditOf(user));
  }

  private void addFunds(String user, long amount, long before) {
    add(
        "/payment/add_funds/" + user + "/" + amount,
        "/payment/find_user/" + user,
        "credit",
        before);
  }

  /** A new order, of so many pieces of an item. */
  public String order(String user, String item, int quantity) {
    String order = definite(Request.of("POST", "/orders/create/" + user)).text("order_id");
    add(
        "/orders/addItem/" + order + "/" + item + "/" + quantity,
        "/orders/find/" + order,
        "total_cost",
        0);
    return order;
  }

  /** How many pieces of an item can be had. */
  public long stockOf(String item) {
    return definite(Request.of("GET", "/stock/find/" + item)).number("stock");
  }

  /** How much a user can spend. */
  public long creditOf(String user) {
    return definite(Request.of("GET", "/payment/find_user/" + user)).number("credit");
  }

  /** Asks what may be asked twice until it is done; throws {@link IllegalStateException} if not. */
  public Reply definite(Request request) {
    Reply reply = client.sending(request).join();
    for (int i = 1; i < MOST_ATTEMPTS && reply.open(); i++) {
      pause();
      reply = client.sending(request).join();
    }
    return reply.sure();
  }

  /**
   * Adds something.
   *
   * @param to where that is shown
   * @param field what is more there afterwards
   * @param before how much it is before
   */
  private void add(String path, String to, String field, long before) {
    Request request = Request.of("POST", path);
    Reply reply = client.sending(request).join();
    for (int i = 1; i < MOST_ATTEMPTS && reply.open(); i++) {
      pause();
      if (definite(Request.of("GET", to)).number(field) > before) {
        return;
      }
      reply = client.sending(request).join();
    }
    Reply unused = reply.sure();
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the shop was to answer", e);
    }
  }
}

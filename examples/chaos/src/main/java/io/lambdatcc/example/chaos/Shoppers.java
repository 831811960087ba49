package io.lambdatcc.example.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lambdatcc.example.chaos.history.History;
import io.lambdatcc.example.chaos.plan.CampaignPlan;
import io.lambdatcc.example.chaos.plan.Errand;
import io.lambdatcc.example.shop.client.Reply;
import io.lambdatcc.example.shop.client.Request;
import io.lambdatcc.example.shop.client.Scene;
import io.lambdatcc.example.shop.client.ShopClient;
import io.lambdatcc.progress.Progress;
import io.lambdatcc.wire.ProblemType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * The clients: each runs one errand after another, asks again a few times where no answer is
 * definite, and writes down what it was told.
 */
final class Shoppers {
  private static final int CLIENTS = 8;
  private static final int ITEMS = 6;
  private static final int ATTEMPTS = 4;
  private static final int PAUSE_MILLIS = 1_000;
  private static final int TIMEOUT_MILLIS = 6_000;

  /** Above what the gateway waits for a function. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** Too short for most answers. */
  private static final Duration HASTE = Duration.ofMillis(100);

  private final ShopClient client;
  private final Scene scene;
  private final CampaignPlan plan;
  private final History history;
  private final List<String> items = new ArrayList<>();
  private final Map<Integer, String> users = new ConcurrentHashMap<>();
  private final Map<Integer, String> orders = new ConcurrentHashMap<>();

  Shoppers(ShopClient client, CampaignPlan plan, History history) {
    this.client = client;
    this.scene = new Scene(client);
    this.plan = plan;
    this.history = history;
  }

  /** How many pieces of each item there are at first: fewer than are wanted of the last one. */
  private int stockOf(int item) {
    int each = 3 * plan.errands().size();
    return item == ITEMS - 1 ? Math.max(1, each / (4 * ITEMS)) : each;
  }

  private static int itemOf(Errand errand) {
    return errand.number() % ITEMS;
  }

  /** Makes items, users and orders, while nothing goes wrong yet. */
  void prepare() throws InterruptedException, ExecutionException, IOException {
    for (int i = 0; i < ITEMS; i++) {
      items.add(scene.item(1, stockOf(i)));
    }
    inParallel("preparing", errand -> prepare(errand), number -> {});
  }

  private void prepare(Errand errand) throws IOException, InterruptedException {
    String user = scene.user(errand.credit());
    users.put(errand.number(), user);
    String item = items.get(itemOf(errand));
    ObjectNode event =
        history
            .event("errand")
            .put("number", errand.number())
            .put("what", errand.what().name())
            .put("user", user)
            .put("item", item)
            .put("quantity", errand.quantity())
            .put("credit", errand.credit());
    if (errand.what() == Errand.What.CHECKOUT) {
      String order = scene.order(user, item, errand.quantity());
      orders.put(errand.number(), order);
      event.put("order", order);
    } else {
      event.put("name", name(errand));
    }
    history.add(event);
  }

  private String name(Errand errand) {
    return "errand-" + plan.seed() + "-" + errand.number();
  }

  /**
   * Runs all errands, and returns when the last client has heard of its last or given up.
   *
   * @param started told how many have been started
   */
  void run(IntConsumer started) throws InterruptedException, ExecutionException {
    inParallel("errands", errand -> run(errand), started);
  }

  private interface Task {
    void of(Errand errand) throws Exception;
  }

  private void inParallel(String what, Task task, IntConsumer started)
      throws InterruptedException, ExecutionException {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try (Progress progress = Progress.of("chaos: " + what, plan.errands().size())) {
      List<Future<?>> all = new ArrayList<>();
      for (Errand errand : plan.errands()) {
        Callable<Errand> one =
            () -> {
              started.accept(errand.number());
              task.of(errand);
              progress.step();
              return errand;
            };
        all.add(clients.submit(one));
      }
      for (Future<?> one : all) {
        var unused = one.get();
      }
    } finally {
      clients.shutdownNow();
    }
  }

  private void run(Errand errand) throws InterruptedException {
    Random random = new Random(plan.seed() * 31 + errand.number());
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      int status = 0;
      String meaning = "OPEN";
      try {
        Reply reply = ask(errand, errand.hasty() && attempt == 1 ? HASTE : PATIENCE);
        status = reply.status();
        meaning = meaning(errand, reply);
      } catch (IOException e) {
        // no answer is one that leaves everything open
      }
      history.add(
          history
              .event("told")
              .put("number", errand.number())
              .put("attempt", attempt)
              .put("status", status)
              .put("meaning", meaning));
      if (!meaning.equals("OPEN")) {
        break;
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS / 2 + random.nextInt(PAUSE_MILLIS));
    }
  }

  private Reply ask(Errand errand, Duration patience) throws IOException, InterruptedException {
    if (errand.what() == Errand.What.CHECKOUT) {
      return client.send(
          Request.of("POST", "/orders/checkout/" + orders.get(errand.number())).waiting(patience));
    }
    String body =
        """
        {"branches":[
          {"participant":"stock","payload":{"item_id":"%s","quantity":%d}},
          {"participant":"payment","payload":{"user_id":"%s","amount":%d}}],
         "timeoutMillis":%d,"waitFor":"%s"}"""
            .formatted(
                items.get(itemOf(errand)),
                errand.quantity(),
                users.get(errand.number()),
                errand.quantity(),
                TIMEOUT_MILLIS,
                errand.what());
    return client.send(Request.of("PUT", "/transactions/" + name(errand), body).waiting(patience));
  }

  /**
   * What a client may conclude.
   *
   * @throws IllegalStateException where the shop says what no client can make sense of
   */
  private static String meaning(Errand errand, Reply reply) {
    int status = reply.status();
    if (reply.open()) {
      return "OPEN";
    }
    if (status == 200 || status == 201) {
      return errand.what() == Errand.What.CHECKOUT || reply.text("phase").startsWith("CONFIRM")
          ? "CONFIRMED"
          : "CANCELLED";
    }
    if (status == 409 && reply.text("type").equals(ProblemType.CANCELLED.uri())) {
      return "CANCELLED";
    }
    throw new IllegalStateException(
        "errand " + errand.number() + ": " + status + " " + reply.body());
  }

  /** What everything had at first, by the ids of items and users. */
  Map<String, Integer> put() {
    Map<String, Integer> put = new ConcurrentHashMap<>();
    for (int i = 0; i < items.size(); i++) {
      put.put(items.get(i), stockOf(i));
    }
    plan.errands().forEach(errand -> put.put(users.get(errand.number()), errand.credit()));
    return put;
  }
}

package io.lambdatcc.shop.order;

import static io.lambdatcc.http.ProblemException.refused;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.lambdatcc.client.Attempt;
import io.lambdatcc.http.HttpReply;
import io.lambdatcc.http.HttpRequest;
import io.lambdatcc.http.PathId;
import io.lambdatcc.http.PathNumber;
import io.lambdatcc.http.Routes;
import io.lambdatcc.shop.order.Order.Line;
import io.lambdatcc.wire.JsonText;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/** What customers do with their orders. */
final class OrderEndpoints {
  private static final PathId ORDER_ID = new PathId("order_id");
  private static final PathId USER_ID = new PathId("user_id");
  private static final PathId ITEM_ID = new PathId("item_id");
  private static final PathNumber QUANTITY = new PathNumber("quantity", 1, Order.MAX_AMOUNT);
  private static final PathNumber COUNT = new PathNumber("n", 1, 100_000);
  private static final PathNumber ITEMS = new PathNumber("n_items", 1, 1_000_000_000);
  private static final PathNumber USERS = new PathNumber("n_users", 1, 1_000_000_000);
  private static final int ITEMS_OF_RANDOM_ORDER = 2;
  private static final PathNumber PRICE = new PathNumber("price", 0, Order.MAX_AMOUNT / 2);

  private final Orders orders;
  private final ItemCatalog catalog;
  private final Checkout checkout;
  private final Supplier<String> ids;
  private final RandomGenerator random;
  private final InstantSource clock;

  OrderEndpoints(
      Orders orders,
      ItemCatalog catalog,
      Checkout checkout,
      Supplier<String> ids,
      RandomGenerator random,
      InstantSource clock) {
    this.orders = orders;
    this.catalog = catalog;
    this.checkout = checkout;
    this.ids = ids;
    this.random = random;
    this.clock = clock;
  }

  Routes.Builder addTo(Routes.Builder routes, String base) {
    return routes
        .route("POST", base + "/create/{user_id}", this::create)
        .route("GET", base + "/find/{order_id}", this::find)
        .route("POST", base + "/addItem/{order_id}/{item_id}/{quantity}", this::addItem)
        .route("DELETE", base + "/removeItem/{order_id}/{item_id}", this::removeItem)
        .route("DELETE", base + "/remove/{order_id}", this::remove)
        .route("POST", base + "/checkout/{order_id}", this::checkout)
        .route("POST", base + "/batch_init/{n}/{n_items}/{n_users}/{price}", this::createAll);
  }

  /** An order as it is shown. */
  private record View(
      @JsonProperty("order_id") String orderId,
      boolean paid,
      List<ItemView> items,
      @JsonProperty("user_id") String userId,
      @JsonProperty("total_cost") long totalCost) {
    static View of(Order order) {
      return new View(
          order.id(),
          order.paid(),
          order.lines().entrySet().stream()
              .map(line -> new ItemView(line.getKey(), line.getValue().quantity()))
              .toList(),
          order.userId(),
          order.totalCost());
    }
  }

  private record ItemView(@JsonProperty("item_id") String itemId, long quantity) {}

  private HttpReply create(HttpRequest request) {
    String id = ids.get();
    orders.create(Order.empty(id, USER_ID.of(request)));
    return ok(Map.of("order_id", id));
  }

  private HttpReply find(HttpRequest request) {
    String id = ORDER_ID.of(request);
    return ok(View.of(orders.find(id).orElseThrow(() -> ORDER_ID.notFound(id))));
  }

  private HttpReply addItem(HttpRequest request) {
    String id = ORDER_ID.of(request);
    String itemId = ITEM_ID.of(request);
    long quantity = QUANTITY.of(request);
    if (orders.find(id).isEmpty()) {
      throw ORDER_ID.notFound(id);
    }
    OptionalLong price = catalog.priceOf(itemId);
    if (price.isEmpty()) {
      throw ITEM_ID.notFound(itemId);
    }
    return changed(
        id,
        lines -> {
          long before = lines.containsKey(itemId) ? lines.get(itemId).quantity() : 0;
          lines.put(itemId, new Line(before + quantity, price.getAsLong()));
          requirePayable(lines);
        });
  }

  private HttpReply removeItem(HttpRequest request) {
    String itemId = ITEM_ID.of(request);
    return changed(
        ORDER_ID.of(request),
        lines -> {
          if (lines.remove(itemId) == null) {
            throw ITEM_ID.notFound(itemId);
          }
        });
  }

  private HttpReply remove(HttpRequest request) {
    String id = ORDER_ID.of(request);
    if (!orders.remove(id)) {
      throw ORDER_ID.notFound(id);
    }
    return ok(Map.of("order_id", id));
  }

  private HttpReply checkout(HttpRequest request) {
    String id = ORDER_ID.of(request);
    return checkout.run(id).orElseThrow(() -> ORDER_ID.notFound(id));
  }

  private HttpReply createAll(HttpRequest request) {
    long n = COUNT.of(request);
    long items = ITEMS.of(request);
    long users = USERS.of(request);
    long price = PRICE.of(request);
    // these ids come again with every initialisation; versions, which a checkout may have read
    // before, and names of transactions must not
    long first = clock.millis();
    orders.putAll(
        LongStream.range(0, n)
            .mapToObj(Long::toString)
            .map(id -> randomOrder(id, items, users, price, first)));
    return ok(Map.of("created", n));
  }

  private Order randomOrder(String id, long items, long users, long price, long first) {
    SortedMap<String, Line> lines = new TreeMap<>();
    for (int i = 0; i < ITEMS_OF_RANDOM_ORDER; i++) {
      lines.merge(
          Long.toString(random.nextLong(items)),
          new Line(1, price),
          (one, other) -> new Line(one.quantity() + other.quantity(), price));
    }
    String userId = Long.toString(random.nextLong(users));
    Attempt attempt = new Attempt(id, first, io.lambdatcc.wire.Order.PARALLEL);
    return new Order(id, userId, false, lines, first, attempt);
  }

  private HttpReply changed(String id, Consumer<SortedMap<String, Line>> change) {
    Order order = orders.change(id, change).orElseThrow(() -> ORDER_ID.notFound(id));
    return ok(View.of(order));
  }

  private static void requirePayable(SortedMap<String, Line> lines) {
    if (lines.size() > Order.MAX_LINES) {
      throw refused(
          "too-many-items", "an order has " + Order.MAX_LINES + " different items at most");
    }
    if (!Order.isPayable(lines)) {
      throw refused("too-expensive", "an order costs " + Order.MAX_AMOUNT + " at most");
    }
  }

  private static HttpReply ok(Object body) {
    return HttpReply.json(200, JsonText.of(body).text());
  }
}

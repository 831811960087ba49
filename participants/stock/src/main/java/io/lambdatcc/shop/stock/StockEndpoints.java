package io.lambdatcc.shop.stock;

import static io.lambdatcc.http.ProblemException.refused;

import io.lambdatcc.http.HttpReply;
import io.lambdatcc.http.HttpRequest;
import io.lambdatcc.http.PathId;
import io.lambdatcc.http.PathNumber;
import io.lambdatcc.http.Routes;
import io.lambdatcc.wire.JsonText;
import java.util.Map;
import java.util.function.Supplier;

/** What the shop asks of its stock outside of transactions. */
final class StockEndpoints {
  private static final PathId ITEM_ID = new PathId("item_id");
  private static final PathNumber PRICE = new PathNumber("price", 0, Items.MAX_AMOUNT);
  private static final PathNumber AMOUNT = new PathNumber("n", 1, Items.MAX_AMOUNT);
  private static final PathNumber COUNT = new PathNumber("n", 1, 100_000);
  private static final PathNumber STARTING_STOCK =
      new PathNumber("starting_stock", 0, Items.MAX_AMOUNT);

  private final Items items;
  private final Supplier<String> ids;

  StockEndpoints(Items items, Supplier<String> ids) {
    this.items = items;
    this.ids = ids;
  }

  Routes.Builder addTo(Routes.Builder routes, String base) {
    return routes
        .route("POST", base + "/item/create/{price}", this::create)
        .route("GET", base + "/find/{item_id}", request -> show(ITEM_ID.of(request)))
        .route("POST", base + "/add/{item_id}/{n}", this::add)
        .route("POST", base + "/subtract/{item_id}/{n}", this::subtract)
        .route("POST", base + "/batch_init/{n}/{starting_stock}/{price}", this::createAll);
  }

  private HttpReply create(HttpRequest request) {
    String id = ids.get();
    items.create(id, PRICE.of(request));
    return ok(Map.of("item_id", id));
  }

  private HttpReply add(HttpRequest request) {
    String id = ITEM_ID.of(request);
    items
        .add(id, AMOUNT.of(request))
        .orThrow(
            () -> ITEM_ID.notFound(id),
            () -> refused("stock-full", "of an item there can be " + Items.MAX_AMOUNT));
    return show(id);
  }

  private HttpReply subtract(HttpRequest request) {
    String id = ITEM_ID.of(request);
    long n = AMOUNT.of(request);
    items
        .subtract(id, n)
        .orThrow(
            () -> ITEM_ID.notFound(id), () -> refused("out-of-stock", "there are less than " + n));
    return show(id);
  }

  private HttpReply createAll(HttpRequest request) {
    long n = COUNT.of(request);
    items.createAll(n, STARTING_STOCK.of(request), PRICE.of(request));
    return ok(Map.of("created", n));
  }

  private HttpReply show(String id) {
    return ok(items.find(id).orElseThrow(() -> ITEM_ID.notFound(id)));
  }

  private static HttpReply ok(Object body) {
    return HttpReply.json(200, JsonText.of(body).text());
  }
}

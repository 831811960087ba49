package io.lambdatcc.shop.payment;

import static io.lambdatcc.http.ProblemException.refused;

import io.lambdatcc.http.HttpReply;
import io.lambdatcc.http.HttpRequest;
import io.lambdatcc.http.PathId;
import io.lambdatcc.http.PathNumber;
import io.lambdatcc.http.Routes;
import io.lambdatcc.wire.JsonText;
import java.util.Map;
import java.util.function.Supplier;

/** What the shop asks of its payments outside of transactions. */
final class PaymentEndpoints {
  private static final PathId USER_ID = new PathId("user_id");
  private static final PathNumber AMOUNT = new PathNumber("n", 1, Users.MAX_AMOUNT);
  private static final PathNumber COUNT = new PathNumber("n", 1, 100_000);
  private static final PathNumber STARTING_CREDIT =
      new PathNumber("starting_credit", 0, Users.MAX_AMOUNT);

  private final Users users;
  private final Supplier<String> ids;

  PaymentEndpoints(Users users, Supplier<String> ids) {
    this.users = users;
    this.ids = ids;
  }

  Routes.Builder addTo(Routes.Builder routes, String base) {
    return routes
        .route("POST", base + "/create_user", this::create)
        .route("GET", base + "/find_user/{user_id}", request -> show(USER_ID.of(request)))
        .route("POST", base + "/add_funds/{user_id}/{n}", this::addFunds)
        .route("POST", base + "/pay/{user_id}/{n}", this::pay)
        .route("POST", base + "/batch_init/{n}/{starting_credit}", this::createAll);
  }

  private HttpReply create(HttpRequest request) {
    String id = ids.get();
    users.create(id);
    return ok(Map.of("user_id", id));
  }

  private HttpReply addFunds(HttpRequest request) {
    String id = USER_ID.of(request);
    users
        .addFunds(id, AMOUNT.of(request))
        .orThrow(
            () -> USER_ID.notFound(id),
            () -> refused("credit-full", "a user can have " + Users.MAX_AMOUNT));
    return show(id);
  }

  private HttpReply pay(HttpRequest request) {
    String id = USER_ID.of(request);
    long n = AMOUNT.of(request);
    users
        .pay(id, n)
        .orThrow(
            () -> USER_ID.notFound(id),
            () -> refused("insufficient-credit", "the user has less than " + n));
    return show(id);
  }

  private HttpReply createAll(HttpRequest request) {
    long n = COUNT.of(request);
    users.createAll(n, STARTING_CREDIT.of(request));
    return ok(Map.of("created", n));
  }

  private HttpReply show(String id) {
    return ok(users.find(id).orElseThrow(() -> USER_ID.notFound(id)));
  }

  private static HttpReply ok(Object body) {
    return HttpReply.json(200, JsonText.of(body).text());
  }
}

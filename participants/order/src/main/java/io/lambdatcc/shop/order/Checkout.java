package io.lambdatcc.shop.order;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.lambdatcc.client.TccClient;
import io.lambdatcc.client.TccInDoubtException;
import io.lambdatcc.client.TccRequestException;
import io.lambdatcc.client.TccResult;
import io.lambdatcc.client.TccUnavailableException;
import io.lambdatcc.http.HttpReply;
import io.lambdatcc.http.ProblemException;
import io.lambdatcc.wire.BranchSpec;
import io.lambdatcc.wire.CreateTransaction;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.Problem;
import io.lambdatcc.wire.ProblemType;
import io.lambdatcc.wire.TransactionDocument;
import io.lambdatcc.wire.WaitFor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buys an order: marks it as being paid, reserves the stock of every item and the credit, and
 * confirms or cancels all of it.
 *
 * <p>Everybody who checks out the same order at once makes the same request under the same name,
 * {@code <order>-<attempt>}, and so joins one transaction. That holds because the stored attempt
 * rises only after the one before it is known to be CANCELLED, by a conditional write to a value
 * that follows from how it ended. It does not have to rise for safety: who dies between the end of
 * an attempt and the write leaves behind an attempt that is cancelled, and the next checkout meets
 * it, sees that it was begun long ago, and goes on to the next.
 *
 * <p>That an order is bought once (I3) does not rest on names alone: the order's own branch refuses
 * a paid order, and makes a second transaction wait while a first one holds the mark.
 */
final class Checkout {
  private static final Logger log = LoggerFactory.getLogger(Checkout.class);

  /** More than can be met in a row: an old attempt, another's, one's own. */
  private static final int MAX_ROUNDS = 5;

  /** With less time left no further round is begun. */
  private static final Duration SHORTEST_ROUND = Duration.ofSeconds(1);

  /** Seconds after which to ask again. */
  private static final String RETRY_AFTER = "1";

  /** What a branch id can be; it says which item, where that is possible. */
  private static final int MAX_BRANCH_ID = 64;

  private final Orders orders;
  private final TccClient tcc;
  private final Duration timeout;
  private final InstantSource clock;

  /**
   * A checkout.
   *
   * @param timeout how long Tries may be sent
   * @param clock the clock of the coordinator's client too
   */
  Checkout(Orders orders, TccClient tcc, Duration timeout, InstantSource clock) {
    this.orders = orders;
    this.tcc = tcc;
    this.timeout = timeout;
    this.clock = clock;
  }

  /** The payload of a stock branch. */
  private record StockPayload(@JsonProperty("item_id") String itemId, long quantity) {}

  /** The payload of the payment branch. */
  private record PaymentPayload(@JsonProperty("user_id") String userId, long amount) {}

  /**
   * Checks an order out, within the patience of the coordinator's client, however many attempts it
   * meets.
   *
   * @return 200 when it is paid, 409 when it is not and will not be by this, 202 while that is
   *     open, 503 when it is not known; empty when there is no such order
   */
  Optional<HttpReply> run(String id) {
    Instant begun = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Instant until = begun.plus(tcc.patience());
    boolean metOldAttempt = false;
    for (int round = 1; round <= MAX_ROUNDS; round++) {
      Optional<Order> found = orders.find(id);
      if (found.isEmpty() || found.get().paid()) {
        return found.map(order -> paid(id));
      }
      Order order = found.get();
      if (order.lines().isEmpty()) {
        throw ProblemException.refused("empty-order", "order " + id + " has no items");
      }
      if (round > 1 && clock.instant().plus(SHORTEST_ROUND).isAfter(until)) {
        return Optional.of(
            unknown(ProblemType.UNAVAILABLE, "there was no time for another attempt"));
      }
      try {
        TccResult result = tcc.run(order.attempt(), request(order), orders::rise, until);
        if (result instanceof TccResult.Confirmed) {
          return Optional.of(paid(id));
        } else if (result instanceof TccResult.Pending pending) {
          return Optional.of(pending(id, pending.transaction()));
        } else if (result instanceof TccResult.Cancelled cancelled) {
          boolean old = wasBegunBefore(begun, cancelled) && !metOldAttempt;
          metOldAttempt |= old;
          if (!old && !OrderParticipant.ALREADY_PAID.equals(cancelled.code())) {
            return Optional.of(cancelled(id, cancelled));
          }
        }
      } catch (TccRequestException e) {
        if (!e.isNameConflict()) {
          throw e;
        }
        Optional<HttpReply> open = meet(id, e.name(), until);
        if (open.isPresent()) {
          return open;
        }
      } catch (TccInDoubtException e) {
        log.warn("checkout of order {} is in doubt", id, e);
        return Optional.of(unknown(ProblemType.IN_DOUBT, "nobody knows yet whether it is paid"));
      }
    }
    return Optional.of(unknown(ProblemType.UNAVAILABLE, "its attempts keep changing"));
  }

  /**
   * Looks at a transaction that has this attempt's name and another content: of the order as it was
   * before it was changed.
   *
   * @return what to answer as long as it is open; empty to look at the order again
   */
  private Optional<HttpReply> meet(String id, String name, Instant until) {
    Optional<TransactionDocument> other;
    try {
      other = tcc.find(name, until);
    } catch (TccUnavailableException e) {
      log.warn("checkout of order {} meets {}, which cannot be looked up", id, name, e);
      return Optional.of(unknown(ProblemType.UNAVAILABLE, "an earlier checkout is not known of"));
    }
    if (other.isEmpty()) {
      return Optional.empty();
    }
    TccResult result = TccResult.of(other.get());
    if (result instanceof TccResult.Cancelled cancelled) {
      orders
          .find(id)
          .map(Order::attempt)
          .filter(attempt -> attempt.name().equals(name))
          .ifPresent(attempt -> orders.rise(attempt.after(cancelled)));
    }
    return result instanceof TccResult.Pending pending
        ? Optional.of(pending(id, pending.transaction()))
        : Optional.empty();
  }

  /**
   * Whether the answer is about the past: an attempt that was cancelled before this checkout says
   * nothing about now. Clocks that differ cost an attempt more or an old answer, nothing else.
   */
  private static boolean wasBegunBefore(Instant begun, TccResult.Cancelled cancelled) {
    return cancelled.transaction() != null && cancelled.transaction().createdAt().isBefore(begun);
  }

  /** The same for everybody who sees the order in this version: order, stock by item, payment. */
  private CreateTransaction request(Order order) {
    List<BranchSpec> branches = new ArrayList<>();
    Purchase purchase = new Purchase(order.id(), order.version(), order.totalCost());
    branches.add(BranchSpec.of("order", JsonText.of(purchase)));
    order
        .lines()
        .forEach(
            (itemId, line) ->
                branches.add(
                    new BranchSpec(
                        stockBranch(itemId, branches.size()),
                        "stock",
                        JsonText.of(new StockPayload(itemId, line.quantity())))));
    branches.add(
        BranchSpec.of(
            "payment", JsonText.of(new PaymentPayload(order.userId(), order.totalCost()))));
    return new CreateTransaction(
        branches, timeout, io.lambdatcc.wire.Order.PARALLEL, WaitFor.COMPLETED);
  }

  /** A branch id that says which item, or where that would be too long, which line. */
  private static String stockBranch(String itemId, int line) {
    String id = "stock-" + itemId;
    return id.length() <= MAX_BRANCH_ID ? id : "line-" + line;
  }

  private static HttpReply paid(String id) {
    return HttpReply.json(200, JsonText.of(new Paid(id, true)).text());
  }

  private static HttpReply pending(String id, TransactionDocument transaction) {
    Pending body = new Pending(id, transaction.id(), transaction.phase());
    return HttpReply.json(202, JsonText.of(body).text()).withHeader("retry-after", RETRY_AFTER);
  }

  private static HttpReply cancelled(String id, TccResult.Cancelled cancelled) {
    String detail =
        cancelled.detail() == null ? "order " + id + " was not paid" : cancelled.detail();
    Problem problem =
        ProblemType.CANCELLED
            .problem(detail)
            .with("order_id", id)
            .with("reason", cancelled.reason())
            .with("retryable", cancelled.retryable());
    problem = withText(problem, "branch", cancelled.branch());
    problem = withText(problem, "code", cancelled.code());
    problem = withText(problem, "transaction", cancelled.id());
    return HttpReply.problem(problem);
  }

  private static Problem withText(Problem problem, String name, @Nullable String value) {
    return value == null ? problem : problem.with(name, value);
  }

  private static HttpReply unknown(ProblemType type, String detail) {
    return HttpReply.problem(type.problem(detail + "; ask again"))
        .withHeader("retry-after", RETRY_AFTER);
  }

  /** Shown when an order is paid. */
  private record Paid(@JsonProperty("order_id") String orderId, boolean paid) {}

  /** Shown while a checkout is open. */
  private record Pending(
      @JsonProperty("order_id") String orderId, String transaction, String phase) {}
}

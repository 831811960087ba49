package io.lambdatcc.api;

import io.lambdatcc.protocol.Order;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks for one transaction.
 *
 * <p>The name makes it repeatable: the same name with the same branches joins the one transaction
 * and gets the same answer, the same name with other branches is refused ({@link
 * NameConflictException}).
 *
 * @param name {@code [A-Za-z0-9_-]{1,64}}, unique per scope for 30 days after the end
 * @param branches 1 to 99, with different ids
 * @param timeout how long branches may be tried; null for the coordinator's default
 * @param order how Tries go out
 * @param waitFor when {@code execute} answers
 * @param waitAtMost how long {@code execute} waits; null for the coordinator's default
 * @param traceparent W3C trace context to store and pass on; one that is malformed is dropped
 */
public record TccRequest(
    String name,
    List<TccBranch> branches,
    @Nullable Duration timeout,
    Order order,
    WaitFor waitFor,
    @Nullable Duration waitAtMost,
    @Nullable String traceparent) {

  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-[!-~]{1,128})?");

  /** Rejects requests that cannot be carried out. */
  public TccRequest {
    if (!TransactionKey.isName(name)) {
      throw new IllegalArgumentException(
          "name: must match [A-Za-z0-9_-]{1,64}, this is '" + name + "'");
    }
    // a trace that cannot be passed on must never be what business fails for
    traceparent = traceparent != null && isTraceparent(traceparent) ? traceparent : null;
    branches = List.copyOf(branches);
    if (branches.isEmpty() || branches.size() > TransactionState.MAX_BRANCHES) {
      throw new IllegalArgumentException(
          "branches: 1 to " + TransactionState.MAX_BRANCHES + ", not " + branches.size());
    }
    Set<String> ids = new HashSet<>();
    for (TccBranch branch : branches) {
      if (!ids.add(branch.id())) {
        throw new IllegalArgumentException(
            "branches: two are called '" + branch.id() + "'; give each its own id");
      }
    }
  }

  /** Whether this is a W3C traceparent header, of any version. */
  public static boolean isTraceparent(String text) {
    return TRACEPARENT.matcher(text).matches();
  }

  /** A request with the coordinator's defaults: tried in parallel, awaited until completed. */
  public static TccRequest of(String name, List<TccBranch> branches) {
    return new TccRequest(name, branches, null, Order.PARALLEL, WaitFor.COMPLETED, null, null);
  }

  /** The same, with so much time for its Tries. */
  public TccRequest withTimeout(Duration newTimeout) {
    return new TccRequest(name, branches, newTimeout, order, waitFor, waitAtMost, traceparent);
  }

  /** The same, tried in this order. */
  public TccRequest withOrder(Order newOrder) {
    return new TccRequest(name, branches, timeout, newOrder, waitFor, waitAtMost, traceparent);
  }

  /** The same, awaited until then and no longer than so. */
  public TccRequest waitingFor(WaitFor newWaitFor, @Nullable Duration atMost) {
    return new TccRequest(name, branches, timeout, order, newWaitFor, atMost, traceparent);
  }

  /** The same, with this W3C trace context. */
  public TccRequest tracedBy(@Nullable String newTraceparent) {
    return new TccRequest(name, branches, timeout, order, waitFor, waitAtMost, newTraceparent);
  }
}

package io.lambdatcc.client;

import io.lambdatcc.wire.Order;
import java.util.Objects;

/**
 * One attempt at a business operation: a transaction under a name of its own, {@code
 * <operation>-<number>}.
 *
 * <p>Which attempt comes next follows from how the one before ended, and from nothing else. So all
 * who start the same operation, at once or after a crash, agree on name and order of every attempt
 * and join one another, as long as none starts an attempt before the one before was cancelled.
 *
 * @param operation what is attempted, such as the id of an order
 * @param number from 1 on
 * @param order how the branches are tried
 */
public record Attempt(String operation, long number, Order order) {
  public Attempt {
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(order, "order");
    if (number < 1) {
      throw new IllegalArgumentException("attempt " + number + " of " + operation + " is below 1");
    }
  }

  /** The first attempt: in parallel. */
  public static Attempt first(String operation) {
    return new Attempt(operation, 1, Order.PARALLEL);
  }

  /** The name of the transaction. */
  public String name() {
    return operation + "-" + number;
  }

  /** The attempt that comes after this one has ended so: sequential after a contended one. */
  public Attempt after(TccResult.Cancelled end) {
    return new Attempt(
        operation, number + 1, end.isContended() ? Order.SEQUENTIAL : Order.PARALLEL);
  }
}

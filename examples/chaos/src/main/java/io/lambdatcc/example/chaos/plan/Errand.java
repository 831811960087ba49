package io.lambdatcc.example.chaos.plan;

/**
 * What one client wants, once.
 *
 * @param number from 1, also of its user and its transaction
 * @param what how it asks
 * @param quantity how many pieces it buys, for one unit of money each
 * @param credit how much money it has; with less than the quantity it is refused
 * @param hasty whether it goes away at first, without an answer, and asks again
 */
public record Errand(int number, What what, int quantity, int credit, boolean hasty) {

  /** How a client asks. */
  public enum What {
    /** Checks out an order, at the order service, which asks the coordinator. */
    CHECKOUT,
    /** Asks the coordinator for stock and payment, and waits for the end. */
    COMPLETED,
    /** The same, and waits for the decision only. */
    DECIDED
  }
}

package io.lambdatcc.shop.order;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An order as it was when its checkout began: what a Try asks for and what is remembered of it.
 *
 * @param version the order must still have
 */
record Purchase(
    @JsonProperty("order_id") String orderId,
    long version,
    @JsonProperty("total_cost") long totalCost) {
  Purchase {
    if (orderId == null || orderId.isEmpty()) {
      throw new IllegalArgumentException("order_id is missing");
    }
  }
}

package io.lambdatcc.shop.payment;

import com.fasterxml.jackson.annotation.JsonProperty;

/** So much of a user's credit: what a Try asks for and what is remembered of it. */
record Charge(@JsonProperty("user_id") String userId, long amount) {
  Charge {
    if (userId == null || userId.isEmpty()) {
      throw new IllegalArgumentException("user_id is missing");
    }
    if (amount < 0 || amount > Users.MAX_AMOUNT) {
      throw new IllegalArgumentException("amount is not from 0 to " + Users.MAX_AMOUNT);
    }
  }
}

package io.lambdatcc.shop.stock;

import com.fasterxml.jackson.annotation.JsonProperty;

/** So much of an item: what a Try asks for and what is remembered of it. */
record StockLine(@JsonProperty("item_id") String itemId, long quantity) {
  StockLine {
    if (itemId == null || itemId.isEmpty()) {
      throw new IllegalArgumentException("item_id is missing");
    }
    if (quantity < 1 || quantity > Items.MAX_AMOUNT) {
      throw new IllegalArgumentException("quantity is not from 1 to " + Items.MAX_AMOUNT);
    }
  }
}

package io.lambdatcc.shop.order;

import io.lambdatcc.client.HttpCaller;
import java.net.URI;
import java.util.OptionalLong;

/** What the order service has to know about items. */
@FunctionalInterface
public interface ItemCatalog {
  /**
   * The price of an item, or empty when there is no such item.
   *
   * @throws io.lambdatcc.http.ProblemException 503 when that cannot be told now
   */
  OptionalLong priceOf(String itemId);

  /**
   * Asks the stock service.
   *
   * @param stock what comes before {@code /find}, like {@code https://host/stock}
   */
  static ItemCatalog at(URI stock, HttpCaller http) {
    return new HttpItemCatalog(stock, http);
  }
}

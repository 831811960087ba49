package io.lambdatcc.shop.order;

import io.lambdatcc.client.HttpCaller;
import io.lambdatcc.client.HttpCaller.Answer;
import io.lambdatcc.http.ProblemException;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ProblemType;
import io.lambdatcc.wire.WireFormatException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the stock service, twice if need be. */
final class HttpItemCatalog implements ItemCatalog {
  private static final Logger log = LoggerFactory.getLogger(HttpItemCatalog.class);

  private static final int ATTEMPTS = 2;
  private static final Duration TIMEOUT = Duration.ofSeconds(4);

  private final URI stock;
  private final HttpCaller http;

  HttpItemCatalog(URI stock, HttpCaller http) {
    this.stock = stock;
    this.http = http;
  }

  /** Of what the stock service shows, this is of interest. */
  private record Item(long price) {}

  @Override
  public OptionalLong priceOf(String itemId) {
    URI uri = URI.create(stock + "/find/" + itemId);
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        Answer answer = http.call("GET", uri, Map.of(), "", TIMEOUT);
        if (answer.status() == 404) {
          return OptionalLong.empty();
        }
        if (answer.status() == 200) {
          return OptionalLong.of(JsonText.parse(answer.body()).to(Item.class).price());
        }
        log.warn("the stock service answers {} about an item", answer.status());
      } catch (IOException | WireFormatException e) {
        log.warn("the stock service does not tell about an item: {}", e.toString());
      }
    }
    throw new ProblemException(
        ProblemType.UNAVAILABLE, "the stock service does not tell the price of " + itemId);
  }
}

package io.lambdatcc.example.shop;

import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import java.net.URI;

/** The DynamoDB under the shop: one started for it, or one that was there already. */
final class Database implements AutoCloseable {

  private final URI endpoint;
  private final Runnable close;

  private Database(URI endpoint, Runnable close) {
    this.endpoint = endpoint;
    this.close = close;
  }

  /** Starts DynamoDB Local, with its data in memory, unless the settings name another endpoint. */
  static Database open(ShopSettings settings) {
    if (settings.dynamoDbEndpoint().isPresent()) {
      return new Database(settings.dynamoDbEndpoint().get(), () -> {});
    }
    DynamoDbLocal started =
        settings.dynamoDbPort().isPresent()
            ? DynamoDbLocal.start(settings.dynamoDbPort().getAsInt())
            : DynamoDbLocal.start();
    return new Database(started.endpoint(), started::close);
  }

  URI endpoint() {
    return endpoint;
  }

  /** Ends what {@link #open} started, and leaves alone what it found. */
  @Override
  public void close() {
    close.run();
  }
}

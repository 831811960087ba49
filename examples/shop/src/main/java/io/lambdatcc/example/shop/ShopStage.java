package io.lambdatcc.example.shop;

import io.lambdatcc.example.shop.demo.Customer;
import io.lambdatcc.example.shop.demo.Ledger;
import io.lambdatcc.example.shop.demo.LogMeter;
import io.lambdatcc.example.shop.demo.MortalCoordinator;
import io.lambdatcc.example.shop.demo.Stage;
import io.lambdatcc.example.shop.demo.Wiretap;
import io.lambdatcc.example.shop.gateway.LocalGateway;
import io.lambdatcc.shop.order.OrderFunction;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** The shop as a stage for its stories. */
final class ShopStage implements Stage {
  private static final Duration MORTAL_PATIENCE = Duration.ofSeconds(5);
  private static final int MORTAL_CONCURRENCY = 4;

  private final Shop shop;
  private final Database database;
  private final Wiretap wiretap;
  private final LogMeter meter;
  private final Ledger ledger;
  private final Customer customer;

  ShopStage(Shop shop, Database database, DynamoDb dynamoDb, Wiretap wiretap, LogMeter meter) {
    this.shop = shop;
    this.database = database;
    this.wiretap = wiretap;
    this.meter = meter;
    this.ledger = new Ledger(dynamoDb.client(), Shop.STOCK_TABLE, Shop.PAYMENT_TABLE);
    this.customer = new Customer(shop.uri());
  }

  @Override
  public boolean triesBesideBegin() {
    return true;
  }

  @Override
  public Customer customer() {
    return customer;
  }

  @Override
  public Wiretap wiretap() {
    return wiretap;
  }

  @Override
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public LogMeter log() {
    return meter;
  }

  @Override
  public MortalCoordinator mortalCoordinator(String freezesAt, Duration timeout) {
    return MortalProcess.start(
        MortalMain.class,
        Map.of(
            MortalMain.DYNAMODB, database.endpoint().toString(),
            MortalMain.SHOP, shop.uri().toString(),
            MortalMain.FREEZES_AT, freezesAt),
        coordinator -> entrance(coordinator, timeout));
  }

  /** The order service once more, with another coordinator behind it. */
  private MortalProcess.Entrance entrance(URI coordinator, Duration timeout) {
    OrderFunction orders = shop.orders(coordinator, MORTAL_PATIENCE, timeout);
    LocalGateway gateway =
        LocalGateway.builder()
            .caller(Shop.CALLER)
            .function("order", orders, MORTAL_CONCURRENCY)
            .route("ANY /orders/{proxy+}", "order")
            .start(0);
    return new MortalProcess.Entrance() {
      @Override
      public URI uri() {
        return gateway.uri();
      }

      @Override
      public void close() {
        gateway.close();
      }
    };
  }
}

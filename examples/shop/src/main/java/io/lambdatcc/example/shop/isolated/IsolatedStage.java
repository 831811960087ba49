package io.lambdatcc.example.shop.isolated;

import io.lambdatcc.example.shop.demo.Customer;
import io.lambdatcc.example.shop.demo.Ledger;
import io.lambdatcc.example.shop.demo.LogMeter;
import io.lambdatcc.example.shop.demo.MortalCoordinator;
import io.lambdatcc.example.shop.demo.Stage;
import io.lambdatcc.example.shop.demo.Wiretap;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The isolated shop as a stage for its stories. */
public final class IsolatedStage implements Stage {
  private final IsolatedShop shop;
  private final Ledger ledger;
  private final Customer customer;
  private final AtomicInteger mortals = new AtomicInteger();

  /**
   * A stage.
   *
   * @param dynamoDb a client of the real tables
   */
  public IsolatedStage(IsolatedShop shop, DynamoDbClient dynamoDb) {
    this.shop = shop;
    this.ledger =
        new Ledger(
            dynamoDb,
            Functions.variable(shop.stack().function("StockFunction"), "STOCK_TABLE"),
            Functions.variable(shop.stack().function("PaymentFunction"), "PAYMENT_TABLE"));
    this.customer = new Customer(shop.uri(), new Signer(shop.customer()));
  }

  /** Its template has that disabled, as it is unless somebody asks for it. */
  @Override
  public boolean triesBesideBegin() {
    return false;
  }

  @Override
  public Customer customer() {
    return customer;
  }

  @Override
  public Wiretap wiretap() {
    return shop.wiretap();
  }

  @Override
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public LogMeter log() {
    return shop.meter();
  }

  @Override
  public MortalCoordinator mortalCoordinator(String freezesAt, Duration timeout) {
    return new MortalDeployment(shop, mortals.incrementAndGet(), freezesAt, timeout);
  }
}

package io.lambdatcc.example.shop;

import io.lambdatcc.example.shop.demo.Stage;
import io.lambdatcc.example.shop.gateway.LocalGateway;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionListener;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * A coordinator in a process of its own that stops dead the moment a transaction has durably
 * reached a given phase, before it does anything about it, or one that is cut off from its log
 * before it begins. Made to be killed there.
 */
final class MortalMain {
  static final String DYNAMODB = "mortal.dynamodb";
  static final String SHOP = "mortal.shop";
  static final String FREEZES_AT = "mortal.freezes.at";

  private static final String FROZEN = "frozen";
  private static final int CONCURRENCY = 4;

  private MortalMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    ParentWatch.exitWithParent();
    URI shop = URI.create(System.getProperty(SHOP));
    String freezesAt = System.getProperty(FREEZES_AT);
    DynamoDb dynamoDb =
        new DynamoDb(URI.create(System.getProperty(DYNAMODB)), new ExecutionInterceptor() {});
    Coordinator coordinator =
        freezesAt.equals(Stage.BEFORE_BEGIN)
            ? cutOffBeforeBegin(dynamoDb, shop)
            : Coordinator.of(
                dynamoDb.asyncClient(), Shop.participantsAt(shop), freezing(freezesAt));
    LocalGateway gateway =
        LocalGateway.builder()
            .caller(Shop.CALLER)
            .function("coordinator", coordinator.handler(), CONCURRENCY)
            .route("ANY /transactions/{proxy+}", "coordinator")
            .start(0);
    System.out.println("coordinator: " + gateway.uri());
    new CountDownLatch(1).await(); // for ever
  }

  /** It sends the Tries of participants that ask, and nothing of it ever gets to the log. */
  private static Coordinator cutOffBeforeBegin(DynamoDb dynamoDb, URI shop) {
    return Coordinator.of(
        dynamoDb.asyncClient(),
        Shop.participantsAt(shop),
        Shop.INQUIRING,
        log -> new NeverBegins(log, () -> System.out.println(FROZEN)),
        new TransactionListener() {});
  }

  /** Never returns from hearing of that phase, so that no effect of it is ever performed. */
  private static TransactionListener freezing(String phase) {
    return new TransactionListener() {
      @Override
      public void landed(TransactionState state) {
        if (state.phase().name().equals(phase)) {
          System.out.println(FROZEN);
          stopDead();
        }
      }
    };
  }

  private static void stopDead() {
    try {
      new CountDownLatch(1).await(); // for ever
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.lambdatcc.example.shop;

import io.lambdatcc.console.ConsolePages;
import io.lambdatcc.example.shop.isolated.IsolatedShop;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Runs the shop until the process is ended.
 *
 * <p>Reads {@link ShopSettings} from system properties, prints {@code ready: <url>} when it can be
 * called, and where its console is, and ends with its parent process. It is ended without ceremony:
 * whatever was under way is what recovery is for.
 */
final class ServeMain {

  private ServeMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    ParentWatch.exitWithParent();
    ShopSettings settings = ShopSettings.from(System.getProperties());
    System.out.println(
        settings.isolated()
            ? "starting DynamoDB Local and every function, which takes a minute or two ..."
            : "starting DynamoDB Local and the shop ...");
    try (Database database = Database.open(settings);
        DynamoDb dynamoDb = new DynamoDb(database.endpoint(), new ExecutionInterceptor() {})) {
      if (settings.isolated()) {
        serveIsolated(settings, database, dynamoDb);
      } else {
        serve(settings, dynamoDb);
      }
    }
  }

  private static void serve(ShopSettings settings, DynamoDb dynamoDb) throws InterruptedException {
    try (Shop shop = Shop.open(settings, dynamoDb, function -> function)) {
      serve(shop.uri());
    }
  }

  private static void serveIsolated(ShopSettings settings, Database database, DynamoDb dynamoDb)
      throws InterruptedException {
    try (IsolatedShop shop =
        IsolatedShop.open(settings.isolatedOn(database.endpoint()), dynamoDb.client())) {
      System.out.println(shop.invitation());
      shop.debugPorts()
          .forEach((function, at) -> System.out.println("debug: 127.0.0.1:" + at + " " + function));
      serve(shop.uri());
    }
  }

  private static void serve(URI shop) throws InterruptedException {
    System.out.println("console: " + shop + ConsolePages.PATH);
    System.out.println("ready: " + shop);
    new CountDownLatch(1).await(); // for ever
  }
}

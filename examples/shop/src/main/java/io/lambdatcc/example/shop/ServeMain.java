package io.lambdatcc.example.shop;

import java.util.concurrent.CountDownLatch;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Runs the shop until the process is ended.
 *
 * <p>Reads {@link ShopSettings} from system properties, prints {@code ready: <url>} when it can be
 * called, and ends with its parent process. It is ended without ceremony: whatever was under way is
 * what recovery is for.
 */
final class ServeMain {

  private ServeMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    ParentWatch.exitWithParent();
    ShopSettings settings = ShopSettings.from(System.getProperties());
    try (Database database = Database.open(settings);
        DynamoDb dynamoDb = new DynamoDb(database.endpoint(), new ExecutionInterceptor() {});
        Shop shop = Shop.open(settings, dynamoDb, function -> function)) {
      System.out.println("ready: " + shop.uri());
      new CountDownLatch(1).await(); // for ever
    }
  }
}

package io.lambdatcc.example.shop;

import io.lambdatcc.example.shop.demo.Demo;
import io.lambdatcc.example.shop.demo.LogMeter;
import io.lambdatcc.example.shop.demo.Wiretap;
import io.lambdatcc.example.shop.isolated.IsolatedShop;
import io.lambdatcc.example.shop.isolated.IsolatedStage;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Runs the shop through its stories and ends: with 0 if all went as told, else with 1.
 *
 * <p>Reads {@link ShopSettings} from system properties and ends with its parent process.
 */
final class DemoMain {

  private static final int PIECES = 100;

  private DemoMain() {}

  public static void main(String[] arguments) {
    ParentWatch.exitWithParent();
    ShopSettings settings = ShopSettings.from(System.getProperties());
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    boolean ok = settings.isolated() ? isolated(settings, out) : inOneProcess(settings, out);
    System.exit(ok ? 0 : 1);
  }

  private static boolean inOneProcess(ShopSettings settings, PrintStream out) {
    Wiretap wiretap = new Wiretap();
    LogMeter meter = new LogMeter();
    try (Database database = Database.open(settings);
        DynamoDb dynamoDb = new DynamoDb(database.endpoint(), new MeteredWrites(meter));
        Shop shop =
            Shop.open(settings, dynamoDb, function -> wiretap.before(function)::handleRequest)) {
      out.printf("The shop is open at %s, its DynamoDB at %s.%n", shop.uri(), database.endpoint());
      return new Demo(new ShopStage(shop, database, dynamoDb, wiretap, meter), out, PIECES).run();
    }
  }

  private static boolean isolated(ShopSettings settings, PrintStream out) {
    try (Database database = Database.open(settings);
        DynamoDb dynamoDb = new DynamoDb(database.endpoint(), new ExecutionInterceptor() {});
        IsolatedShop shop =
            IsolatedShop.open(settings.isolatedOn(database.endpoint()), dynamoDb.client())) {
      out.printf(
          "The shop is open at %s, every function in processes of its own, calling participants by"
              + " %s.%n",
          shop.uri(), settings.transport());
      return new Demo(new IsolatedStage(shop, dynamoDb.client()), out, PIECES).run();
    }
  }
}

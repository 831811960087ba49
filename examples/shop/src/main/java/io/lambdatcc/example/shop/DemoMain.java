package io.lambdatcc.example.shop;

import io.lambdatcc.example.shop.demo.Demo;
import io.lambdatcc.example.shop.demo.LogMeter;
import io.lambdatcc.example.shop.demo.Wiretap;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

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
    Wiretap wiretap = new Wiretap();
    LogMeter meter = new LogMeter();
    boolean ok;
    try (Database database = Database.open(settings);
        DynamoDb dynamoDb = new DynamoDb(database.endpoint(), new MeteredWrites(meter));
        Shop shop =
            Shop.open(settings, dynamoDb, function -> wiretap.before(function)::handleRequest)) {
      out.printf("The shop is open at %s, its DynamoDB at %s.%n", shop.uri(), database.endpoint());
      ok = new Demo(new ShopStage(shop, database, dynamoDb, wiretap, meter), out, PIECES).run();
    }
    System.exit(ok ? 0 : 1);
  }
}

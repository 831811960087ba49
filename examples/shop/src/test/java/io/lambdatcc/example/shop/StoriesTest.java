package io.lambdatcc.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.example.shop.demo.Demo;
import io.lambdatcc.example.shop.demo.LogMeter;
import io.lambdatcc.example.shop.demo.Wiretap;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** The demo's stories, with a smaller crowd. */
class StoriesTest {
  /** What the crowds compete for; ten orders for each. */
  private static final int PIECES = 3;

  @Test
  void everyStoryEndsAsItMust() {
    Properties properties = new Properties();
    properties.setProperty("sweep.seconds", "2");
    ShopSettings settings = ShopSettings.from(properties);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Wiretap wiretap = new Wiretap();
    LogMeter meter = new LogMeter();
    boolean ok;
    try (Database database = Database.open(settings);
        DynamoDb dynamoDb = new DynamoDb(database.endpoint(), new MeteredWrites(meter));
        Shop shop =
            Shop.open(settings, dynamoDb, function -> wiretap.before(function)::handleRequest)) {
      PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
      ok = new Demo(new ShopStage(shop, database, dynamoDb, wiretap, meter), out, PIECES).run();
    }
    String told = printed.toString(StandardCharsets.UTF_8);
    assertThat(ok).as(told).isTrue();
    assertThat(told.lines().reduce("", (a, b) -> b)).isEqualTo("demo: 11 stories, 11 ok");
  }
}

package io.lambdatcc.example.shop;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdatcc.client.HttpCaller;
import io.lambdatcc.client.TccClient;
import io.lambdatcc.client.TccResult;
import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.example.shop.client.Reply;
import io.lambdatcc.example.shop.client.Request;
import io.lambdatcc.example.shop.client.Scene;
import io.lambdatcc.example.shop.client.ShopClient;
import io.lambdatcc.example.shop.client.Signing;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;

/** What the README says of its three attempts, on the shop: two of them fail as it says. */
class ThreeAttemptsTest {
  private static @Nullable DynamoDb dynamoDb;
  private static @Nullable Shop shop;
  private static @Nullable Forgetful forgetful;

  private final ShopClient client = new ShopClient(requireNonNull(shop).uri(), Signing.NONE);
  private final Scene scene = new Scene(client);

  @BeforeAll
  static void open() {
    dynamoDb = new DynamoDb(DynamoDbLocal.sharedEndpoint(), new ExecutionInterceptor() {});
    shop = Shop.open(ShopSettings.from(new Properties()), dynamoDb, function -> function);
    forgetful = new Forgetful(Apache5HttpClient.create());
  }

  @AfterAll
  static void close() {
    requireNonNull(forgetful).close();
    requireNonNull(shop).close();
    requireNonNull(dynamoDb).close();
  }

  @Test
  void hopeLosesTwoPiecesWhereThePaymentIsRefused() {
    String item = item();
    String user = user(59);
    assertThatThrownBy(() -> attempts(this::pay).hope(item, user)).hasMessageContaining("409");
    assertThat(stock(item)).isEqualTo(8);
    assertThat(credit(user)).isEqualTo(59);
  }

  @Test
  void amendsChargeForNothingWhereOnlyTheAnswerIsLost() {
    String item = item();
    String user = user(100);
    ThreeAttempts attempts =
        attempts(
            (payer, amount) -> {
              pay(payer, amount);
              throw new IllegalStateException("no answer");
            });
    assertThatThrownBy(() -> attempts.makeAmends(item, user)).hasMessage("no answer");
    assertThat(stock(item)).isEqualTo(10);
    assertThat(credit(user)).isEqualTo(40);
  }

  @Test
  void aTransactionSellsOnceAlthoughItsFirstAnswerIsLost() {
    String item = item();
    String user = user(100);
    requireNonNull(forgetful).loseTheNextAnswer();
    int before = forgetful.sent();
    TccResult result = attempts(this::pay).sell(name(), item, user);
    assertThat(result).isInstanceOf(TccResult.Confirmed.class);
    assertThat(forgetful.sent() - before).isGreaterThan(1);
    assertThat(stock(item)).isEqualTo(8);
    assertThat(credit(user)).isEqualTo(40);
  }

  @Test
  void aTransactionThatIsRefusedLeavesEverythingAsItWas() {
    String item = item();
    String user = user(59);
    TccResult result = attempts(this::pay).sell(name(), item, user);
    assertThat(result)
        .isInstanceOfSatisfying(
            TccResult.Cancelled.class,
            cancelled -> assertThat(cancelled.code()).isEqualTo("insufficient-credit"));
    assertThat(stock(item)).isEqualTo(10);
    assertThat(credit(user)).isEqualTo(59);
  }

  private ThreeAttempts attempts(ThreeAttempts.Payment payment) {
    ThreeAttempts.Stock stock =
        new ThreeAttempts.Stock() {
          @Override
          public void subtract(String item, int quantity) {
            send("POST", "/stock/subtract/" + item + "/" + quantity);
          }

          @Override
          public void add(String item, int quantity) {
            send("POST", "/stock/add/" + item + "/" + quantity);
          }
        };
    return new ThreeAttempts(
        stock,
        payment,
        TccClient.builder(
                requireNonNull(shop).uri(), HttpCaller.unsigned(requireNonNull(forgetful)))
            .build());
  }

  private void pay(String user, int amount) {
    send("POST", "/payment/pay/" + user + "/" + amount);
  }

  private String item() {
    return scene.item(30, 10);
  }

  private String user(int credit) {
    return scene.user(credit);
  }

  private long stock(String item) {
    return scene.stockOf(item);
  }

  private long credit(String user) {
    return scene.creditOf(user);
  }

  private static String name() {
    return "sale-" + UUID.randomUUID();
  }

  private Reply send(String method, String path) {
    return client.sending(Request.of(method, path)).join().sure();
  }
}

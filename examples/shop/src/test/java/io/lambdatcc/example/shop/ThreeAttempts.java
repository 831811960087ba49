package io.lambdatcc.example.shop;

import io.lambdatcc.client.TccClient;
import io.lambdatcc.client.TccResult;
import io.lambdatcc.wire.BranchSpec;
import io.lambdatcc.wire.CreateTransaction;
import io.lambdatcc.wire.JsonText;
import java.util.List;
import java.util.Map;

/** A sale, three times, as the README tells it: {@link ThreeAttemptsTest} says what they do. */
final class ThreeAttempts {
  private final Stock stock;
  private final Payment payment;
  private final TccClient tcc;

  ThreeAttempts(Stock stock, Payment payment, TccClient tcc) {
    this.stock = stock;
    this.payment = payment;
    this.tcc = tcc;
  }

  /** A service's calls; each throws where it is refused, and also where nobody answers. */
  interface Stock {
    void subtract(String item, int quantity);

    void add(String item, int quantity);
  }

  /** Another service's. */
  interface Payment {
    void pay(String user, int amount);
  }

  void hope(String item, String user) {
    stock.subtract(item, 2);
    payment.pay(user, 60); // refused, or we die here: the pieces are gone, and nobody has them
  }

  void makeAmends(String item, String user) {
    stock.subtract(item, 2);
    try {
      payment.pay(user, 60);
    } catch (RuntimeException e) { // or was it charged, and only the answer is lost?
      stock.add(item, 2); // what if this fails, happens twice, or we die before it?
      throw e;
    }
  }

  TccResult sell(String name, String item, String user) {
    return tcc.run(
        name, // whoever does not know what became of it asks again under the same name
        CreateTransaction.of(
            List.of(
                BranchSpec.of("stock", JsonText.of(Map.of("item_id", item, "quantity", 2))),
                BranchSpec.of("payment", JsonText.of(Map.of("user_id", user, "amount", 60))))));
  }
}

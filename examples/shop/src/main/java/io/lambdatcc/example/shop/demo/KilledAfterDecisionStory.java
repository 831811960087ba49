package io.lambdatcc.example.shop.demo;

import io.lambdatcc.example.shop.client.Reply;
import java.time.Duration;

/** What was decided happens, whoever dies. */
final class KilledAfterDecisionStory implements Story {
  @Override
  public String title() {
    return "A coordinator killed right after its decision";
  }

  @Override
  public void tell(Stage stage, Narrator say) throws Exception {
    Customer customer = stage.customer();
    long before = stage.ledger().totals().reserved();
    String item = customer.newItem(10, 5);
    String user = customer.newUser(100);
    String order = customer.newOrder(user, item, 1);
    try (MortalCoordinator mortal = stage.mortalCoordinator("CONFIRMING", Duration.ofSeconds(10))) {
      var reply = mortal.customer().sending("POST", "/orders/checkout/" + order, "");
      say.say("a coordinator in process %d begins the checkout".formatted(mortal.pid()));
      mortal.awaitFrozen();
      say.say("its decision to confirm is durable; no Confirm has left");
      say.claim("pieces left on the shelf", 4L, customer.stockOf(item));
      mortal.kill();
      Duration killed = say.elapsed();
      say.say("SIGKILL");
      // all of it: the order may be paid before the stock is confirmed
      boolean finished =
          Stage.eventually(
              Duration.ofSeconds(60),
              () -> customer.paid(order) && stage.ledger().totals().reserved() == before);
      Duration took = say.elapsed().minus(killed);
      say.claimThat("the sweep of another coordinator has finished it", finished, finished);
      say.say("that took %.1f s from the kill".formatted(took.toMillis() / 1000.0));
      Reply told = reply.join();
      say.claimThat(
          "meanwhile the customer was told no lie (200 paid, or not known yet)",
          told.ok() || told.open(),
          told.status());
    }
    say.claim("asking again answers", 200, customer.checkOut(order).status());
    say.claim("pieces left", 4L, customer.stockOf(item));
    say.claim("pieces reserved", 0L, stage.ledger().reservedOf(item));
    say.claim("credit left", 90L, customer.creditOf(user));
  }
}

package io.lambdatcc.example.shop.demo;

import io.lambdatcc.example.shop.client.Reply;
import java.time.Duration;

/** What was tried for a transaction that never began is given back, because its holder asks. */
final class NeverBegunStory implements Story {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  @Override
  public String title() {
    return "A coordinator cut off between its Tries and its begin";
  }

  @Override
  public void tell(Stage stage, Narrator say) throws Exception {
    Customer customer = stage.customer();
    String item = customer.newItem(10, 5);
    String user = customer.newUser(100);
    String order = customer.newOrder(user, item, 1);
    try (MortalCoordinator mortal = stage.mortalCoordinator(Stage.BEFORE_BEGIN, DEADLINE)) {
      var reply = mortal.customer().sending("POST", "/orders/checkout/" + order, "");
      say.say(
          "a coordinator in process %d sends Tries beside its begin, which never gets to the log"
              .formatted(mortal.pid()));
      mortal.awaitFrozen();
      boolean reserved =
          Stage.eventually(
              Duration.ofSeconds(30),
              () -> stage.ledger().reservedOf(item) == 1 && customer.creditOf(user) == 90);
      say.claimThat("the piece and its price are reserved", reserved, reserved);
      mortal.kill();
      Duration killed = say.elapsed();
      say.say("SIGKILL: nobody knows of the transaction but those who hold something for it");
      boolean back =
          Stage.eventually(
              Duration.ofSeconds(60),
              () ->
                  stage.ledger().reservedOf(item) == 0
                      && customer.stockOf(item) == 5
                      && customer.creditOf(user) == 100);
      say.claimThat(
          "after their deadline of %d s they have asked another coordinator, and given it back"
              .formatted(DEADLINE.toSeconds()),
          back,
          back);
      say.say(
          "that took %.1f s from the kill"
              .formatted(say.elapsed().minus(killed).toMillis() / 1000.0));
      say.claim("the order is paid", false, customer.paid(order));
      Reply told = reply.join();
      say.claimThat("meanwhile the customer was told no lie", !told.ok(), told.status());
    }
    say.claim("checking out again answers", 200, customer.checkOut(order).status());
    say.claim("pieces left", 4L, customer.stockOf(item));
  }
}

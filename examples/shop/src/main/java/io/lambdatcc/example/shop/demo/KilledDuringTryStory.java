package io.lambdatcc.example.shop.demo;

import io.lambdatcc.example.shop.client.Reply;
import java.time.Duration;

/** What was not decided is given back after the deadline. */
final class KilledDuringTryStory implements Story {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** Long enough to kill the coordinator meanwhile, and over before the deadline is. */
  private static final Duration SLOW = Duration.ofSeconds(8);

  @Override
  public String title() {
    return "A coordinator killed during Try";
  }

  @Override
  public void tell(Stage stage, Narrator say) throws Exception {
    Customer customer = stage.customer();
    String item = customer.newItem(10, 5);
    String user = customer.newUser(100);
    String order = customer.newOrder(user, item, 1);
    stage.wiretap().slowDown("/payment/tcc/try", order, SLOW);
    try (MortalCoordinator mortal = stage.mortalCoordinator("NEVER", DEADLINE)) {
      var reply = mortal.customer().sending("POST", "/orders/checkout/" + order, "");
      say.say("a coordinator in process %d begins the checkout".formatted(mortal.pid()));
      boolean reserved =
          Stage.eventually(Duration.ofSeconds(30), () -> stage.ledger().reservedOf(item) == 1);
      say.claimThat("the piece is reserved", reserved, reserved);
      mortal.kill();
      Duration killed = say.elapsed();
      say.say("SIGKILL, before the payment service has answered its Try");
      boolean back =
          Stage.eventually(
              Duration.ofSeconds(60),
              () -> stage.ledger().reservedOf(item) == 0 && customer.stockOf(item) == 5);
      say.claimThat(
          "after its deadline of %d s, another coordinator's sweep has cancelled it"
              .formatted(DEADLINE.toSeconds()),
          back,
          back);
      say.say(
          "that took %.1f s from the kill"
              .formatted(say.elapsed().minus(killed).toMillis() / 1000.0));
      boolean whole =
          Stage.eventually(Duration.ofSeconds(30), () -> customer.creditOf(user) == 100);
      say.claimThat("the credit is whole again", whole, customer.creditOf(user));
      say.claim("the order is paid", false, customer.paid(order));
      Reply told = reply.join();
      say.claimThat("meanwhile the customer was told no lie", !told.ok(), told.status());
    }
    stage.wiretap().heal();
    say.claim("checking out again answers", 200, customer.checkOut(order).status());
    say.claim("pieces left", 4L, customer.stockOf(item));
  }
}

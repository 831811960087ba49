package io.lambdatcc.example.shop.demo;

/** A Confirm that fails is repeated until it is answered. */
final class UnwellParticipantStory implements Story {
  private static final int FAILURES = 3;

  @Override
  public String title() {
    return "A participant that answers 500 to its first Confirms";
  }

  @Override
  public void tell(Stage stage, Narrator say) {
    Customer customer = stage.customer();
    String item = customer.newItem(10, 5);
    String user = customer.newUser(100);
    String order = customer.newOrder(user, item, 1);
    long before = stage.wiretap().arrived("/payment/tcc/confirm");
    stage.wiretap().fail("/payment/tcc/confirm", FAILURES);
    say.say("the payment service will answer 500 to the next %d Confirms".formatted(FAILURES));
    say.claim("checkout answers", 200, customer.checkOut(order).status());
    long arrived = stage.wiretap().arrived("/payment/tcc/confirm") - before;
    // a sweep that comes across it may send another
    say.claimThat(
        "Confirms that reached the payment service, at least one more than failed",
        arrived > FAILURES,
        arrived);
    say.claim("the order is paid", true, customer.paid(order));
    say.claim("credit left", 90L, customer.creditOf(user));
  }
}

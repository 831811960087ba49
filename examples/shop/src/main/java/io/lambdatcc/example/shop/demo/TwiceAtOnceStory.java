package io.lambdatcc.example.shop.demo;

/** The name of the transaction makes two checkouts of one order one purchase. */
final class TwiceAtOnceStory implements Story {
  @Override
  public String title() {
    return "The same order checked out twice at once";
  }

  @Override
  public void tell(Stage stage, Narrator say) {
    Customer customer = stage.customer();
    String item = customer.newItem(10, 5);
    String user = customer.newUser(100);
    String order = customer.newOrder(user, item, 1);
    say.say("an impatient customer sends the checkout twice");
    var one = customer.checkingOut(order);
    var two = customer.checkingOut(order);
    say.claim("the first is answered", 200, one.join().status());
    say.claim("the second is answered", 200, two.join().status());
    say.claim("pieces left", 4L, customer.stockOf(item));
    say.claim("credit left", 90L, customer.creditOf(user));
  }
}

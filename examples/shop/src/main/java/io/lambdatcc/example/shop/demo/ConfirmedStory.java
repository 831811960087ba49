package io.lambdatcc.example.shop.demo;

/** The good case. */
final class ConfirmedStory implements Story {
  @Override
  public String title() {
    return "A checkout that confirms";
  }

  @Override
  public void tell(Stage stage, Narrator say) {
    Customer customer = stage.customer();
    String item = customer.newItem(30, 5);
    String user = customer.newUser(100);
    String order = customer.newOrder(user, item, 2);
    say.say("5 pieces at 30 are in stock; a customer with a credit of 100 orders 2");
    say.claim("checkout answers", 200, customer.checkOut(order).status());
    say.claim("the order is paid", true, customer.paid(order));
    say.claim("pieces left", 3L, customer.stockOf(item));
    say.claim("credit left", 40L, customer.creditOf(user));
    say.claim("checking out again answers", 200, customer.checkOut(order).status());
    say.claim("credit left, still", 40L, customer.creditOf(user));
  }
}

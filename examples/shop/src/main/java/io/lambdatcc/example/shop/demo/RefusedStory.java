package io.lambdatcc.example.shop.demo;

import io.lambdatcc.example.shop.client.Reply;

/** One no is enough, and then nothing has happened anywhere. */
final class RefusedStory implements Story {
  @Override
  public String title() {
    return "A checkout refused for lack of credit";
  }

  @Override
  public void tell(Stage stage, Narrator say) {
    Customer customer = stage.customer();
    String item = customer.newItem(30, 5);
    String user = customer.newUser(59);
    String order = customer.newOrder(user, item, 2);
    say.say("a customer with a credit of 59 orders for 60");
    Reply reply = customer.checkOut(order);
    say.claim("checkout answers", 409, reply.status());
    say.claim("it says which branch refused", "payment", reply.text("branch"));
    say.claim("pieces left", 5L, customer.stockOf(item));
    say.claim("pieces reserved", 0L, stage.ledger().reservedOf(item));
    say.claim("credit left", 59L, customer.creditOf(user));
    say.claim("the order is paid", false, customer.paid(order));
    customer.addFunds(user, 1);
    say.say("the customer finds another coin and tries again");
    say.claim("checkout answers", 200, customer.checkOut(order).status());
    say.claim("credit left", 0L, customer.creditOf(user));
  }
}

package io.lambdatcc.example.shop.demo;

import io.lambdatcc.example.shop.client.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Two that would wait for each other for ever, if waiting were not bounded. */
final class CrossedStory implements Story {
  private static final Duration HEAD_START = Duration.ofMillis(300);

  @Override
  public String title() {
    return "Two orders that each hold what the other waits for";
  }

  @Override
  public void tell(Stage stage, Narrator say) {
    Customer customer = stage.customer();
    String item = customer.newItem(10, 1);
    String user = customer.newUser(10);
    String a = customer.newOrder(user, item, 1);
    String b = customer.newOrder(user, item, 1);
    // a reaches the stock first, b the credit
    stage.wiretap().slowDown("/payment/tcc/try", a, HEAD_START);
    stage.wiretap().slowDown("/stock/tcc/try", b, HEAD_START);
    say.say("one customer, credit for one piece, the last piece, two orders for it");
    say.say("order A gets hold of the piece, order B of the credit; each now waits for the other");
    Duration start = say.elapsed();
    CompletableFuture<Reply> replyA = customer.checkingOut(a);
    CompletableFuture<Reply> replyB = customer.checkingOut(b);
    List<Reply> replies = List.of(replyA.join(), replyB.join());
    Duration took = say.elapsed().minus(start);
    say.say(
        "A was told %d, B %d, after %.1f s"
            .formatted(replies.get(0).status(), replies.get(1).status(), took.toMillis() / 1000.0));
    say.claim(
        "orders that waited until their deadline",
        0L,
        replies.stream().filter(reply -> reply.text("reason").equals("deadline")).count());
    long bought = replies.stream().filter(Reply::ok).count();
    say.claim(
        "both were told the truth",
        List.of(replies.get(0).ok(), replies.get(1).ok()),
        List.of(customer.paid(a), customer.paid(b)));
    say.claim("pieces left", 1 - bought, customer.stockOf(item));
    say.claim("credit left", 10 - 10 * bought, customer.creditOf(user));
    say.claim("pieces reserved", 0L, stage.ledger().reservedOf(item));
  }
}

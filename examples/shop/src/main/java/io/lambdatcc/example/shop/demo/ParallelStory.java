package io.lambdatcc.example.shop.demo;

import java.time.Duration;
import java.util.List;

/** Tries go out at once, and so do Confirms: the time of the slowest, not the sum. */
final class ParallelStory implements Story {
  private static final Duration SLOW = Duration.ofSeconds(1);

  @Override
  public String title() {
    return "Three slow participants, asked at the same time";
  }

  @Override
  public void tell(Stage stage, Narrator say) {
    Customer customer = stage.customer();
    String item = customer.newItem(10, 5);
    String user = customer.newUser(100);
    String order = customer.newOrder(user, item, 1);
    for (String service : List.of("/orders", "/stock", "/payment")) {
      stage.wiretap().slowDown(service + "/tcc/try", SLOW);
      stage.wiretap().slowDown(service + "/tcc/confirm", SLOW);
    }
    say.say("each of three services now takes 1 s for a Try and 1 s for a Confirm: 6 s in a row");
    Duration start = say.elapsed();
    say.claim("checkout answers", 200, customer.checkOut(order).status());
    Duration took = say.elapsed().minus(start);
    say.say(
        "it took %.1f s: about the slowest Try plus the slowest Confirm"
            .formatted(took.toMillis() / 1000.0));
    say.claim("Tries that were out at once", 3L, stage.wiretap().heldAtOnce("/tcc/try"));
    say.claim("Confirms that were out at once", 3L, stage.wiretap().heldAtOnce("/tcc/confirm"));
  }
}

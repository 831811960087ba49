package io.lambdatcc.example.shop.demo;

import io.lambdatcc.example.shop.client.Reply;
import io.lambdatcc.progress.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** A thousand checkouts of one item at the same moment. */
final class CrowdStory implements Story {
  private static final int AT_ONCE = 32;

  private final int orders;
  private final int buyers;
  private final int pieces;

  /**
   * A crowd.
   *
   * @param buyers how many different ones place the orders in turn, each with a credit for one
   *     piece
   * @param pieces less than there are buyers
   */
  CrowdStory(int orders, int buyers, int pieces) {
    this.orders = orders;
    this.buyers = buyers;
    this.pieces = pieces;
  }

  @Override
  public String title() {
    return "%,d orders at once of %,d buyers with credit for one piece each, %d pieces"
        .formatted(orders, buyers, pieces);
  }

  @Override
  public void tell(Stage stage, Narrator say) {
    Customer customer = stage.customer();
    String item = customer.newItem(1, pieces);
    List<String> users = many("buyers", buyers, i -> customer.newUser(1));
    List<String> placed =
        many("orders", orders, i -> customer.newOrder(users.get(i % buyers), item, 1));
    say.say("%,d orders are placed; now all are checked out at once".formatted(orders));
    Duration start = say.elapsed();
    long askedAgain = customer.askedAgain();
    List<Reply> replies = checkedOut(customer, placed);
    Duration took = say.elapsed().minus(start);
    say.say("the last was told after %.1f s".formatted(took.toMillis() / 1000.0));
    say.say(
        "%,d times somebody was told to ask again, and did"
            .formatted(customer.askedAgain() - askedAgain));
    long bought = replies.stream().filter(Reply::ok).count();
    say.claim("checkouts that succeeded", (long) pieces, bought);
    say.claim(
        "the others were told so with 4xx",
        (long) orders - pieces,
        replies.stream().filter(r -> r.status() >= 400 && r.status() < 500).count());
    say.claim("pieces left", 0L, customer.stockOf(item));
    say.claim("pieces reserved", 0L, stage.ledger().reservedOf(item));
    List<Long> credits = many("credits looked at", buyers, i -> customer.creditOf(users.get(i)));
    say.claim(
        "credit spent, in all", (long) pieces, buyers - credits.stream().mapToLong(c -> c).sum());
    say.claim("nobody was charged twice", true, credits.stream().allMatch(c -> c >= 0 && c <= 1));
    List<Boolean> paid = many("orders looked at", orders, i -> customer.paid(placed.get(i)));
    say.claim(
        "everybody was told the truth",
        true,
        IntStream.range(0, orders).allMatch(i -> paid.get(i) == replies.get(i).ok()));
  }

  private static List<Reply> checkedOut(Customer customer, List<String> orders) {
    try (Progress progress = Progress.of("checkouts", orders.size())) {
      List<CompletableFuture<Reply>> checkouts =
          orders.stream()
              .map(customer::checkingOut)
              .map(checkout -> checkout.whenComplete((reply, failed) -> progress.step()))
              .toList();
      return checkouts.stream().map(CompletableFuture::join).toList();
    }
  }

  private interface Making<T> {
    T make(int i);
  }

  /** Makes many things, a few at a time. */
  private static <T> List<T> many(String what, int n, Making<T> making) {
    List<CompletableFuture<T>> made = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try (Progress progress = Progress.of(what, n)) {
      for (int i = 0; i < n; i++) {
        int number = i;
        made.add(
            CompletableFuture.supplyAsync(() -> making.make(number), threads)
                .whenComplete((one, failed) -> progress.step()));
      }
      return made.stream().map(CompletableFuture::join).toList();
    } finally {
      threads.shutdown();
    }
  }
}

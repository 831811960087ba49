package io.lambdatcc.shop.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.client.Attempt;
import io.lambdatcc.shop.order.FakeCoordinator.End;
import io.lambdatcc.testkit.participant.HttpApi;
import io.lambdatcc.testkit.participant.HttpApi.Reply;
import io.lambdatcc.wire.BranchSpec;
import io.lambdatcc.wire.CreateTransaction;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.Order;
import io.lambdatcc.wire.WaitFor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckoutTest {
  private final FakeCoordinator coordinator = new FakeCoordinator();
  private final HttpApi api = coordinator.orders();
  private final String id = LocalOrders.fullOrder(api);

  @AfterEach
  void close() {
    coordinator.close();
  }

  private Reply checkout() {
    return api.post("/orders/checkout/" + id);
  }

  private boolean isPaid() {
    return api.get("/orders/find/" + id).body().get("paid").asBoolean();
  }

  private Attempt attempt() {
    return LocalOrders.orders().find(id).orElseThrow().attempt();
  }

  /** The request of a checkout of the order as it is made here. */
  private CreateTransaction request(Order order) {
    return new CreateTransaction(
        List.of(
            BranchSpec.of("order", JsonText.of(new Purchase(id, 3, 10))),
            new BranchSpec(
                "stock-apple", "stock", JsonText.parse("{\"item_id\":\"apple\",\"quantity\":2}")),
            new BranchSpec(
                "stock-pear", "stock", JsonText.parse("{\"item_id\":\"pear\",\"quantity\":1}")),
            BranchSpec.of("payment", JsonText.parse("{\"user_id\":\"user7\",\"amount\":10}"))),
        Duration.ofSeconds(7),
        order,
        WaitFor.COMPLETED);
  }

  // ---- what customers see ------------------------------------------------------------------

  @Test
  void anOrderIsBoughtInOneTransactionInTheOrderOfTheDomain() {
    Reply paid = checkout();
    assertThat(paid.status()).isEqualTo(200);
    assertThat(paid.body()).hasToString("{\"order_id\":\"" + id + "\",\"paid\":true}");
    assertThat(isPaid()).isTrue();
    assertThat(coordinator.asked()).containsExactly(id + "-1");
    assertThat(coordinator.requestOf(id + "-1")).isEqualTo(request(Order.PARALLEL));
  }

  @Test
  void checkingOutAPaidOrderSaysSoAndAsksNobody() {
    checkout();
    assertThat(checkout().status()).isEqualTo(200);
    assertThat(coordinator.asked()).containsExactly(id + "-1");
  }

  @Test
  void checkingOutManyTimesAtOnceBuysOnce() {
    assertThat(IntStream.range(0, 6).parallel().mapToObj(n -> checkout().status()).toList())
        .containsOnly(200);
    assertThat(coordinator.asked()).containsOnly(id + "-1");
    assertThat(isPaid()).isTrue();
  }

  @Test
  void anOrderWithoutItemsIsNotBought() {
    String empty = api.post("/orders/create/user7").text("order_id");
    Reply refused = api.post("/orders/checkout/" + empty);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("code")).isEqualTo("empty-order");
    assertThat(coordinator.asked()).isEmpty();
  }

  @Test
  void aRefusalSaysByWhomAndWhy() {
    coordinator.ends(id + "-1", End.OUT_OF_STOCK);
    Reply refused = checkout();
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.problem()).isEqualTo("cancelled");
    assertThat(refused.text("branch")).isEqualTo("stock-apple");
    assertThat(refused.text("code")).isEqualTo("out-of-stock");
    assertThat(refused.text("reason")).isEqualTo("refused");
    assertThat(refused.text("transaction")).isEqualTo(id + "-1~token");
    assertThat(refused.body().get("retryable").asBoolean()).isFalse();
    assertThat(isPaid()).isFalse();
  }

  @Test
  void aRefusedOrderCanBeTriedAgainLater() {
    coordinator.ends(id + "-1", End.OUT_OF_STOCK);
    assertThat(checkout().status()).isEqualTo(409);
    assertThat(attempt()).isEqualTo(new Attempt(id, 2, Order.PARALLEL));
    assertThat(checkout().status()).isEqualTo(200);
    assertThat(coordinator.asked()).containsExactly(id + "-1", id + "-2");
  }

  @Test
  void aRefusedOrderCanBeChangedAndTriedAgain() {
    coordinator.ends(id + "-1", End.OUT_OF_STOCK);
    checkout();
    assertThat(api.delete("/orders/removeItem/" + id + "/apple").status()).isEqualTo(200);
    assertThat(checkout().status()).isEqualTo(200);
    assertThat(coordinator.requestOf(id + "-2").branches()).hasSize(3);
  }

  @Test
  void aDeadlineIsRetryableButNotByTheShop() {
    coordinator.ends(id + "-1", End.DEADLINE);
    Reply refused = checkout();
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().get("retryable").asBoolean()).isTrue();
    assertThat(coordinator.asked()).containsExactly(id + "-1");
  }

  @Test
  void anOpenCheckoutIsAcceptedAndAskingAgainJoinsIt() {
    coordinator.ends(id + "-1", End.OPEN);
    Reply accepted = checkout();
    assertThat(accepted.status()).isEqualTo(202);
    assertThat(accepted.response().getHeaders()).containsEntry("retry-after", "1");
    assertThat(accepted.text("phase")).isEqualTo("TRYING");
    assertThat(attempt()).isEqualTo(Attempt.first(id));
    coordinator.finishes(id + "-1", End.CONFIRMED);
    assertThat(checkout().status()).isEqualTo(200);
    assertThat(coordinator.asked()).containsOnly(id + "-1");
  }

  @Test
  void whatNobodyKnowsIsNotCalledAFailure() {
    coordinator.breaksDown(502);
    Reply unknown = checkout();
    assertThat(unknown.status()).isEqualTo(503);
    assertThat(unknown.problem()).isEqualTo("in-doubt");
    assertThat(unknown.response().getHeaders()).containsEntry("retry-after", "1");
    assertThat(attempt()).isEqualTo(Attempt.first(id));
  }

  @Test
  void aCoordinatorThatDoesNotAcceptIsAnErrorOfTheShop() {
    coordinator.breaksDown(403);
    assertThat(checkout().status()).isEqualTo(500);
    assertThat(isPaid()).isFalse();
  }

  // ---- contention --------------------------------------------------------------------------

  @Test
  void aContendedCheckoutIsRepeatedInSequenceWithinTheSameRequest() {
    coordinator.ends(id + "-1", End.CONTENDED);
    assertThat(checkout().status()).isEqualTo(200);
    assertThat(coordinator.asked()).containsExactly(id + "-1", id + "-2");
    assertThat(coordinator.requestOf(id + "-2")).isEqualTo(request(Order.SEQUENTIAL));
  }

  @Test
  void whoeverMeetsAContendedAttemptJoinsTheSameNextOne() {
    coordinator.ends(id + "-1", End.CONTENDED);
    assertThat(IntStream.range(0, 6).parallel().mapToObj(n -> checkout().status()).toList())
        .containsOnly(200);
    assertThat(coordinator.asked()).containsOnly(id + "-1", id + "-2");
  }

  @Test
  void aSequentialAttemptThatIsRefusedIsTheEndOfTheRequest() {
    coordinator.ends(id + "-1", End.CONTENDED);
    coordinator.ends(id + "-2", End.OUT_OF_STOCK);
    assertThat(checkout().text("code")).isEqualTo("out-of-stock");
    assertThat(attempt()).isEqualTo(new Attempt(id, 3, Order.PARALLEL));
  }

  // ---- races and crashes -------------------------------------------------------------------

  @Test
  void aCheckoutThatDiedBeforeItsAttemptRoseIsMetAndPassed() {
    coordinator.hadBegun(id + "-1", request(Order.PARALLEL), End.OUT_OF_STOCK);
    assertThat(checkout().status()).isEqualTo(200);
    assertThat(coordinator.asked()).containsExactly(id + "-1", id + "-2");
  }

  @Test
  void anOldAttemptIsNotTakenForTheAnswerOfToday() {
    coordinator.hadBegun(id + "-1", request(Order.PARALLEL), End.OUT_OF_STOCK);
    coordinator.ends(id + "-2", End.DEADLINE);
    assertThat(checkout().text("reason")).isEqualTo("deadline");
    assertThat(attempt()).isEqualTo(new Attempt(id, 3, Order.PARALLEL));
  }

  @Test
  void aCheckoutThatDiedBetweenContendedAndSequentialIsContinued() {
    coordinator.hadBegun(id + "-1", request(Order.PARALLEL), End.CONTENDED);
    coordinator.hadBegun(id + "-2", request(Order.SEQUENTIAL), End.OPEN);
    assertThat(checkout().status()).isEqualTo(202);
    coordinator.finishes(id + "-2", End.CONFIRMED);
    assertThat(checkout().status()).isEqualTo(200);
    assertThat(coordinator.asked()).doesNotContain(id + "-3");
  }

  @Test
  void aSlowCheckoutDoesNotTakeTheAttemptBackBehindFasterOnes() {
    coordinator.ends(id + "-1", End.OUT_OF_STOCK);
    coordinator.ends(id + "-2", End.OUT_OF_STOCK);
    coordinator.before(
        id + "-1",
        () -> {
          assertThat(checkout().status()).isEqualTo(409);
          assertThat(checkout().status()).isEqualTo(409);
        });
    assertThat(checkout().text("transaction")).isEqualTo(id + "-1~token");
    assertThat(attempt()).isEqualTo(new Attempt(id, 3, Order.PARALLEL));
    assertThat(coordinator.asked()).containsExactly(id + "-1", id + "-1", id + "-2");
  }

  @Test
  void aCheckoutThatReadAnEarlierAttemptThanAnotherEndsLikeIt() {
    coordinator.ends(id + "-1", End.CONTENDED);
    coordinator.before(id + "-1", () -> assertThat(checkout().status()).isEqualTo(200));
    assertThat(checkout().status()).isEqualTo(200);
    assertThat(coordinator.asked()).doesNotContain(id + "-3");
  }

  @Test
  void anOrderPaidMeanwhileByAnotherIsPaid() {
    coordinator.ends(id + "-1", End.REFUSED_BY_THE_ORDER);
    coordinator.before(id + "-1", () -> LocalOrders.pay(api, id));
    assertThat(checkout().status()).isEqualTo(200);
  }

  @Test
  void aNameOfTheOrderAsItWasIsPassedOnceThatWasCancelled() {
    coordinator.hadBegun(id + "-1", request(Order.PARALLEL), End.OUT_OF_STOCK);
    api.post("/orders/addItem/" + id + "/apple/1");
    assertThat(checkout().status()).isEqualTo(200);
    assertThat(coordinator.asked()).containsExactly(id + "-1", id + "-2");
  }

  @Test
  void aNameOfTheOrderAsItWasIsNotPassedWhileThatIsOpen() {
    coordinator.hadBegun(id + "-1", request(Order.PARALLEL), End.OPEN);
    api.post("/orders/addItem/" + id + "/apple/1");
    assertThat(checkout().status()).isEqualTo(202);
    assertThat(attempt()).isEqualTo(Attempt.first(id));
    assertThat(isPaid()).isFalse();
  }

  @Test
  void allAttemptsShareOneEnd() {
    Instant begun = coordinator.time().instant();
    coordinator.hadBegun(id + "-1", request(Order.PARALLEL), End.OUT_OF_STOCK);
    coordinator.ends(id + "-2", End.OPEN);
    coordinator.before(id + "-2", () -> coordinator.time().pause(Duration.ofSeconds(20)));
    assertThat(checkout().status()).isEqualTo(202);
    assertThat(Duration.between(begun, coordinator.time().instant()))
        .isLessThan(Duration.ofSeconds(26));
  }

  @Test
  void withoutTimeForAnotherAttemptNoneIsBegun() {
    coordinator.hadBegun(id + "-1", request(Order.PARALLEL), End.OUT_OF_STOCK);
    coordinator.before(
        id + "-1", () -> coordinator.time().pause(Duration.ofSeconds(24).plusMillis(500)));
    Reply unknown = checkout();
    assertThat(unknown.status()).isEqualTo(503);
    assertThat(unknown.problem()).isEqualTo("unavailable");
    assertThat(unknown.response().getHeaders()).containsEntry("retry-after", "1");
    assertThat(coordinator.asked()).containsExactly(id + "-1");
    assertThat(checkout().status()).isEqualTo(200);
  }

  @Test
  void lookingAtTheOrderAsItWasTakesFromTheSameTime() {
    coordinator.hadBegun(id + "-1", request(Order.PARALLEL), End.OUT_OF_STOCK);
    coordinator.before(
        id + "-1",
        () -> {
          coordinator.time().pause(Duration.ofSeconds(20));
          coordinator.looksFail();
        });
    api.post("/orders/addItem/" + id + "/apple/1");
    Instant begun = coordinator.time().instant();
    assertThat(checkout().problem()).isEqualTo("unavailable");
    assertThat(Duration.between(begun, coordinator.time().instant()))
        .isLessThan(Duration.ofSeconds(26));
  }

  @Test
  void anOrderThatIsPaidAndNotPaidInTurnsIsGivenUpInTheEnd() {
    IntStream.rangeClosed(1, 9)
        .forEach(n -> coordinator.ends(id + "-" + n, End.REFUSED_BY_THE_ORDER));
    Reply givenUp = checkout();
    assertThat(givenUp.status()).isEqualTo(503);
    assertThat(givenUp.problem()).isEqualTo("unavailable");
    assertThat(givenUp.text("detail")).isEqualTo("its attempts keep changing; ask again");
    assertThat(coordinator.asked())
        .containsExactly(id + "-1", id + "-2", id + "-3", id + "-4", id + "-5");
  }

  @Test
  void anOrderRemovedMeanwhileIsNotFound() {
    coordinator.hadBegun(id + "-1", request(Order.PARALLEL), End.OUT_OF_STOCK);
    coordinator.before(
        id + "-1", () -> assertThat(api.delete("/orders/remove/" + id).status()).isEqualTo(200));
    assertThat(checkout().status()).isEqualTo(404);
  }

  @Test
  void itemsWithLongIdsHaveBranchesToo() {
    String item = "item-" + "x".repeat(59);
    String other = api.post("/orders/create/user7").text("order_id");
    api.post("/orders/addItem/" + other + "/" + item + "/1");
    assertThat(api.post("/orders/checkout/" + other).status()).isEqualTo(200);
    assertThat(coordinator.requestOf(other + "-1").branches().get(1).id()).isEqualTo("line-1");
  }
}

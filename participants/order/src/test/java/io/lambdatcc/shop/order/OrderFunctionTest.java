package io.lambdatcc.shop.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lambdatcc.participant.Environment;
import io.lambdatcc.testkit.participant.HttpApi;
import io.lambdatcc.testkit.participant.HttpApi.Reply;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantReply;
import io.lambdatcc.wire.ParticipantReply.Done;
import io.lambdatcc.wire.ParticipantReply.NotNow;
import io.lambdatcc.wire.ParticipantReply.Refused;
import io.lambdatcc.wire.ParticipantRequest;
import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderFunctionTest {
  private static final OrderFunction FUNCTION =
      LocalOrders.function(URI.create("http://127.0.0.1:1"));
  private static final HttpApi API = new HttpApi(event -> FUNCTION.handleRequest(event, null));

  private static String emptyOrder() {
    return API.post("/orders/create/user7").text("order_id");
  }

  private static Reply addItem(String id, String item, Object quantity) {
    return API.post("/orders/addItem/" + id + "/" + item + "/" + quantity);
  }

  @Test
  void anOrderBeginsEmptyAndUnpaid() {
    String id = emptyOrder();
    assertThat(API.get("/orders/find/" + id).body())
        .hasToString(
            "{\"order_id\":\""
                + id
                + "\",\"paid\":false,\"items\":[],\"user_id\":\"user7\",\"total_cost\":0}");
  }

  @Test
  void itemsAreAddedAtTheirPrice() {
    String id = LocalOrders.fullOrder(API);
    Reply found = API.get("/orders/find/" + id);
    assertThat(found.body().get("items"))
        .hasToString(
            "[{\"item_id\":\"apple\",\"quantity\":2},{\"item_id\":\"pear\",\"quantity\":1}]");
    assertThat(found.number("total_cost")).isEqualTo(10);
  }

  @Test
  void addingTheSameItemAgainRaisesItsQuantity() {
    String id = LocalOrders.fullOrder(API);
    Reply changed = addItem(id, "apple", 3);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.body().get("items").get(0))
        .hasToString("{\"item_id\":\"apple\",\"quantity\":5}");
    assertThat(changed.number("total_cost")).isEqualTo(19);
  }

  @Test
  void everyAdditionThatIsSaidToBeMadeCountsHoweverManyAreMadeAtOnce() {
    String id = emptyOrder();
    List<Integer> answers =
        IntStream.range(0, 8).parallel().mapToObj(n -> addItem(id, "apple", 1).status()).toList();
    assertThat(answers).allMatch(status -> status == 200 || status == 503).contains(200);
    assertThat(API.get("/orders/find/" + id).body().get("items").get(0).get("quantity").asLong())
        .isEqualTo(Collections.frequency(answers, 200));
  }

  @Test
  void anItemThatDoesNotExistIsNotAdded() {
    String id = emptyOrder();
    assertThat(addItem(id, "unicorn", 1).status()).isEqualTo(404);
    assertThat(addItem(id, "unknowable", 1).status()).isEqualTo(503);
    assertThat(API.get("/orders/find/" + id).body().get("items")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "some", "1000000000001"})
  void whatIsNoQuantityIsRefusedByName(String quantity) {
    Reply refused = addItem(emptyOrder(), "apple", quantity);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("field")).isEqualTo("quantity");
  }

  @Test
  void anOrderCostsNoMoreThanCanBePaid() {
    String id = emptyOrder();
    assertThat(addItem(id, "gold", 1).status()).isEqualTo(200);
    assertThat(addItem(id, "gold", 1).text("code")).isEqualTo("too-expensive");
    assertThat(addItem(id, "apple", 1).text("code")).isEqualTo("too-expensive");
    assertThat(addItem(emptyOrder(), "gold", Order.MAX_AMOUNT).text("code"))
        .isEqualTo("too-expensive");
    assertThat(API.get("/orders/find/" + id).number("total_cost")).isEqualTo(Order.MAX_AMOUNT);
  }

  @Test
  void anOrderHasNoMoreItemsThanATransactionHasBranches() {
    String id = emptyOrder();
    for (int i = 0; i < Order.MAX_LINES; i++) {
      assertThat(addItem(id, "item-" + i, 1).status()).isEqualTo(200);
    }
    assertThat(addItem(id, "apple", 1).text("code")).isEqualTo("too-many-items");
    assertThat(addItem(id, "item-0", 1).status()).isEqualTo(200);
  }

  @Test
  void anItemIsRemovedWhole() {
    String id = LocalOrders.fullOrder(API);
    assertThat(API.delete("/orders/removeItem/" + id + "/apple").number("total_cost")).isEqualTo(4);
    assertThat(API.delete("/orders/removeItem/" + id + "/apple").status()).isEqualTo(404);
  }

  @Test
  void anOrderIsRemoved() {
    String id = LocalOrders.fullOrder(API);
    assertThat(API.delete("/orders/remove/" + id).status()).isEqualTo(200);
    assertThat(API.get("/orders/find/" + id).status()).isEqualTo(404);
    assertThat(API.delete("/orders/remove/" + id).status()).isEqualTo(404);
  }

  @Test
  void anUnknownOrderIsNotFound() {
    String id = UUID.randomUUID().toString();
    assertThat(API.get("/orders/find/" + id).status()).isEqualTo(404);
    assertThat(addItem(id, "apple", 1).status()).isEqualTo(404);
    assertThat(API.delete("/orders/removeItem/" + id + "/apple").status()).isEqualTo(404);
    assertThat(API.post("/orders/checkout/" + id).status()).isEqualTo(404);
    assertThat(API.get("/orders/find/no%20order").status()).isEqualTo(404);
  }

  @Test
  void manyOrdersAreCreatedAtOnce() {
    assertThat(API.post("/orders/batch_init/60/5/3/7").number("created")).isEqualTo(60);
    for (String id : new String[] {"0", "30", "59"}) {
      Reply found = API.get("/orders/find/" + id);
      assertThat(found.number("total_cost")).isEqualTo(14);
      assertThat(found.text("user_id")).matches("[0-2]");
      assertThat(found.body().get("items"))
          .hasSizeBetween(1, 2)
          .allSatisfy(item -> assertThat(item.get("item_id").asText()).matches("[0-4]"));
    }
    assertThat(API.get("/orders/find/60").status()).isEqualTo(404);
  }

  @Test
  void ordersThatAreCreatedAnewAreBoughtUnderNewNames() {
    API.post("/orders/batch_init/1/5/3/7");
    long before = LocalOrders.orders().find("0").orElseThrow().attempt().number();
    API.post("/orders/batch_init/1/5/3/7");
    assertThat(LocalOrders.orders().find("0").orElseThrow().attempt().number())
        .isGreaterThan(before);
  }

  @Test
  void aTransactionOfAnOrderFromBeforeItWasCreatedAnewIsRefused() {
    API.post("/orders/batch_init/1/5/3/7");
    long before = LocalOrders.orders().find("0").orElseThrow().version();
    API.post("/orders/batch_init/1/5/3/7");
    assertThat(code(send(Operation.TRY, "0", "before", before))).isEqualTo("order-changed");
  }

  @Test
  void anOrderThatIsBeingPaidIsNotCreatedAnew() {
    API.post("/orders/batch_init/2/5/3/7");
    Order order = LocalOrders.orders().find("1").orElseThrow();
    String transaction = "paying-" + UUID.randomUUID();
    assertThat(send(Operation.TRY, "1", transaction, order.version())).isInstanceOf(Done.class);
    Reply busy = API.post("/orders/batch_init/2/5/3/7");
    assertThat(busy.status()).isEqualTo(409);
    assertThat(busy.text("code")).isEqualTo("busy");
    assertThat(LocalOrders.orders().find("1")).contains(order);
    assertThat(send(Operation.CONFIRM, "1", transaction, order.version())).isInstanceOf(Done.class);
    assertThat(API.post("/orders/batch_init/2/5/3/7").status()).isEqualTo(200);
  }

  @Test
  void aFunctionIsConfiguredByItsEnvironment() {
    Map<String, String> variables = LocalOrders.environment();
    OrderFunction configured = new OrderFunction(Environment.of(variables));
    assertThat(
            new HttpApi(event -> configured.handleRequest(event, null))
                .get("/orders/find/nothing")
                .status())
        .isEqualTo(404);
    for (String missing : List.of("ORDER_TABLE", "FENCE_TABLE", "TCC_COORDINATOR", "TCC_STOCK")) {
      Map<String, String> fewer = new HashMap<>(variables);
      fewer.remove(missing);
      assertThatIllegalStateException()
          .isThrownBy(() -> new OrderFunction(Environment.of(fewer)))
          .withMessageContaining(missing);
    }
  }

  @Test
  void requestsAreSignedUnlessThatIsSwitchedOff() {
    Map<String, String> variables = new HashMap<>(LocalOrders.environment());
    variables.remove("TCC_SIGNING");
    assertThatIllegalStateException()
        .isThrownBy(() -> new OrderFunction(Environment.of(variables)))
        .withMessageContaining("AWS_REGION");
    variables.put("TCC_SIGNING", "yes");
    assertThatIllegalStateException()
        .isThrownBy(() -> new OrderFunction(Environment.of(variables)))
        .withMessageContaining("TCC_SIGNING");
  }

  // ---- while it is being paid, and after ---------------------------------------------------

  @Test
  void anOrderThatIsBeingPaidDoesNotChange() {
    String id = LocalOrders.fullOrder(API);
    assertThat(send(Operation.TRY, id, "a", 3)).isInstanceOf(Done.class);
    assertUnchangeable(id, "being-paid");
    send(Operation.CANCEL, id, "a", 3);
    assertThat(addItem(id, "apple", 1).status()).isEqualTo(200);
  }

  @Test
  void aPaidOrderDoesNotChange() {
    String id = LocalOrders.fullOrder(API);
    send(Operation.TRY, id, "a", 3);
    assertThat(send(Operation.CONFIRM, id, "a", 3)).isInstanceOf(Done.class);
    assertThat(API.get("/orders/find/" + id).body().get("paid").asBoolean()).isTrue();
    assertUnchangeable(id, "already-paid");
  }

  @Test
  void aSecondTransactionWaitsForTheFirstAndIsRefusedWhenThatHasPaid() {
    String id = LocalOrders.fullOrder(API);
    send(Operation.TRY, id, "a", 3);
    assertThat(send(Operation.TRY, id, "b", 3)).isInstanceOf(NotNow.class);
    send(Operation.CONFIRM, id, "a", 3);
    assertThat(code(send(Operation.TRY, id, "b", 3))).isEqualTo("already-paid");
  }

  @Test
  void aTransactionOfAnOrderAsItWasIsRefused() {
    String id = LocalOrders.fullOrder(API);
    addItem(id, "apple", 1);
    assertThat(code(send(Operation.TRY, id, "a", 3))).isEqualTo("order-changed");
    assertThat(code(send(Operation.TRY, UUID.randomUUID().toString(), "a", 3)))
        .isEqualTo("unknown-order");
    assertThat(send(Operation.TRY, id, "b", 4)).isInstanceOf(Done.class);
  }

  private static void assertUnchangeable(String id, String code) {
    String before = API.get("/orders/find/" + id).body().toString();
    assertThat(addItem(id, "apple", 1).text("code")).isEqualTo(code);
    assertThat(API.delete("/orders/removeItem/" + id + "/apple").text("code")).isEqualTo(code);
    Reply removed = API.delete("/orders/remove/" + id);
    assertThat(removed.status()).isEqualTo(409);
    assertThat(removed.text("code")).isEqualTo(code);
    assertThat(API.get("/orders/find/" + id).body()).hasToString(before);
  }

  private static String code(ParticipantReply reply) {
    assertThat(reply).isInstanceOf(Refused.class);
    return ((Refused) reply).code();
  }

  private static ParticipantReply send(
      Operation operation, String id, String transaction, long version) {
    JsonText payload = JsonText.of(new Purchase(id, version, 10));
    ParticipantRequest message =
        new ParticipantRequest(
            ParticipantRequest.VERSION,
            transaction + "-" + id + "~token",
            "order",
            "order",
            Instant.parse("2100-01-01T00:00:00Z"),
            operation == Operation.TRY ? payload : null);
    return API.send("/orders", operation, message);
  }
}

package io.lambdatcc.shop.stock;

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
import io.lambdatcc.wire.ParticipantReply.Rejected;
import io.lambdatcc.wire.ParticipantRequest;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StockFunctionTest {
  private static final HttpApi API = LocalStock.API;
  private static final String MOST = "1000000000000";

  @Test
  void anItemIsCreatedWithItsPriceAndNoStock() {
    Reply created = API.post("/stock/item/create/7");
    assertThat(created.status()).isEqualTo(200);
    assertThat(created.text("item_id")).matches("[A-Za-z0-9_-]{1,64}");
    Reply found = API.get("/stock/find/" + created.text("item_id"));
    assertThat(found.status()).isEqualTo(200);
    assertThat(found.body()).hasToString("{\"stock\":0,\"price\":7}");
  }

  @Test
  void stockIsAddedAndSubtracted() {
    String id = LocalStock.itemOf(0);
    assertThat(API.post("/stock/add/" + id + "/10").number("stock")).isEqualTo(10);
    assertThat(API.post("/stock/subtract/" + id + "/4").number("stock")).isEqualTo(6);
    assertThat(API.get("/stock/find/" + id).number("stock")).isEqualTo(6);
  }

  @Test
  void noMoreIsSubtractedThanThereIs() {
    String id = LocalStock.itemOf(3);
    Reply refused = API.post("/stock/subtract/" + id + "/4");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("code")).isEqualTo("out-of-stock");
    assertThat(API.get("/stock/find/" + id).number("stock")).isEqualTo(3);
  }

  @Test
  void noMoreIsAddedThanCanBeCounted() {
    String id = LocalStock.itemOf(1);
    Reply refused = API.post("/stock/add/" + id + "/" + MOST);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("code")).isEqualTo("stock-full");
    assertThat(API.get("/stock/find/" + id).number("stock")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"find/ID", "find/a%20b", "find/%F0%9F%8D%8F"})
  void anUnknownItemIsNotFound(String path) {
    assertThat(API.get("/stock/" + path.replace("ID", UUID.randomUUID().toString())).status())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"add", "subtract"})
  void anUnknownItemIsNotChanged(String operation) {
    String id = UUID.randomUUID().toString();
    assertThat(API.post("/stock/" + operation + "/" + id + "/1").status()).isEqualTo(404);
    assertThat(API.get("/stock/find/" + id).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "1e3", "many", "1000000000001", "99999999999999999999"})
  void whatIsNoAmountIsRefusedByName(String amount) {
    String id = LocalStock.itemOf(5);
    for (String operation : new String[] {"add", "subtract"}) {
      Reply refused = API.post("/stock/" + operation + "/" + id + "/" + amount);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text("field")).isEqualTo("n");
    }
    assertThat(API.get("/stock/find/" + id).number("stock")).isEqualTo(5);
  }

  @Test
  void manyItemsAreCreatedAtOnce() {
    Reply created = API.post("/stock/batch_init/130/20/3");
    assertThat(created.status()).isEqualTo(200);
    assertThat(created.number("created")).isEqualTo(130);
    for (String id : new String[] {"0", "64", "129"}) {
      assertThat(API.get("/stock/find/" + id).body()).hasToString("{\"stock\":20,\"price\":3}");
    }
    assertThat(API.get("/stock/find/130").status()).isEqualTo(404);
  }

  @Test
  void anItemOfWhichSomeIsReservedIsNotCreatedAnew() {
    API.post("/stock/batch_init/3/20/3");
    ParticipantRequest held = toReserve("2", "4");
    assertThat(API.send("/stock", Operation.TRY, held)).isInstanceOf(Done.class);
    Reply busy = API.post("/stock/batch_init/3/20/3");
    assertThat(busy.status()).isEqualTo(409);
    assertThat(busy.text("code")).isEqualTo("busy");
    assertThat(LocalStock.holdings("2").reserved()).isEqualTo(4);
    ParticipantRequest finish =
        new ParticipantRequest(
            held.v(),
            held.transactionId(),
            held.branchId(),
            held.participant(),
            held.deadline(),
            null);
    assertThat(API.send("/stock", Operation.CONFIRM, finish)).isInstanceOf(Done.class);
    assertThat(API.post("/stock/batch_init/3/20/3").status()).isEqualTo(200);
  }

  @Test
  void whatIsReservedIsNotAvailable() {
    String id = LocalStock.itemOf(5);
    assertThat(tryToReserve(id, "3")).isInstanceOf(Done.class);
    assertThat(API.get("/stock/find/" + id).number("stock")).isEqualTo(2);
    assertThat(API.post("/stock/subtract/" + id + "/3").status()).isEqualTo(409);
  }

  @Test
  void aTryWaitsForWhatOthersHoldAndRefusesWhatNobodyHas() {
    String id = LocalStock.itemOf(5);
    assertThat(tryToReserve(id, "3")).isInstanceOf(Done.class);
    assertThat(tryToReserve(id, "3")).isInstanceOf(NotNow.class);
    assertThat(code(tryToReserve(id, "6"))).isEqualTo("out-of-stock");
    assertThat(code(tryToReserve("nothing", "1"))).isEqualTo("unknown-item");
    assertThat(LocalStock.holdings(id).reserved()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "\"1\"", "null", "1000000000001"})
  void aTryOfNoAmountIsNoRequest(String quantity) {
    String id = LocalStock.itemOf(5);
    assertThat(tryToReserve(id, quantity)).isInstanceOf(Rejected.class);
    assertThat(LocalStock.holdings(id).reserved()).isZero();
  }

  @Test
  void anythingElseIsNotFound() {
    assertThat(API.get("/stock").status()).isEqualTo(404);
    assertThat(API.get("/stock/add/1/1").status()).isEqualTo(405);
  }

  @Test
  void aFunctionIsConfiguredByItsEnvironment() {
    StockFunction configured = new StockFunction(LocalStock.environment());
    assertThat(
            new HttpApi(event -> configured.handleRequest(event, null))
                .get("/stock/find/nothing")
                .status())
        .isEqualTo(404);
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                new StockFunction(
                    Environment.of(Map.of("DYNAMODB_ENDPOINT", "http://127.0.0.1:1"))))
        .withMessageContaining("STOCK_TABLE");
  }

  private static String code(ParticipantReply reply) {
    assertThat(reply).isInstanceOf(Refused.class);
    return ((Refused) reply).code();
  }

  private static ParticipantReply tryToReserve(String id, String quantity) {
    return API.send("/stock", Operation.TRY, toReserve(id, quantity));
  }

  private static ParticipantRequest toReserve(String id, String quantity) {
    String transaction = "t~" + UUID.randomUUID().toString().replace("-", "");
    String payload = "{\"item_id\":\"" + id + "\",\"quantity\":" + quantity + "}";
    return new ParticipantRequest(
        ParticipantRequest.VERSION,
        transaction,
        "stock-" + id,
        "stock",
        Instant.parse("2100-01-01T00:00:00Z"),
        JsonText.parse(payload));
  }
}

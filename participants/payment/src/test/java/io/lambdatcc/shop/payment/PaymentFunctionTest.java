package io.lambdatcc.shop.payment;

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

class PaymentFunctionTest {
  private static final HttpApi API = LocalPayment.API;

  @Test
  void aUserIsCreatedWithoutCredit() {
    String id = API.post("/payment/create_user").text("user_id");
    assertThat(id).matches("[A-Za-z0-9_-]{1,64}");
    assertThat(API.get("/payment/find_user/" + id).body())
        .hasToString("{\"user_id\":\"" + id + "\",\"credit\":0}");
  }

  @Test
  void fundsAreAddedAndPaidWith() {
    String id = LocalPayment.userOf(0);
    assertThat(API.post("/payment/add_funds/" + id + "/10").number("credit")).isEqualTo(10);
    assertThat(API.post("/payment/pay/" + id + "/10").number("credit")).isZero();
  }

  @Test
  void nobodyPaysMoreThanTheyHave() {
    String id = LocalPayment.userOf(3);
    Reply refused = API.post("/payment/pay/" + id + "/4");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("code")).isEqualTo("insufficient-credit");
    assertThat(API.get("/payment/find_user/" + id).number("credit")).isEqualTo(3);
  }

  @Test
  void nobodyHasMoreThanCanBeCounted() {
    String id = LocalPayment.userOf(1);
    Reply refused = API.post("/payment/add_funds/" + id + "/1000000000000");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("code")).isEqualTo("credit-full");
    assertThat(API.get("/payment/find_user/" + id).number("credit")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"add_funds", "pay"})
  void anUnknownUserIsNotFound(String operation) {
    String id = UUID.randomUUID().toString();
    assertThat(API.post("/payment/" + operation + "/" + id + "/1").status()).isEqualTo(404);
    assertThat(API.get("/payment/find_user/" + id).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"add_funds", "pay"})
  void whatIsNoAmountIsRefusedByName(String operation) {
    String id = LocalPayment.userOf(5);
    for (String amount : new String[] {"0", "-1", "0.5", "lots", "1000000000001"}) {
      Reply refused = API.post("/payment/" + operation + "/" + id + "/" + amount);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text("field")).isEqualTo("n");
    }
  }

  @Test
  void manyUsersAreCreatedAtOnce() {
    assertThat(API.post("/payment/batch_init/60/1000").number("created")).isEqualTo(60);
    assertThat(API.get("/payment/find_user/59").number("credit")).isEqualTo(1000);
    assertThat(API.get("/payment/find_user/60").status()).isEqualTo(404);
  }

  @Test
  void aUserWhoseCreditIsReservedIsNotCreatedAnew() {
    API.post("/payment/batch_init/3/1000");
    ParticipantRequest held = toCharge("2", "4");
    assertThat(API.send("/payment", Operation.TRY, held)).isInstanceOf(Done.class);
    Reply busy = API.post("/payment/batch_init/3/1000");
    assertThat(busy.status()).isEqualTo(409);
    assertThat(busy.text("code")).isEqualTo("busy");
    assertThat(LocalPayment.holdings("2").reserved()).isEqualTo(4);
    ParticipantRequest finish =
        new ParticipantRequest(
            held.v(),
            held.transactionId(),
            held.branchId(),
            held.participant(),
            held.deadline(),
            null);
    assertThat(API.send("/payment", Operation.CANCEL, finish)).isInstanceOf(Done.class);
    assertThat(API.post("/payment/batch_init/3/1000").status()).isEqualTo(200);
  }

  @Test
  void aTryWaitsForWhatOthersHoldAndRefusesWhatNobodyHas() {
    String id = LocalPayment.userOf(5);
    assertThat(tryToCharge(id, "3")).isInstanceOf(Done.class);
    assertThat(API.get("/payment/find_user/" + id).number("credit")).isEqualTo(2);
    assertThat(tryToCharge(id, "3")).isInstanceOf(NotNow.class);
    assertThat(tryToCharge(id, "6"))
        .isInstanceOfSatisfying(
            Refused.class, no -> assertThat(no.code()).isEqualTo("insufficient-credit"));
    assertThat(tryToCharge("nobody", "1"))
        .isInstanceOfSatisfying(
            Refused.class, no -> assertThat(no.code()).isEqualTo("unknown-user"));
  }

  @Test
  void whatCostsNothingCanBeCharged() {
    String id = LocalPayment.userOf(0);
    assertThat(tryToCharge(id, "0")).isInstanceOf(Done.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "\"1\"", "null", "1000000000001"})
  void aTryOfNoAmountIsNoRequest(String amount) {
    String id = LocalPayment.userOf(5);
    assertThat(tryToCharge(id, amount)).isInstanceOf(Rejected.class);
    assertThat(LocalPayment.holdings(id).reserved()).isZero();
  }

  @Test
  void aFunctionIsConfiguredByItsEnvironment() {
    PaymentFunction configured = new PaymentFunction(LocalPayment.environment());
    assertThat(
            new HttpApi(event -> configured.handleRequest(event, null))
                .get("/payment/find_user/nobody")
                .status())
        .isEqualTo(404);
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                new PaymentFunction(
                    Environment.of(Map.of("DYNAMODB_ENDPOINT", "http://127.0.0.1:1"))))
        .withMessageContaining("PAYMENT_TABLE");
  }

  private static ParticipantReply tryToCharge(String id, String amount) {
    return API.send("/payment", Operation.TRY, toCharge(id, amount));
  }

  private static ParticipantRequest toCharge(String id, String amount) {
    return new ParticipantRequest(
        ParticipantRequest.VERSION,
        "t~" + UUID.randomUUID().toString().replace("-", ""),
        "payment",
        "payment",
        Instant.parse("2100-01-01T00:00:00Z"),
        JsonText.parse("{\"user_id\":\"" + id + "\",\"amount\":" + amount + "}"));
  }
}

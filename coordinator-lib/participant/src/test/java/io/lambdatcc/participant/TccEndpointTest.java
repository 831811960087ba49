package io.lambdatcc.participant;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.http.HttpReply;
import io.lambdatcc.http.ProblemException;
import io.lambdatcc.http.Routes;
import io.lambdatcc.participant.dynamodb.DynamoDbFenceStore;
import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.participant.fence.FenceStore;
import io.lambdatcc.participant.fence.TryIntent;
import io.lambdatcc.participant.fence.Verdict;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.Problem;
import io.lambdatcc.wire.ProblemType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

class TccEndpointTest {
  private static final Tickets.Tables TABLES = Tickets.Tables.fresh();
  private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");
  private static final String ROLE = "arn:aws:iam::123456789012:role/Coordinator";
  private static final String SESSION = "arn:aws:sts::123456789012:assumed-role/Coordinator/s1";

  private final String event = UUID.randomUUID().toString();
  private final String transactionId = "t~" + Long.toString(System.nanoTime(), 36);

  private Routes routes = tickets().build().addTo(Routes.builder(), "/tickets").build();

  private TccEndpoint.Builder<Tickets.Order> tickets() {
    return TccEndpoint.builder(new Tickets(TABLES.events()))
        .name("tickets")
        .fences(TABLES.client(), TABLES.fences())
        .clock(() -> NOW);
  }

  @BeforeEach
  void putAnEventOnSale() {
    TABLES.put(event, 10);
  }

  @Test
  void oneFunctionServesItsOwnRoutesToo() {
    routes =
        tickets()
            .build()
            .addTo(
                Routes.builder().route("GET", "/tickets/{id}", request -> HttpReply.empty(204)),
                "/tickets")
            .build();
    TccHandler handler = new TccHandler(routes) {};
    assertThat(handler.handleRequest(tryEvent(), null).getStatusCode()).isEqualTo(200);
    assertThat(fence()).containsKey("reservation");
  }

  @Test
  void aSuccessfulTryLooksLikeThis() {
    APIGatewayV2HTTPResponse response = routes.handle(tryEvent());
    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getBody()).isEqualTo("{\"outcome\":\"TRIED\",\"result\":{\"held\":3}}");
  }

  @Test
  void aFirstTryFiveMinutesAfterItsDeadlineIsTooLate() {
    assertStatus(400, post("try", body(3, NOW.minus(Duration.ofMinutes(5)).minusMillis(1))));
    assertThat(fence()).isEmpty();
    assertStatus(200, post("try", body(3, NOW.minus(Duration.ofMinutes(5)))));
  }

  @Test
  void aFinishedFenceIsKeptForItsRetention() {
    routes =
        tickets()
            .retention(Duration.ofDays(60))
            .build()
            .addTo(Routes.builder(), "/tickets")
            .build();
    routes.handle(tryEvent());
    assertThat(fence()).doesNotContainKey("ttl");
    routes.handle(Events.post("/tickets/tcc/confirm", Map.of(), body(3, NOW), null));
    assertThat(fence())
        .containsEntry(
            "ttl",
            AttributeValue.fromN(Long.toString(NOW.plus(Duration.ofDays(60)).getEpochSecond())));
  }

  /** What an author may well write who knows it from routes of his own. */
  private static final class Thrower implements TccParticipant<Tickets.Order> {
    private final ProblemException thrown;

    Thrower(ProblemException thrown) {
      this.thrown = thrown;
    }

    @Override
    public Class<Tickets.Order> payloadType() {
      return Tickets.Order.class;
    }

    @Override
    public TryPlan<Tickets.Order> onTry(Branch branch, Tickets.Order payload) {
      throw thrown;
    }

    @Override
    public List<TransactWriteItem> onConfirm(Branch branch, Tickets.Order reserved) {
      throw thrown;
    }

    @Override
    public List<TransactWriteItem> onCancel(Branch branch, Tickets.Order reserved) {
      throw thrown;
    }
  }

  private void throwing(ProblemException thrown) {
    routes =
        TccEndpoint.builder(new Thrower(thrown))
            .name("tickets")
            .fences(TABLES.client(), TABLES.fences())
            .clock(() -> NOW)
            .build()
            .addTo(Routes.builder(), "/tickets")
            .build();
  }

  @Test
  void refusalThatIsThrownIsNoRefusalSinceNoFenceRemembersIt() {
    throwing(ProblemException.refused("sold-out", "no seats"));
    assertStatus(500, post("try", body(3, NOW)));
    throwing(new ProblemException(ProblemType.VIOLATION, "no"));
    assertStatus(500, post("try", body(3, NOW)));
    assertThat(fence()).isEmpty();
  }

  @Test
  void whatElseIsThrownGoesOutAsItIs() {
    throwing(new ProblemException(ProblemType.INVALID_REQUEST, "no such seat"));
    assertStatus(400, post("try", body(3, NOW)));
    throwing(new ProblemException(ProblemType.NOT_NOW, "later"));
    assertStatus(425, post("try", body(3, NOW)));
  }

  @Test
  void onlyAllowedCallersMayCall() {
    routes =
        tickets().allowedCallers(Set.of(ROLE)).build().addTo(Routes.builder(), "/tickets").build();
    assertStatus(403, post("try", body(3, NOW)));
    assertStatus(403, as("arn:aws:sts::123456789012:assumed-role/Other/s1"));
    assertThat(fence()).isEmpty();
    assertStatus(200, as(SESSION));
  }

  @Test
  void anIdempotencyKeyIsThatOfTheBody() {
    Map<String, String> right = Map.of("Idempotency-Key", "\"" + transactionId + "/b/try\"");
    Map<String, String> wrong = Map.of("Idempotency-Key", "\"" + transactionId + "/b/confirm\"");
    assertProblem(
        400,
        "Idempotency-Key",
        routes.handle(Events.post("/tickets/tcc/try", wrong, body(3, NOW), null)));
    assertThat(fence()).isEmpty();
    assertStatus(200, routes.handle(Events.post("/tickets/tcc/try", right, body(3, NOW), null)));
  }

  @Test
  void aMessageIsNamedByTheFieldThatIsWrong() {
    assertProblem(
        400, "participant", post("try", body(3, NOW).replace("\"tickets\"", "\"stock\"")));
    assertProblem(400, "v", post("try", body(3, NOW).replace("\"v\":1", "\"v\":2")));
    assertProblem(400, "branchId", post("confirm", body(3, NOW).replace("\"b\"", "\"a/b\"")));
    assertProblem(400, "body", post("cancel", "{"));
    assertProblem(400, "payload.count", post("try", body(3, NOW).replace(":3", ":\"3\"")));
    assertProblem(400, "payload.count", post("try", body(3, NOW).replace("\"count\"", "\"n\"")));
    assertProblem(400, "payload", post("try", body(-1, NOW)));
    assertProblem(400, "payload", post("try", body(3, NOW).replace("\"payload\"", "\"load\"")));
    assertThat(fence()).isEmpty();
  }

  @Test
  void aPayloadThatIsReadDifferentlyLaterIsStillReplayed() {
    routes.handle(tryEvent());
    routes = with(plan -> TryPlan.refuse("changed", "the new version knows better"));
    assertStatus(200, post("try", body(3, NOW)));
  }

  @Test
  void notNowSaysWhenToAskAgain() {
    routes = with(order -> TryPlan.notNow(Duration.ofMillis(1500)));
    APIGatewayV2HTTPResponse response = post("try", body(3, NOW));
    assertStatus(425, response);
    assertThat(response.getHeaders()).containsEntry("retry-after", "2");
    assertThat(fence()).isEmpty();
  }

  @Test
  void aRepeatedTryThatMustWaitIsReadAndNotWritten() {
    routes = tickets().fences(recording).build().addTo(Routes.builder(), "/tickets").build();
    hold(9);
    assertStatus(425, attempt("1"));
    assertThat(recording.calls).containsExactly("look", "commit");
    for (String repeated : List.of("2", "99")) {
      recording.calls.clear();
      assertStatus(425, attempt(repeated));
      assertThat(recording.calls).containsExactly("look", "peek", "look");
    }
    for (String first : List.of("0", "-2", "two", "", "99999999999")) {
      recording.calls.clear();
      assertStatus(425, attempt(first));
      assertThat(recording.calls).as(first).containsExactly("look", "commit");
    }
    hold(0);
    assertStatus(200, attempt("7"));
  }

  @Test
  void aPlanMayRefuseRightAway() {
    routes = with(order -> TryPlan.refuse("closed", "come back tomorrow"));
    assertStatus(409, post("try", body(3, NOW)));
    assertThat(fence()).containsEntry("code", AttributeValue.fromS("closed"));
  }

  @Test
  void aPlanMayHaveNoWrites() {
    routes = with(order -> TryPlan.reserve(order).result("checked"));
    assertThat(post("try", body(3, NOW)).getBody())
        .isEqualTo("{\"outcome\":\"TRIED\",\"result\":\"checked\"}");
  }

  @Test
  void whatIsRememberedMayDifferFromThePayload() {
    routes = with(order -> TryPlan.reserve(new Tickets.Order("other", 9)));
    post("try", body(3, NOW));
    assertThat(fence())
        .containsEntry("reservation", AttributeValue.fromS("{\"event\":\"other\",\"count\":9}"));
  }

  @Test
  void anErrorOfTheAuthorIsAnErrorOfTheServer() {
    routes =
        with(
            order -> {
              throw new IllegalStateException("secret");
            });
    APIGatewayV2HTTPResponse response = post("try", body(3, NOW));
    assertStatus(500, response);
    assertThat(response.getBody()).doesNotContain("secret");
    assertThat(fence()).isEmpty();
  }

  @Test
  void aReservationThatNoLongerFitsIsAnErrorOfTheServer() {
    routes.handle(tryEvent());
    TABLES
        .client()
        .updateItem(
            request ->
                request
                    .tableName(TABLES.fences())
                    .key(Map.of("fence", AttributeValue.fromS(transactionId + "/b")))
                    .updateExpression("SET reservation = :r")
                    .expressionAttributeValues(Map.of(":r", AttributeValue.fromS("[]"))));
    assertStatus(500, post("confirm", body(3, NOW)));
    assertThat(fence()).containsEntry("state", AttributeValue.fromS("TRIED"));
  }

  @Test
  void writesAndChecksBelongTogether() {
    TransactWriteItem plain =
        TransactWriteItem.builder()
            .delete(delete -> delete.tableName("t").key(Map.of("id", AttributeValue.fromS("x"))))
            .build();
    TransactWriteItem conditional =
        TransactWriteItem.builder()
            .delete(
                delete ->
                    delete
                        .tableName("t")
                        .key(Map.of("id", AttributeValue.fromS("x")))
                        .conditionExpression("attribute_exists(id)"))
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TryPlan.reserve(1).write(conditional))
        .withMessageContaining("write 0 has a condition");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TryPlan.reserve(1).write(plain, item -> Verdict.proceed()))
        .withMessageContaining("no condition");
    assertThatIllegalStateException()
        .isThrownBy(() -> TryPlan.refuse("c", "r").write(plain))
        .withMessageContaining("TryPlan.reserve");
  }

  @Test
  void whatNeedsNoConditionIsWrittenWithoutACheck() {
    TransactWriteItem plain =
        TransactWriteItem.builder()
            .put(put -> put.tableName("t").item(Map.of("id", AttributeValue.fromS("x"))))
            .build();
    TryIntent<?, ?> intent = TryPlan.reserve(1).write(plain).intent();
    assertThat(((TryIntent.Reserve<?, ?>) intent).writes()).hasSize(1);
  }

  @Test
  void aReservationIsSixtyFourKibibytesAtMost() {
    String most = "x".repeat(TryPlan.MAX_RESERVATION_BYTES - 2);
    assertThat(TryPlan.reserve(most).intent()).isInstanceOf(TryIntent.Reserve.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TryPlan.reserve(most + "x").intent())
        .withMessageContaining("65537 bytes");
  }

  @Test
  void aPlanThatDeclinesHasNoResult() {
    assertThatIllegalStateException()
        .isThrownBy(() -> TryPlan.refuse("c", "r").result(1))
        .withMessageContaining("a result");
  }

  @Test
  void theSameBranchWithAnotherPayloadIsAMistakeOfTheCaller() {
    assertStatus(200, post("try", body(3, NOW)));
    assertStatus(422, post("try", body(4, NOW)));
  }

  @Test
  void theRuntimesJsonIsAnsweredAsTheEventIs() throws IOException {
    ByteArrayOutputStream response = new ByteArrayOutputStream();
    String event =
        """
        {"version":"2.0","rawPath":"/tickets/none","requestContext":{"http":{"method":"GET"}}}""";
    new TccHandler(routes) {}.handleRequest(
        new ByteArrayInputStream(event.getBytes(UTF_8)),
        response,
        Invoked.at("arn:aws:lambda:eu-west-1:123456789012:function:tickets"));
    assertThat(response.toString(UTF_8)).contains("\"statusCode\":404");
  }

  @Test
  void aResultIsTwoKibibytesAtMost() {
    TryPlan.reserve(1).result("x".repeat(2046));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TryPlan.reserve(1).result("x".repeat(2047)))
        .withMessageContaining("2049 bytes")
        .withMessageContaining("2048");
  }

  @Test
  void anEndpointNeedsNameAndFences() {
    TccEndpoint.Builder<Tickets.Order> builder = TccEndpoint.builder(new Tickets("t"));
    assertThatIllegalStateException().isThrownBy(builder::build).withMessageContaining("name(…)");
    builder.name("tickets");
    assertThatIllegalStateException().isThrownBy(builder::build).withMessageContaining("fences(…)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tickets().retention(Duration.ofDays(29)).build());
  }

  /** The fence table, with a note of every call. */
  private static final class Recording
      implements FenceStore<TransactWriteItem, Map<String, AttributeValue>> {
    private final FenceStore<TransactWriteItem, Map<String, AttributeValue>> store =
        new DynamoDbFenceStore(TABLES.client(), TABLES.fences());
    private final List<String> calls = new ArrayList<>();

    @Override
    public Sight look(FenceKey key) {
      calls.add("look");
      return store.look(key);
    }

    @Override
    public Optional<Map<String, AttributeValue>> peek(TransactWriteItem write) {
      calls.add("peek");
      return store.peek(write);
    }

    @Override
    public Outcome<Map<String, AttributeValue>> commit(
        FenceKey key, @Nullable FenceState expected, Fence next, List<TransactWriteItem> writes) {
      calls.add("commit");
      return store.commit(key, expected, next, writes);
    }
  }

  private final Recording recording = new Recording();

  /** Leaves ten less so many on sale. */
  private void hold(long onHold) {
    TABLES
        .client()
        .updateItem(
            request ->
                request
                    .tableName(TABLES.events())
                    .key(Map.of("event", AttributeValue.fromS(event)))
                    .updateExpression("SET on_sale = :s, on_hold = :h")
                    .expressionAttributeValues(
                        Map.of(
                            ":s", AttributeValue.fromN(Long.toString(10 - onHold)),
                            ":h", AttributeValue.fromN(Long.toString(onHold)))));
  }

  private APIGatewayV2HTTPResponse attempt(String number) {
    return routes.handle(
        Events.post("/tickets/tcc/try", Map.of("Tcc-Attempt", number), body(3, NOW), null));
  }

  /** Tickets, but with another plan. */
  private Routes with(Function<Tickets.Order, TryPlan<Tickets.Order>> plan) {
    TccParticipant<Tickets.Order> participant =
        new TccParticipant<>() {
          @Override
          public Class<Tickets.Order> payloadType() {
            return Tickets.Order.class;
          }

          @Override
          public TryPlan<Tickets.Order> onTry(Branch branch, Tickets.Order order) {
            return plan.apply(order);
          }

          @Override
          public List<TransactWriteItem> onConfirm(Branch branch, Tickets.Order reserved) {
            return List.of();
          }

          @Override
          public List<TransactWriteItem> onCancel(Branch branch, Tickets.Order reserved) {
            return List.of();
          }
        };
    return TccEndpoint.builder(participant)
        .name("tickets")
        .fences(TABLES.client(), TABLES.fences())
        .clock(() -> NOW)
        .build()
        .addTo(Routes.builder(), "/tickets")
        .build();
  }

  private APIGatewayV2HTTPEvent tryEvent() {
    return Events.post("/tickets/tcc/try", Map.of(), body(3, NOW), null);
  }

  private APIGatewayV2HTTPResponse post(String operation, String body) {
    return routes.handle(Events.post("/tickets/tcc/" + operation, Map.of(), body, null));
  }

  private APIGatewayV2HTTPResponse as(@Nullable String callerArn) {
    return routes.handle(
        Events.post("/tickets/tcc/try", new LinkedHashMap<>(), body(3, NOW), callerArn));
  }

  private String body(int count, Instant deadline) {
    return "{\"v\":1,\"transactionId\":\""
        + transactionId
        + "\",\"branchId\":\"b\",\"participant\":\"tickets\",\"deadline\":\""
        + deadline
        + "\",\"payload\":{\"event\":"
        + JsonText.of(event).text()
        + ",\"count\":"
        + count
        + "}}";
  }

  private Map<String, AttributeValue> fence() {
    return TABLES.fence(transactionId + "/b");
  }

  private static void assertStatus(int status, APIGatewayV2HTTPResponse response) {
    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(status);
  }

  private static void assertProblem(int status, String field, APIGatewayV2HTTPResponse response) {
    assertStatus(status, response);
    assertThat(Problem.fromJson(response.getBody()).extensions()).containsEntry("field", field);
  }
}

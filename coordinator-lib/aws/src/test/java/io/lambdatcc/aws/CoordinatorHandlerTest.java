package io.lambdatcc.aws;

import static io.lambdatcc.aws.Invocations.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.aws.Invocations.Request;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.spi.LogRejectedException;
import io.lambdatcc.wire.Problem;
import io.lambdatcc.wire.TransactionDocument;
import java.time.Duration;
import java.util.Collections;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoordinatorHandlerTest {
  private static final Context PLENTY = Invocations.with(() -> 30_000);
  private static final String TWO =
      """
      {"branches":[
        {"participant":"stock","payload":{"item":"3", "n":1}},
        {"participant":"payment","payload":{"user":"7","amount":20.50}}]}""";
  private static final String TWO_REORDERED =
      """
      {"branches":[
        {"participant":"stock","id":"stock","payload":{"n":1,"item":"3"}},
        {"participant":"payment","payload":{"amount":20.50,"user":"7"}}],"waitFor":"DECIDED"}""";
  private static final String OTHER =
      "{\"branches\":[{\"participant\":\"stock\",\"payload\":{\"item\":\"4\"}}]}";

  private final FakeParticipants participants = new FakeParticipants();
  private final SpoiltLog log = new SpoiltLog();
  private final TccCoordinator coordinator =
      TccCoordinator.builder(log, participants)
          .settings(
              TccSettings.builder()
                  .continuesUnattended(false)
                  .defaultWait(Duration.ofSeconds(2))
                  .build())
          .build();
  private final CoordinatorHandler handler =
      new CoordinatorHandler(coordinator, Set.of(Invocations.arn("operator")));

  @AfterEach
  void close() {
    coordinator.close();
  }

  // ---- asking --------------------------------------------------------------------------------

  private APIGatewayV2HTTPResponse handle(Request request) {
    return handler.handleRequest(request.event(), PLENTY);
  }

  private APIGatewayV2HTTPResponse put(String name, String body) {
    return handle(request("PUT", "/transactions/" + name).body(body));
  }

  private static TransactionDocument document(APIGatewayV2HTTPResponse response) {
    return TransactionDocument.fromJson(response.getBody());
  }

  private static Problem problem(APIGatewayV2HTTPResponse response) {
    assertThat(response.getHeaders()).containsEntry("content-type", "application/problem+json");
    Problem problem = Problem.fromJson(response.getBody());
    assertThat(problem.status()).isEqualTo(response.getStatusCode());
    return problem;
  }

  private static void assertProblem(APIGatewayV2HTTPResponse response, int status, String slug) {
    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(status);
    assertThat(problem(response).type()).isEqualTo("https://lambdatcc.io/problems/" + slug);
  }

  private void assertNothingHappened() throws Exception {
    assertThat(log.isEmpty()).isTrue();
    assertThat(participants.calls()).isEmpty();
  }

  // ---- begin and join ------------------------------------------------------------------------

  @Test
  void aConfirmedTransactionIsCreated() {
    participants.answering(
        call -> new Answer.Done(call.branchId().equals("stock") ? "{\"at\": 1.50}" : null));

    APIGatewayV2HTTPResponse response = put("order-17-1", TWO);

    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(201);
    TransactionDocument document = document(response);
    assertThat(document.id()).startsWith("order-17-1~");
    assertThat(document.phase()).isEqualTo("CONFIRMED");
    assertThat(document.decision()).isEqualTo("CONFIRM");
    assertThat(document.branches())
        .extracting(TransactionDocument.Branch::outcome)
        .containsExactly("CONFIRMED", "CONFIRMED");
    assertThat(response.getBody()).contains("\"result\":{\"at\": 1.50}");
    assertThat(response.getHeaders())
        .containsEntry("location", "/transactions/" + document.id())
        .containsEntry("content-type", "application/json");
  }

  @Test
  void payloadsReachTheParticipantsByteForByte() {
    APIGatewayV2HTTPResponse unused = put("a", TWO);

    assertThat(participants.calls())
        .filteredOn(call -> call.operation() == Operation.TRY)
        .extracting(call -> String.valueOf(call.payload()))
        .containsExactlyInAnyOrder(
            "{\"item\":\"3\", \"n\":1}", "{\"user\":\"7\",\"amount\":20.50}");
  }

  @Test
  void theTraceOfTheRequestIsPassedOnWhereItIsValid() {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    APIGatewayV2HTTPResponse unused1 =
        handle(request("PUT", "/transactions/a").body(TWO).header("Traceparent", trace));
    assertThat(participants.calls()).hasSize(4).allMatch(call -> trace.equals(call.traceparent()));
    participants.calls().clear();

    APIGatewayV2HTTPResponse unused2 =
        handle(request("PUT", "/transactions/b").body(TWO).header("Traceparent", "nonsense\r\n"));
    assertThat(participants.calls()).hasSize(4).allMatch(call -> call.traceparent() == null);
  }

  @Test
  void theSameNameAndRequestJoinsAndIsToldTheSame() {
    APIGatewayV2HTTPResponse first = put("a", TWO);
    APIGatewayV2HTTPResponse again = put("a", TWO);
    APIGatewayV2HTTPResponse written = put("a", TWO_REORDERED);

    assertThat(again.getStatusCode()).isEqualTo(201);
    assertThat(again.getBody()).isEqualTo(first.getBody());
    assertThat(again.getHeaders()).isEqualTo(first.getHeaders());
    assertThat(written.getBody()).isEqualTo(first.getBody());
    assertThat(participants.calls(Operation.TRY)).isEqualTo(2);
  }

  @Test
  void theSameNameWithAnotherRequestIsAConflict() {
    APIGatewayV2HTTPResponse first = put("a", TWO);

    assertProblem(put("a", OTHER), 422, "name-conflict");

    assertThat(seen("a")).isEqualTo(first.getBody());
    assertThat(participants.calls(Operation.TRY)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"order-1\"", "order-1", " \"order-1\" "})
  void aPostIsNamedByItsIdempotencyKey(String key) {
    APIGatewayV2HTTPResponse response =
        handle(request("POST", "/transactions").body(TWO).header("Idempotency-Key", key));

    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(201);
    assertThat(document(response).id()).startsWith("order-1~");
    assertThat(put("order-1", TWO).getBody()).isEqualTo(response.getBody());
  }

  @Test
  void aRefusedTransactionIsACancelledProblemThatSaysWhoAndWhy() {
    participants.answering(
        call ->
            call.operation() == Operation.TRY && call.branchId().equals("payment")
                ? new Answer.Refused("no-credit", "user 7 has 20 only")
                : new Answer.Done(null));

    APIGatewayV2HTTPResponse response = put("a", TWO);

    assertProblem(response, 409, "cancelled");
    Problem problem = problem(response);
    assertThat(problem.detail()).isEqualTo("user 7 has 20 only");
    assertThat(problem.extensions())
        .containsEntry("branch", "payment")
        .containsEntry("code", "no-credit")
        .containsEntry("reason", "refused")
        .containsEntry("retryable", false)
        .containsKey("transaction");
    TransactionDocument shown = TransactionDocument.fromJson(seen("a"));
    assertThat(shown.phase()).isEqualTo("CANCELLED");
    assertThat(shown.decision()).isEqualTo("CANCEL");
    assertThat(shown.reason()).isEqualTo("refused");
    assertThat(response.getBody()).contains("\"transaction\":" + shown.toJson());
    assertThat(response.getHeaders()).containsEntry("location", "/transactions/" + shown.id());
  }

  @Test
  void aContendedTransactionMayBeTriedAgainUnderANewName() {
    participants.answering(
        call ->
            call.operation() == Operation.TRY && call.branchId().equals("payment")
                ? new Answer.NotNow(Duration.ofMillis(50))
                : new Answer.Done(null));

    APIGatewayV2HTTPResponse response = put("a", TWO);

    assertProblem(response, 409, "cancelled");
    assertThat(problem(response).extensions())
        .containsEntry("reason", "contended")
        .containsEntry("branch", "payment")
        .containsEntry("retryable", true)
        .doesNotContainKey("code");
  }

  @Test
  void aTransactionPastItsDeadlineSaysSo() {
    participants.answering(Operation.TRY, new Answer.Unknown("no reply"));

    APIGatewayV2HTTPResponse response =
        put("a", TWO.replaceFirst("\\{", "{\"timeoutMillis\":100,"));

    assertProblem(response, 409, "cancelled");
    assertThat(problem(response).extensions())
        .containsEntry("reason", "deadline")
        .containsEntry("retryable", true)
        .doesNotContainKeys("code", "branch");
  }

  @Test
  void whatIsNotFinishedInTimeIsAcceptedAndCanBeFound() {
    participants.answering(Operation.CONFIRM, new Answer.Unknown("no reply"));

    APIGatewayV2HTTPResponse response =
        handle(request("PUT", "/transactions/a").body(TWO).header("Prefer", "wait=1"));

    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(202);
    assertThat(document(response).phase()).isEqualTo("CONFIRMING");
    String id = document(response).id();
    assertThat(response.getHeaders())
        .containsEntry("location", "/transactions/" + id)
        .containsEntry("retry-after", "1");
    participants.answering(call -> new Answer.Done(null));
    APIGatewayV2HTTPResponse retried = handle(request("POST", "/transactions/a/retry"));
    assertThat(retried.getStatusCode()).as(retried.getBody()).isEqualTo(200);
    assertThat(document(retried).phase()).isEqualTo("CONFIRMED");
    assertThat(put("a", TWO).getStatusCode()).isEqualTo(201);
  }

  @Test
  void aCallerThatWaitsForTheDecisionIsToldWithIt() {
    participants.answering(Operation.CONFIRM, new Answer.Unknown("no reply"));

    APIGatewayV2HTTPResponse response =
        put("a", TWO.replaceFirst("\\{", "{\"waitFor\":\"DECIDED\","));

    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(201);
    assertThat(document(response).phase()).isEqualTo("CONFIRMING");
    assertThat(document(response).decision()).isEqualTo("CONFIRM");
  }

  @Test
  void respondAsyncIsAnsweredWithTheDecisionAsNotYetFinished() {
    participants.answering(Operation.CONFIRM, new Answer.Unknown("no reply"));

    APIGatewayV2HTTPResponse response =
        handle(request("PUT", "/transactions/a").body(TWO).header("Prefer", "respond-async"));

    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(202);
    assertThat(document(response).decision()).isEqualTo("CONFIRM");
    assertThat(response.getHeaders()).containsEntry("preference-applied", "respond-async");
  }

  @Test
  void respondAsyncToWhatHasEndedIsAnsweredWithItsEnd() {
    APIGatewayV2HTTPResponse ended = put("a", TWO);

    APIGatewayV2HTTPResponse response =
        handle(request("PUT", "/transactions/a").body(TWO).header("Prefer", "respond-async"));

    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(201);
    assertThat(response.getBody()).isEqualTo(ended.getBody());
  }

  @Test
  void nobodyWaitsLongerThanTheInvocationLasts() {
    participants.answering(Operation.CONFIRM, new Answer.Unknown("no reply"));
    // half a second to wait for the engine; then ample time for it to come back
    PrimitiveIterator.OfInt remaining =
        IntStream.concat(IntStream.of(2_500), IntStream.generate(() -> 30_000)).iterator();

    APIGatewayV2HTTPResponse response =
        handler.handleRequest(
            request("PUT", "/transactions/a").body(TWO).header("Prefer", "wait=600").event(),
            Invocations.with(remaining::nextInt));

    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(202);
  }

  @Test
  void whoComesWithoutTimeIsToldToAskAgain() {
    log.failing(new IllegalStateException("throttled"));

    assertProblem(
        handler.handleRequest(
            request("PUT", "/transactions/a").body(TWO).event(), Invocations.with(() -> 500)),
        503,
        "in-doubt");
  }

  @Test
  void withoutAContextTheCoordinatorsOwnLimitHolds() {
    APIGatewayV2HTTPResponse response =
        handler.handleRequest(request("PUT", "/transactions/a").body(TWO).event(), null);

    assertThat(response.getStatusCode()).isEqualTo(201);
  }

  @Test
  void sequentialBranchesAreTriedInOrder() {
    APIGatewayV2HTTPResponse response =
        put("a", TWO.replaceFirst("\\{", "{\"order\":\"SEQUENTIAL\","));

    assertThat(response.getStatusCode()).isEqualTo(201);
    assertThat(participants.calls().subList(0, 2))
        .extracting(call -> call.operation() + " " + call.branchId())
        .containsExactly("TRY stock", "TRY payment");
  }

  // ---- bad requests --------------------------------------------------------------------------

  static Stream<Arguments> badRequests() {
    String payload = "\"payload\":{}";
    String branch = "{\"participant\":\"stock\"," + payload + "}";
    String tooMany =
        "{\"branches\":["
            + String.join(
                ",",
                Collections.nCopies(99, branch).stream()
                    .map(b -> b.replaceFirst("\\{", "{\"id\":\"b\","))
                    .toList())
            + ","
            + branch
            + "]}";
    return Stream.of(
        Arguments.of("", "body"),
        Arguments.of("{", "body"),
        Arguments.of("[]", "body"),
        Arguments.of("{\"branches\":[" + branch + "]} x", "body"),
        Arguments.of("{}", "branches"),
        Arguments.of("{\"branches\":[]}", "branches"),
        Arguments.of("{\"branches\":{}}", "branches"),
        Arguments.of(tooMany, "branches"),
        Arguments.of("{\"branches\":[" + branch + "," + branch + "]}", "branches[1].id"),
        Arguments.of("{\"branches\":[{" + payload + "}]}", "branches[0].participant"),
        Arguments.of(
            "{\"branches\":[{\"participant\":\"nobody\"," + payload + "}]}",
            "branches[0].participant"),
        Arguments.of(
            "{\"branches\":[{\"id\":\"b\",\"participant\":\"http://evil\"," + payload + "}]}",
            "branches[0].participant"),
        Arguments.of("{\"branches\":[{\"participant\":\"stock\"}]}", "branches[0].payload"),
        Arguments.of(
            "{\"branches\":[{\"participant\":\"stock\",\"id\":\"no/id\"," + payload + "}]}",
            "branches[0].id"),
        Arguments.of("{\"timeoutMillis\":99,\"branches\":[" + branch + "]}", "timeoutMillis"),
        Arguments.of("{\"timeoutMillis\":600001,\"branches\":[" + branch + "]}", "timeoutMillis"),
        Arguments.of("{\"timeoutMillis\":\"1\",\"branches\":[" + branch + "]}", "timeoutMillis"),
        Arguments.of("{\"order\":\"RANDOM\",\"branches\":[" + branch + "]}", "order"),
        Arguments.of("{\"waitFor\":\"LUNCH\",\"branches\":[" + branch + "]}", "waitFor"));
  }

  @ParameterizedTest
  @MethodSource("badRequests")
  void aBadRequestNamesItsFieldAndChangesNothing(String body, String field) throws Exception {
    APIGatewayV2HTTPResponse response = put("a", body);

    assertProblem(response, 400, "invalid-request");
    assertThat(problem(response).extensions()).containsEntry("field", field).containsKey("reason");
    assertNothingHappened();
  }

  @ParameterizedTest
  @ValueSource(strings = {"no%20name", "a~0123456789abnonce", "a%7Eb", "%C3%BC", "a.b"})
  void aTransactionCannotBeNamedSo(String name) throws Exception {
    APIGatewayV2HTTPResponse response = put(name, TWO);

    assertProblem(response, 400, "invalid-request");
    assertThat(problem(response).extensions()).containsEntry("field", "name");
    assertNothingHappened();
  }

  @Test
  void aNameHasAtMost64Characters() throws Exception {
    assertProblem(put("x".repeat(65), TWO), 400, "invalid-request");
    assertNothingHappened();

    assertThat(put("x".repeat(64), TWO).getStatusCode()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\"\"", "\"", "no name"})
  void aPostWithoutAUsableKeyIsRefused(String key) throws Exception {
    assertProblem(
        handle(request("POST", "/transactions").body(TWO).header("Idempotency-Key", key)),
        400,
        "invalid-request");
    assertNothingHappened();
  }

  @Test
  void aPostWithoutAKeyIsRefused() throws Exception {
    APIGatewayV2HTTPResponse response = handle(request("POST", "/transactions").body(TWO));

    assertProblem(response, 400, "invalid-request");
    assertThat(problem(response).extensions()).containsEntry("field", "Idempotency-Key");
    assertNothingHappened();
  }

  @Test
  void anOversizedPayloadIsTooLarge() throws Exception {
    String payload = "\"" + "x".repeat(64 * 1024) + "\"";

    assertProblem(
        put("a", "{\"branches\":[{\"participant\":\"stock\",\"payload\":" + payload + "}]}"),
        413,
        "too-large");
    assertNothingHappened();
  }

  @Test
  void whatTheLogCannotHoldIsTooLarge() throws Exception {
    log.failing(new LogRejectedException("this could outgrow its item"));

    APIGatewayV2HTTPResponse response = put("a", TWO);

    assertProblem(response, 413, "too-large");
    assertThat(participants.calls()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/transactions/a/b", "/transactions/a/cancel/b", "/nothing"})
  void anUnknownPathIsNotFound(String path) throws Exception {
    assertProblem(handle(request("GET", path)), 404, "not-found");
    assertNothingHappened();
  }

  static Stream<Arguments> wrongMethods() {
    return Stream.of(
        Arguments.of("DELETE", "/transactions", "GET, POST"),
        Arguments.of("DELETE", "/transactions/a", "GET, PUT"),
        Arguments.of("GET", "/transactions/a/cancel", "POST"),
        Arguments.of("PUT", "/transactions/a/retry", "POST"),
        Arguments.of("POST", "/health", "GET"));
  }

  @ParameterizedTest
  @MethodSource("wrongMethods")
  void anotherMethodIsNotAllowed(String method, String path, String allowed) throws Exception {
    APIGatewayV2HTTPResponse response = handle(request(method, path).body(TWO));

    assertProblem(response, 405, "method-not-allowed");
    assertThat(response.getHeaders()).containsEntry("allow", allowed);
    assertNothingHappened();
  }

  // ---- find, cancel, retry -------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {"nobody", "nobody~0123456789abnonce", "nobody%7E0123456789abnonce", "a%20b", "~"})
  void anUnknownTransactionIsNotFound(String name) {
    assertProblem(handle(request("GET", "/transactions/" + name)), 404, "not-found");
    assertProblem(handle(request("POST", "/transactions/" + name + "/cancel")), 404, "not-found");
    assertProblem(handle(request("POST", "/transactions/" + name + "/retry")), 404, "not-found");
  }

  @Test
  void aTransactionIsFoundByItsNameAndByItsId() {
    APIGatewayV2HTTPResponse created = put("a", TWO);
    String id = document(created).id();

    for (String name : Set.of("a", id, id.replace("~", "%7E"))) {
      APIGatewayV2HTTPResponse found = handle(request("GET", "/transactions/" + name));
      assertThat(found.getStatusCode()).isEqualTo(200);
      assertThat(withoutTimeline(found)).isEqualTo(created.getBody());
    }
  }

  /** The transaction as others show it too: only who asks for it is told its timeline. */
  private String seen(String name) {
    return withoutTimeline(handle(request("GET", "/transactions/" + name)));
  }

  private static String withoutTimeline(APIGatewayV2HTTPResponse response) {
    String body = response.getBody();
    assertThat(body).contains(",\"timeline\":[");
    return body.substring(0, body.lastIndexOf(",\"timeline\":[")) + "}";
  }

  private void tryingForever(String name) {
    participants.answering(Operation.TRY, new Answer.Unknown("no reply"));
    APIGatewayV2HTTPResponse pending =
        handle(request("PUT", "/transactions/" + name).body(TWO).header("Prefer", "wait=1"));
    assertThat(pending.getStatusCode()).as(pending.getBody()).isEqualTo(202);
    assertThat(document(pending).decision()).isNull();
  }

  @Test
  void aTransactionThatIsNotDecidedCanBeCancelled() {
    tryingForever("a");

    APIGatewayV2HTTPResponse response = handle(request("POST", "/transactions/a/cancel"));

    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(200);
    assertThat(document(response).phase()).isEqualTo("CANCELLED");
    assertThat(document(response).reason()).isEqualTo("requested");
    assertThat(participants.calls(Operation.CANCEL)).isEqualTo(2);
    assertThat(participants.calls(Operation.CONFIRM)).isZero();
  }

  @Test
  void aCancelledTransactionWhoseBranchesDoNotAnswerYetIsAccepted() {
    tryingForever("a");
    participants.answering(Operation.CANCEL, new Answer.Unknown("no reply"));

    APIGatewayV2HTTPResponse response = handle(request("POST", "/transactions/a/cancel"));

    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(202);
    assertThat(document(response).phase()).isEqualTo("CANCELLING");
    assertThat(response.getHeaders()).containsEntry("retry-after", "1");
  }

  @Test
  void aDecidedTransactionCannotBeCancelledAnyMore() {
    APIGatewayV2HTTPResponse created = put("a", TWO);

    APIGatewayV2HTTPResponse response = handle(request("POST", "/transactions/a/cancel"));

    assertProblem(response, 409, "already-decided");
    assertThat(problem(response).extensions())
        .containsEntry("phase", "CONFIRMED")
        .containsKey("transaction");
    assertThat(seen("a")).isEqualTo(created.getBody());
    assertThat(participants.calls(Operation.CANCEL)).isZero();
  }

  @Test
  void aRetryThatDoesNotGetThereIsAccepted() {
    participants.answering(Operation.CONFIRM, new Answer.Unknown("no reply"));
    APIGatewayV2HTTPResponse unused =
        put("a", TWO.replaceFirst("\\{", "{\"waitFor\":\"DECIDED\","));

    APIGatewayV2HTTPResponse response = handle(request("POST", "/transactions/a/retry"));

    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(202);
    assertThat(document(response).phase()).isEqualTo("CONFIRMING");
  }

  // ---- who -----------------------------------------------------------------------------------

  @Test
  void twoCallersMayUseTheSameNameAndNeverMeet() {
    APIGatewayV2HTTPResponse mine =
        handle(request("PUT", "/transactions/a").body(TWO).by("checkout"));
    APIGatewayV2HTTPResponse yours =
        handle(request("PUT", "/transactions/a").body(OTHER).by("billing"));

    assertThat(mine.getStatusCode()).isEqualTo(201);
    assertThat(yours.getStatusCode()).isEqualTo(201);
    assertThat(document(mine).id()).isNotEqualTo(document(yours).id());
    assertProblem(
        handle(request("GET", "/transactions/" + document(mine).id()).by("billing")),
        404,
        "not-found");
    assertProblem(handle(request("GET", "/transactions/a")), 404, "not-found");
  }

  @Test
  void operatorsReachEverybodysTransactionsByIdAndTheirOwnByName() {
    String id = document(handle(request("PUT", "/transactions/a").body(TWO).by("checkout"))).id();
    APIGatewayV2HTTPResponse own =
        handle(request("PUT", "/transactions/mine").body(OTHER).by("operator"));

    assertThat(handle(request("GET", "/transactions/" + id).by("operator")).getStatusCode())
        .isEqualTo(200);
    assertProblem(handle(request("GET", "/transactions/a").by("operator")), 404, "not-found");
    assertProblem(
        handle(request("POST", "/transactions/" + id + "/cancel").by("operator")),
        409,
        "already-decided");
    assertThat(own.getStatusCode()).isEqualTo(201);
    assertThat(withoutTimeline(handle(request("GET", "/transactions/mine").by("operator"))))
        .isEqualTo(own.getBody());
  }

  // ---- trouble -------------------------------------------------------------------------------

  @Test
  void aLogThatDoesNotSayLeavesTheCallerInDoubt() {
    log.failing(new IllegalStateException("throttled"));

    APIGatewayV2HTTPResponse response =
        handle(request("PUT", "/transactions/a").body(TWO).header("Prefer", "wait=1"));

    assertProblem(response, 503, "in-doubt");
    assertThat(response.getHeaders()).containsEntry("retry-after", "1");
    assertThat(problem(response).detail()).contains("same name");
    assertThat(response.getBody()).doesNotContain("throttled");
    assertThat(participants.calls()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TAG", "W/TAG", "\"other\", TAG", "*"})
  void whatTheCallerHasSeenIsNotSentAgain(String tags) {
    APIGatewayV2HTTPResponse unused = put("a", TWO);
    String tag = handle(request("GET", "/transactions/a")).getHeaders().get("etag");

    APIGatewayV2HTTPResponse response =
        handle(
            request("GET", "/transactions/a")
                .header("If-None-Match", tags.replace("TAG", String.valueOf(tag))));

    assertThat(response.getStatusCode()).isEqualTo(304);
    assertThat(response.getBody()).isEmpty();
    assertThat(response.getHeaders()).containsEntry("etag", tag);
  }

  @Test
  void aLogThatCannotBeReadIsUnavailable() {
    log.failing(new IllegalStateException("throttled"));

    for (Request request :
        Set.of(
            request("GET", "/transactions/a"),
            request("GET", "/health"),
            request("POST", "/transactions/a/cancel"),
            request("POST", "/transactions/a/retry"))) {
      APIGatewayV2HTTPResponse response = handle(request);
      assertProblem(response, 503, "unavailable");
      assertThat(response.getHeaders()).containsEntry("retry-after", "1");
      assertThat(response.getBody()).doesNotContain("throttled");
    }
  }

  @Test
  void itIsHealthyWhenTheLogAnswers() {
    APIGatewayV2HTTPResponse response = handle(request("GET", "/health"));

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getBody()).isEqualTo("{\"status\":\"ok\"}");
  }

  @Test
  void whatNobodyExpectedIsAnInternalErrorThatLeaksNothing() {
    coordinator.close();

    APIGatewayV2HTTPResponse response = put("a", TWO);

    assertProblem(response, 500, "internal");
    assertThat(problem(response).extensions()).containsOnlyKeys("errorId");
    assertThat(response.getBody()).doesNotContain("closed").doesNotContain("Exception");
  }
}

package io.lambdatcc.client;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lambdatcc.client.ScriptedCoordinator.Received;
import io.lambdatcc.client.TccResult.Cancelled;
import io.lambdatcc.client.TccResult.Confirmed;
import io.lambdatcc.client.TccResult.Pending;
import io.lambdatcc.wire.BranchSpec;
import io.lambdatcc.wire.CreateTransaction;
import io.lambdatcc.wire.InquiryReply;
import io.lambdatcc.wire.InquiryRequest;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.Order;
import io.lambdatcc.wire.ProblemType;
import io.lambdatcc.wire.WaitFor;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;

class TccClientTest {
  private static final SdkHttpClient HTTP =
      Apache5HttpClient.builder().socketTimeout(Duration.ofSeconds(30)).build();
  private static final HttpCaller CALLER = HttpCaller.unsigned(new Unhurried(HTTP));
  private static final HttpCaller HASTY = HttpCaller.unsigned(HTTP);
  private static final CreateTransaction REQUEST =
      CreateTransaction.of(
          List.of(
              BranchSpec.of("stock", JsonText.parse("{\"item_id\":\"apple\",\"quantity\":3}")),
              BranchSpec.of("payment", JsonText.parse("{\"user_id\":\"7\",\"amount\":30}"))));

  private final ScriptedCoordinator coordinator = new ScriptedCoordinator();
  private final Time time = new Time();
  private final TccClient tcc = client(coordinator.uri()).build();

  /** Time that passes only while somebody pauses. */
  private static final class Time implements InstantSource, Pauser {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final List<Duration> pauses = new ArrayList<>();

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public void pause(Duration pause) {
      pauses.add(pause);
      now = now.plus(pause);
    }
  }

  @AfterEach
  void close() {
    coordinator.close();
  }

  @AfterAll
  static void closeAll() {
    CALLER.close();
    HASTY.close();
    HTTP.close();
  }

  private TccClient.Builder client(URI uri) {
    return client(uri, CALLER);
  }

  private TccClient.Builder client(URI uri, HttpCaller caller) {
    return TccClient.builder(uri, caller).clock(time).pauser(time).random(new Random(1));
  }

  private List<String> bodies() {
    return coordinator.received().stream().map(Received::body).toList();
  }

  private List<String> paths() {
    return coordinator.received().stream().map(Received::path).toList();
  }

  // ---- outcomes ----------------------------------------------------------------------------

  @Test
  void createdIsConfirmed() {
    coordinator.answers(201, Replies.json("o-1", "CONFIRMED"));
    assertThat(tcc.run("o-1", REQUEST))
        .isEqualTo(new Confirmed(Replies.document("o-1", "CONFIRMED")));
    Received request = coordinator.received().get(0);
    assertThat(request.method()).isEqualTo("PUT");
    assertThat(request.path()).isEqualTo("/transactions/o-1");
    assertThat(request.headers()).containsEntry("content-type", "application/json");
    assertThat(CreateTransaction.fromJson(request.body())).isEqualTo(REQUEST);
  }

  @Test
  void aDecisionThatWasWaitedForIsConfirmed() {
    coordinator.answers(201, Replies.json("o-1", "CONFIRMING"));
    assertThat(tcc.run("o-1", REQUEST)).isInstanceOf(Confirmed.class);
  }

  @Test
  void aRefusalIsCancelledAndSaysByWhom() {
    coordinator.answers(409, Replies.refused("o-1"));
    assertThat(tcc.run("o-1", REQUEST))
        .isEqualTo(
            new Cancelled(
                Replies.document("o-1", "CANCELLED", "refused"),
                "refused",
                "stock",
                "out-of-stock",
                "less than 3 of apple",
                false));
  }

  @Test
  void aCancelledOneIsUnderstoodWithoutItsDocument() {
    coordinator.answers(409, Replies.problem(ProblemType.CANCELLED));
    assertThat(tcc.run("o-1", REQUEST))
        .isEqualTo(new Cancelled(null, "unknown", null, null, "as scripted", false));
  }

  @Test
  void acceptedIsAskedAgainUntilItHasEnded() {
    coordinator
        .answers(202, Map.of("Retry-After", "1"), Replies.json("o-1", "TRYING"))
        .answers(202, Map.of("Retry-After", "1"), Replies.json("o-1", "CONFIRMING"))
        .answers(201, Replies.json("o-1", "CONFIRMED"));
    assertThat(tcc.run("o-1", REQUEST)).isInstanceOf(Confirmed.class);
    assertThat(bodies()).hasSize(3).containsOnly(REQUEST.toJson());
    assertThat(time.pauses)
        .hasSize(2)
        .allMatch(pause -> pause.compareTo(Duration.ofSeconds(1)) >= 0);
  }

  @Test
  void whatIsStillOpenWhenTheTimeIsUpIsPending() {
    for (int i = 0; i < 100; i++) {
      coordinator.answers(202, Map.of("Retry-After", "2"), Replies.json("o-1", "CONFIRMING"));
    }
    assertThat(tcc.run("o-1", REQUEST))
        .isEqualTo(new Pending(Replies.document("o-1", "CONFIRMING")));
    assertThat(coordinator.received()).hasSizeBetween(5, 13);
  }

  @Test
  void whatWasSeenOpenStaysPendingThoughTheCoordinatorGoesAway() {
    coordinator.answers(202, Map.of("Retry-After", "9"), Replies.json("o-1", "TRYING"));
    for (int i = 0; i < 100; i++) {
      coordinator.answers(503, Map.of("Retry-After", "9"), "");
    }
    assertThat(tcc.run("o-1", REQUEST)).isEqualTo(new Pending(Replies.document("o-1", "TRYING")));
  }

  // ---- what is not known -------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
  void whatMayPassIsRepeatedUnderTheSameName(int status) {
    coordinator.answers(status, "").answers(201, Replies.json("o-1", "CONFIRMED"));
    assertThat(tcc.run("o-1", REQUEST)).isInstanceOf(Confirmed.class);
    assertThat(paths()).containsExactly("/transactions/o-1", "/transactions/o-1");
    assertThat(bodies()).containsOnly(REQUEST.toJson());
  }

  @Test
  void aLostAnswerIsAskedForAgain() {
    coordinator.losesTheAnswer().answers(201, Replies.json("o-1", "CONFIRMED"));
    assertThat(tcc.run("o-1", REQUEST)).isInstanceOf(Confirmed.class);
    assertThat(bodies()).hasSize(2).containsOnly(REQUEST.toJson());
  }

  @Test
  void aRequestThatIsNeverAnsweredIsGivenUpAndRepeated() {
    coordinator.neverAnswers();
    for (int i = 0; i < 100; i++) { // a slow machine gives up some of these, too
      coordinator.answers(201, Replies.json("o-1", "CONFIRMED"));
    }
    TccClient hasty =
        client(coordinator.uri(), HASTY).requestTimeout(Duration.ofMillis(250)).build();
    assertThat(hasty.run("o-1", REQUEST)).isInstanceOf(Confirmed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "not json",
        "{\"id\":\"o-1~token1\",\"phase\":\"CONFIRMED\"}",
        "<html>Created</html>"
      })
  void aSuccessWithoutTheDocumentIsNotBelieved(String body) {
    coordinator.answers(201, body).answers(201, Replies.json("o-1", "CONFIRMED"));
    assertThat(tcc.run("o-1", REQUEST)).isInstanceOf(Confirmed.class);
    assertThat(coordinator.received()).hasSize(2);
  }

  @Test
  void theDocumentOfAnotherTransactionIsNotBelieved() {
    coordinator
        .answers(201, Replies.json("o-10", "CONFIRMED"))
        .answers(201, Replies.json("o-1", "CONFIRMED"));
    assertThat(tcc.run("o-1", REQUEST))
        .isEqualTo(new Confirmed(Replies.document("o-1", "CONFIRMED")));
  }

  @Test
  void theCancellationOfAnotherTransactionIsNotBelieved() {
    coordinator
        .answers(409, Replies.refused("o-10"))
        .answers(201, Replies.json("o-1", "CONFIRMED"));
    assertThat(tcc.run("o-1", REQUEST))
        .isEqualTo(new Confirmed(Replies.document("o-1", "CONFIRMED")));
    for (int i = 0; i < 100; i++) {
      coordinator.answers(409, Map.of("Retry-After", "10"), Replies.refused("o-10"));
    }
    assertThatExceptionOfType(TccInDoubtException.class)
        .isThrownBy(() -> tcc.run("o-1", REQUEST))
        .withMessageContaining("409 of another transaction");
  }

  @Test
  void aPhaseThatIsNotKnownIsNeitherSuccessNorFailure() {
    for (int i = 0; i < 100; i++) {
      coordinator.answers(201, Map.of("Retry-After", "10"), Replies.json("o-1", "ARCHIVING"));
    }
    assertThatExceptionOfType(TccInDoubtException.class)
        .isThrownBy(() -> tcc.run("o-1", REQUEST))
        .withMessageContaining("ARCHIVING");
  }

  @Test
  void whenNothingIsKnownInTimeTheTransactionIsInDoubt() {
    for (int i = 0; i < 100; i++) {
      coordinator.answers(503, Map.of("Retry-After", "4"), Replies.problem(ProblemType.IN_DOUBT));
    }
    assertThatExceptionOfType(TccInDoubtException.class)
        .isThrownBy(() -> tcc.run("o-1", REQUEST))
        .satisfies(e -> assertThat(e.name()).isEqualTo("o-1"))
        .withMessageContaining("same name");
    Duration paused = time.pauses.stream().reduce(Duration.ZERO, Duration::plus);
    assertThat(paused).isLessThanOrEqualTo(TccClient.DEFAULT_PATIENCE);
  }

  @Test
  void aCoordinatorThatIsNotThereLeavesItInDoubt() {
    URI gone = coordinator.uri();
    coordinator.close();
    assertThatExceptionOfType(TccInDoubtException.class)
        .isThrownBy(() -> client(gone).build().run("o-1", REQUEST))
        .withCauseInstanceOf(IOException.class);
  }

  @Test
  void anInterruptEndsTheWaitingAndIsNotSwallowed() {
    coordinator.answers(202, Replies.json("o-1", "TRYING"));
    TccClient interrupted =
        client(coordinator.uri())
            .pauser(
                pause -> {
                  throw new InterruptedException();
                })
            .build();
    assertThat(interrupted.run("o-1", REQUEST)).isInstanceOf(Pending.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  // ---- what is not accepted ----------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 403, 404, 405, 409, 413, 422})
  void whatIsRejectedAtOnceIsTheCallersToMend(int status) {
    coordinator.answers(status, Map.of("Location", "/elsewhere"), "{\"title\":\"no\"}");
    assertThatExceptionOfType(TccRequestException.class)
        .isThrownBy(() -> tcc.run("o-1", REQUEST))
        .satisfies(
            e -> {
              assertThat(e.problem().status()).isEqualTo(status);
              assertThat(e.isNameConflict()).isFalse();
            });
    assertThat(coordinator.received()).hasSize(1);
  }

  @Test
  void aRejectionAfterALostAnswerLeavesItInDoubt() {
    coordinator.losesTheAnswer().answers(403, "");
    assertThatExceptionOfType(TccInDoubtException.class)
        .isThrownBy(() -> tcc.run("o-1", REQUEST))
        .withCauseInstanceOf(TccRequestException.class);
  }

  @Test
  void aHarmlessAnswerInBetweenTakesNoDoubtAway() {
    coordinator
        .losesTheAnswer()
        .answers(503, Replies.problem(ProblemType.UNAVAILABLE))
        .answers(403, "");
    assertThatExceptionOfType(TccInDoubtException.class).isThrownBy(() -> tcc.run("o-1", REQUEST));
  }

  @Test
  void aRejectionOfWhatWasSeenOpenLeavesItInDoubt() {
    coordinator.answers(202, Replies.json("o-1", "TRYING")).answers(403, "");
    assertThatExceptionOfType(TccInDoubtException.class).isThrownBy(() -> tcc.run("o-1", REQUEST));
  }

  @Test
  void aRejectionAfterAHarmlessAnswerIsARejection() {
    coordinator.answers(503, Replies.problem(ProblemType.UNAVAILABLE)).answers(403, "");
    assertThatExceptionOfType(TccRequestException.class).isThrownBy(() -> tcc.run("o-1", REQUEST));
  }

  @Test
  void whoIsTurnedAwayAsksAgainAfterAsLongAsIsSaid() {
    coordinator
        .answers(503, Map.of("Retry-After", "2"), Replies.problem(ProblemType.OVERLOADED))
        .answers(201, Replies.json("o-1", "CONFIRMED"));
    Instant begun = time.instant();
    assertThat(tcc.run("o-1", REQUEST)).isInstanceOf(Confirmed.class);
    assertThat(Duration.between(begun, time.instant()))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void aRejectionAfterBeingTurnedAwayIsARejection() {
    coordinator.answers(503, Replies.problem(ProblemType.OVERLOADED)).answers(403, "");
    assertThatExceptionOfType(TccRequestException.class).isThrownBy(() -> tcc.run("o-1", REQUEST));
  }

  @Test
  void aNameThatBelongsToAnotherRequestCannotHaveBegunThisOne() {
    coordinator.losesTheAnswer().answers(422, Replies.problem(ProblemType.NAME_CONFLICT));
    assertThatExceptionOfType(TccRequestException.class)
        .isThrownBy(() -> tcc.run("o-1", REQUEST))
        .satisfies(e -> assertThat(e.isNameConflict()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "a~b", "ä"})
  void aNameThatCannotBeOneIsNotSent(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> tcc.run(name, REQUEST));
    assertThat(coordinator.received()).isEmpty();
  }

  // ---- attempts ----------------------------------------------------------------------------

  @Test
  void aContendedAttemptIsFollowedInSequenceUnderTheNextName() {
    coordinator
        .answers(409, Replies.contended("o-1"))
        .answers(201, Replies.json("o-2", "CONFIRMED"));
    List<Attempt> next = new ArrayList<>();
    assertThat(tcc.run(Attempt.first("o"), REQUEST, next::add))
        .isEqualTo(new Confirmed(Replies.document("o-2", "CONFIRMED")));
    assertThat(paths()).containsExactly("/transactions/o-1", "/transactions/o-2");
    assertThat(next).containsExactly(new Attempt("o", 2, Order.SEQUENTIAL));
    assertThat(bodies().stream().map(CreateTransaction::fromJson).toList())
        .containsExactly(
            REQUEST,
            new CreateTransaction(REQUEST.branches(), null, Order.SEQUENTIAL, WaitFor.COMPLETED));
  }

  @Test
  void theNextAttemptIsStoredBeforeItIsBegun() {
    coordinator.answers(409, Replies.contended("o-1"));
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                tcc.run(
                    Attempt.first("o"),
                    REQUEST,
                    next -> {
                      throw new IllegalStateException("cannot be stored");
                    }));
    assertThat(paths()).containsExactly("/transactions/o-1");
  }

  @Test
  void aRefusedAttemptIsNotFollowedButTheNextOneIsKnown() {
    coordinator.answers(409, Replies.refused("o-1"));
    List<Attempt> next = new ArrayList<>();
    assertThat(tcc.run(Attempt.first("o"), REQUEST, next::add)).isInstanceOf(Cancelled.class);
    assertThat(next).containsExactly(new Attempt("o", 2, Order.PARALLEL));
  }

  @Test
  void aSequentialAttemptIsNotFollowedWhateverItsEnd() {
    coordinator.answers(409, Replies.contended("o-2"));
    List<Attempt> next = new ArrayList<>();
    assertThat(tcc.run(new Attempt("o", 2, Order.SEQUENTIAL), REQUEST, next::add))
        .isInstanceOfSatisfying(Cancelled.class, end -> assertThat(end.retryable()).isTrue());
    assertThat(next).containsExactly(new Attempt("o", 3, Order.SEQUENTIAL));
  }

  @Test
  void theAttemptAfterTheSecondIsKnownWhereThatWasCancelledToo() {
    coordinator.answers(409, Replies.contended("o-1")).answers(409, Replies.refused("o-2"));
    List<Attempt> next = new ArrayList<>();
    assertThat(tcc.run(Attempt.first("o"), REQUEST, next::add))
        .isInstanceOfSatisfying(Cancelled.class, end -> assertThat(end.id()).startsWith("o-2~"));
    assertThat(next)
        .containsExactly(
            new Attempt("o", 2, Order.SEQUENTIAL), new Attempt("o", 3, Order.PARALLEL));
  }

  @Test
  void withoutTimeForItAContendedAttemptIsNotFollowedButTheNextOneIsKnown() {
    coordinator.answers(409, Replies.contended("o-1"));
    List<Attempt> next = new ArrayList<>();
    assertThat(tcc.run(Attempt.first("o"), REQUEST, next::add, time.instant()))
        .isInstanceOf(Cancelled.class);
    assertThat(paths()).containsExactly("/transactions/o-1");
    assertThat(next).containsExactly(new Attempt("o", 2, Order.SEQUENTIAL));
  }

  @Test
  void bothAttemptsShareOnePatience() {
    coordinator.answers(202, Map.of("Retry-After", "10"), Replies.json("o-1", "TRYING"));
    coordinator.answers(202, Map.of("Retry-After", "10"), Replies.json("o-1", "TRYING"));
    coordinator.answers(409, Replies.contended("o-1"));
    for (int i = 0; i < 100; i++) {
      coordinator.answers(202, Map.of("Retry-After", "1"), Replies.json("o-2", "TRYING"));
    }
    assertThat(tcc.run(Attempt.first("o"), REQUEST, next -> {}))
        .isEqualTo(new Pending(Replies.document("o-2", "TRYING")));
    Duration paused = time.pauses.stream().reduce(Duration.ZERO, Duration::plus);
    assertThat(paused).isLessThanOrEqualTo(TccClient.DEFAULT_PATIENCE);
  }

  @Test
  void severalCallsMayShareOneEnd() {
    for (int i = 0; i < 100; i++) {
      coordinator.answers(202, Map.of("Retry-After", "1"), Replies.json("o-1", "TRYING"));
    }
    Instant end = time.instant().plusSeconds(4);
    assertThat(tcc.run(Attempt.first("o"), REQUEST, next -> {}, end)).isInstanceOf(Pending.class);
    assertThat(coordinator.received()).hasSizeLessThanOrEqualTo(4);
    assertThat(time.instant()).isBeforeOrEqualTo(end);
  }

  @Test
  void afterTheEndASingleRequestIsMade() {
    coordinator.answers(200, Replies.json("o-1", "TRYING"));
    assertThat(tcc.find("o-1", time.instant().minusSeconds(1))).isPresent();
    coordinator.answers(503, "");
    assertThatExceptionOfType(TccUnavailableException.class)
        .isThrownBy(() -> tcc.find("o-1", time.instant().minusSeconds(1)));
    assertThat(coordinator.received()).hasSize(2);
    assertThat(time.pauses).isEmpty();
  }

  @Test
  void aConfirmedOrOpenAttemptHasNoNext() {
    coordinator.answers(201, Replies.json("o-1", "CONFIRMED"));
    List<Attempt> next = new ArrayList<>();
    assertThat(tcc.run(Attempt.first("o"), REQUEST, next::add)).isInstanceOf(Confirmed.class);
    assertThat(next).isEmpty();
  }

  // ---- find, cancel, retry -----------------------------------------------------------------

  @Test
  void findShowsTheTransaction() {
    coordinator.answers(200, Replies.json("o-1", "CONFIRMING"));
    assertThat(tcc.find("o-1")).contains(Replies.document("o-1", "CONFIRMING"));
    assertThat(coordinator.received().get(0).method()).isEqualTo("GET");
  }

  @Test
  void findTakesAFullId() {
    coordinator.answers(200, Replies.json("o-1", "CONFIRMED"));
    assertThat(tcc.find("o-1~token1")).isPresent();
    assertThat(paths()).containsExactly("/transactions/o-1~token1");
  }

  @Test
  void findIsEmptyOnlyWhenTheCoordinatorSaysSo() {
    coordinator.answers(404, Replies.problem(ProblemType.NOT_FOUND));
    assertThat(tcc.find("o-1")).isEmpty();
    coordinator.answers(404, "no such route");
    assertThatExceptionOfType(TccRequestException.class).isThrownBy(() -> tcc.find("o-1"));
  }

  @Test
  void findRepeatsWhatMayPassAndThenSaysThatItCannotTell() {
    coordinator.answers(503, "").answers(200, Replies.json("o-1", "TRYING"));
    assertThat(tcc.find("o-1")).isPresent();
    for (int i = 0; i < 100; i++) {
      coordinator.answers(500, Map.of("Retry-After", "5"), "");
    }
    assertThatExceptionOfType(TccUnavailableException.class).isThrownBy(() -> tcc.find("o-1"));
  }

  @Test
  void cancelSaysWhatBecameOfTheTransaction() {
    coordinator.answers(200, Replies.document("o-1", "CANCELLED", "requested").toJson());
    assertThat(tcc.cancel("o-1"))
        .isInstanceOfSatisfying(
            Cancelled.class, end -> assertThat(end.reason()).isEqualTo("requested"));
    assertThat(coordinator.received().get(0).method()).isEqualTo("POST");
    assertThat(paths()).containsExactly("/transactions/o-1/cancel");
  }

  @Test
  void cancelOfADecidedOneSaysHowItWasDecided() {
    coordinator
        .answers(409, Replies.problem(ProblemType.ALREADY_DECIDED))
        .answers(200, Replies.json("o-1", "CONFIRMED"));
    assertThat(tcc.cancel("o-1")).isInstanceOf(Confirmed.class);
  }

  @Test
  void cancelOfADecidedOneIsNoDoubtfulMatterThoughAnAnswerWasLostBefore() {
    coordinator
        .answers(500, Map.of(), "")
        .answers(409, Replies.problem(ProblemType.ALREADY_DECIDED))
        .answers(200, Replies.json("o-1", "CONFIRMED"));
    assertThat(tcc.cancel("o-1")).isInstanceOf(Confirmed.class);
  }

  @Test
  void cancelOfADecidedOneTakesNoLongerThanAnyCall() {
    for (int i = 0; i < 3; i++) {
      coordinator.answers(
          503, Map.of("Retry-After", "6"), Replies.problem(ProblemType.UNAVAILABLE));
    }
    coordinator.answers(409, Replies.problem(ProblemType.ALREADY_DECIDED));
    for (int i = 0; i < 100; i++) {
      coordinator.answers(500, Map.of("Retry-After", "6"), "");
    }
    Instant begun = time.instant();
    assertThatExceptionOfType(TccUnavailableException.class).isThrownBy(() -> tcc.cancel("o-1"));
    assertThat(Duration.between(begun, time.instant()))
        .isLessThanOrEqualTo(TccClient.DEFAULT_PATIENCE);
  }

  @Test
  void cancelOfAnUnknownOneIsRejected() {
    coordinator.answers(404, Replies.problem(ProblemType.NOT_FOUND));
    assertThatExceptionOfType(TccRequestException.class).isThrownBy(() -> tcc.cancel("o-1"));
  }

  @Test
  void retrySaysHowFarItHasCome() {
    coordinator
        .answers(202, Map.of("Retry-After", "1"), Replies.json("o-1", "CONFIRMING"))
        .answers(200, Replies.json("o-1", "CONFIRMED"));
    assertThat(tcc.retry("o-1")).isInstanceOf(Confirmed.class);
    assertThat(paths()).containsOnly("/transactions/o-1/retry");
  }

  // ---- how it is asked ---------------------------------------------------------------------

  @Test
  void theCoordinatorIsToldHowLongToWait() {
    coordinator.answers(201, Replies.json("o-1", "CONFIRMED"));
    tcc.run("o-1", REQUEST);
    assertThat(coordinator.received().get(0).headers()).containsEntry("prefer", "wait=11");
  }

  @Test
  void theCoordinatorIsToldToWaitNoLongerThanTheCallerCan() {
    coordinator.answers(201, Replies.json("o-1", "CONFIRMED"));
    tcc.run(Attempt.first("o"), REQUEST, next -> {}, time.instant().plusSeconds(5));
    assertThat(coordinator.received().get(0).headers()).containsEntry("prefer", "wait=4");
  }

  @Test
  void theBaseMayHaveAPathAndASlash() {
    coordinator.answers(200, Replies.json("o-1", "TRYING"));
    client(coordinator.uri().resolve("/prod/")).build().find("o-1");
    assertThat(paths()).containsExactly("/prod/transactions/o-1");
  }

  @Test
  void requestsAreSignedWhereWanted() {
    coordinator.answers(201, Replies.json("o-1", "CONFIRMED"));
    try (HttpCaller signing =
        HttpCaller.signed(
            HTTP,
            "eu-central-1",
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")),
            time)) {
      TccClient.builder(coordinator.uri(), signing).build().run("o-1", REQUEST);
    }
    Map<String, String> headers = coordinator.received().get(0).headers();
    assertThat(headers.get("authorization"))
        .startsWith(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/eu-central-1/execute-api/aws4_request")
        .contains("host");
    assertThat(headers).containsEntry("x-amz-date", "20260101T000000Z");
    assertThat(bodies()).containsExactly(REQUEST.toJson());
  }

  @Test
  void withoutCredentialsNothingIsSent() {
    AwsCredentialsProvider none =
        () -> {
          throw new IllegalStateException("no credentials");
        };
    try (HttpCaller signing = HttpCaller.signed(HTTP, "eu-central-1", none, time)) {
      TccClient unable =
          TccClient.builder(coordinator.uri(), signing).clock(time).pauser(time).build();
      assertThatExceptionOfType(TccInDoubtException.class)
          .isThrownBy(() -> unable.run("o-1", REQUEST))
          .withMessageContaining("credentials");
    }
    assertThat(coordinator.received()).isEmpty();
  }

  // ---- a participant's question ---------------------------------------------------------------

  private static final String ID = "o-1~5wc3mkk494xf";
  private static final InquiryRequest QUESTION =
      new InquiryRequest(
          "stock", Instant.parse("2030-01-31T12:00:00Z"), Instant.parse("2030-01-31T12:01:00Z"));

  @ParameterizedTest
  @EnumSource
  void aParticipantIsToldWhatHasBecomeOfItsBranch(InquiryReply.Outcome outcome) {
    coordinator.answers(200, new InquiryReply(outcome).toJson());

    assertThat(tcc.inquire(ID, "line-1", QUESTION)).isEqualTo(outcome);

    Received request = coordinator.received().get(0);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/transactions/" + ID + "/branches/line-1/inquire");
    assertThat(InquiryRequest.fromJson(request.body())).isEqualTo(QUESTION);
  }

  @Test
  void aQuestionIsRepeatedUntilItsAnswerIsUnderstood() {
    coordinator
        .answers(503, ProblemType.UNAVAILABLE.problem("the log does not answer").toJson())
        .answers(200, "{\"v\":1,\"outcome\":\"PERHAPS\"}")
        .answers(200, "{\"v\":2,\"outcome\":\"CANCELLED\"}")
        .answers(200, "{\"v\":1,\"outcome\":\"NOT_YET\"}");
    assertThat(tcc.inquire(ID, "b", QUESTION)).isEqualTo(InquiryReply.Outcome.NOT_YET);
    assertThat(coordinator.received()).hasSize(4);
  }

  @Test
  void aQuestionThatIsNotAllowedIsNotRepeated() {
    coordinator.answers(403, ProblemType.UNAUTHORIZED.problem("only participants ask").toJson());
    assertThatExceptionOfType(TccRequestException.class)
        .isThrownBy(() -> tcc.inquire(ID, "b", QUESTION));
    assertThat(coordinator.received()).hasSize(1);
  }

  @Test
  void withoutAnAnswerInTimeNothingIsSaid() {
    for (int i = 0; i < 200; i++) {
      coordinator.answers(500, "");
    }
    assertThatExceptionOfType(TccUnavailableException.class)
        .isThrownBy(() -> tcc.inquire(ID, "b", QUESTION))
        .withMessageContaining(ID + "/b");
  }

  @Test
  void aBranchThatIsNoneIsNotSent() {
    assertThatIllegalArgumentException().isThrownBy(() -> tcc.inquire(ID, "../b", QUESTION));
    assertThat(coordinator.received()).isEmpty();
  }

  @Test
  void aFunctionsEnvironmentSaysWhomToAsk() {
    coordinator.answers(200, new InquiryReply(InquiryReply.Outcome.CONFIRMED).toJson());
    Map<String, String> environment =
        Map.of("TCC_COORDINATOR", coordinator.uri().toString(), "TCC_SIGNING", "none");

    TccClient ofFunction = TccClient.ofFunction(environment, Duration.ofSeconds(5));

    assertThat(ofFunction.patience()).isEqualTo(Duration.ofSeconds(5));
    assertThat(ofFunction.inquire(ID, "b", QUESTION)).isEqualTo(InquiryReply.Outcome.CONFIRMED);
    assertThatIllegalStateException()
        .isThrownBy(
            () -> TccClient.ofFunction(Map.of("TCC_SIGNING", "none"), Duration.ofSeconds(5)))
        .withMessageContaining("TCC_COORDINATOR");
    assertThatIllegalStateException()
        .isThrownBy(() -> TccClient.ofFunction(Map.of(), Duration.ofSeconds(5)))
        .withMessageContaining("AWS_REGION");
    assertThatIllegalStateException()
        .isThrownBy(
            () -> TccClient.ofFunction(Map.of("TCC_SIGNING", "perhaps"), Duration.ofSeconds(5)))
        .withMessageContaining("TCC_SIGNING");
  }

  // ---- limits ----------------------------------------------------------------------------------

  @Test
  void nobodyIsMadeToPauseForLongerThanTenSecondsAndAJitterOfTwo() {
    coordinator
        .answers(503, Map.of("Retry-After", "3600"), "")
        .answers(201, Replies.json("o-1", "CONFIRMED"));
    assertThat(tcc.run("o-1", REQUEST)).isInstanceOf(Confirmed.class);
    assertThat(time.pauses)
        .singleElement(as(InstanceOfAssertFactories.DURATION))
        .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12));
  }

  @Test
  void aCallIsTwoHundredRequestsAtMostEachAPauseOfAtMostTwoSecondsAfterTheLast() {
    for (int i = 0; i < 201; i++) {
      coordinator.answers(500, "");
    }
    TccClient patient = client(coordinator.uri()).patience(Duration.ofDays(1)).build();
    assertThatExceptionOfType(TccInDoubtException.class)
        .isThrownBy(() -> patient.run("o-1", REQUEST));
    assertThat(coordinator.received()).hasSize(200);
    assertThat(Collections.max(time.pauses))
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void anAnswerWithoutEndIsNotRead() {
    String huge = "x".repeat(HttpCaller.MAX_ANSWER_BYTES + 1);
    coordinator.answers(201, huge).answers(201, Replies.json("o-1", "CONFIRMED"));
    assertThat(tcc.run("o-1", REQUEST)).isInstanceOf(Confirmed.class);
    assertThat(coordinator.received()).hasSize(2);
  }

  @Test
  void aBuilderSaysWhatIsWrong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TccClient.builder(URI.create("/relative"), CALLER))
        .withMessageContaining("/relative");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client(coordinator.uri()).patience(Duration.ZERO))
        .withMessageContaining("patience");
  }
}

package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.lambdatcc.aws.LocalServer.Reply;
import io.lambdatcc.aws.LocalServer.Request;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.wire.ParticipantList;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

class HttpParticipantsTest {
  private static final TransactionId ID = TransactionId.parse("order-17~0123456789abnonce");
  private static final Instant DEADLINE = Instant.parse("2026-01-01T00:00:10Z");
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String PROBLEMS = "https://lambdatcc.io/problems/";
  private static final String TRIED = "{\"outcome\":\"TRIED\"}";

  /** One for all, since closing one takes its time. */
  private static final SdkAsyncHttpClient http = NettyNioAsyncHttpClient.create();

  @SuppressWarnings("NullAway.Init")
  private LocalServer server;

  @BeforeEach
  void start() throws Exception {
    server = new LocalServer(request -> Reply.of(200, TRIED));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @AfterAll
  static void disconnect() {
    http.close();
  }

  private HttpParticipants.Builder builder() {
    return HttpParticipants.builder().httpClient(http).timeout(Duration.ofSeconds(30));
  }

  private HttpParticipants participants() {
    return builder().participant("stock", server.uri("/stock")).build();
  }

  private static BranchCall call(Operation operation) {
    return call(operation, operation == Operation.TRY ? "{}" : null);
  }

  private static BranchCall call(Operation operation, @Nullable String payload) {
    return new BranchCall(operation, ID, "b1", "stock", DEADLINE, payload, 3, TRACE);
  }

  private static Answer get(CompletionStage<Answer> answer) throws Exception {
    return answer.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  // ---- the request ---------------------------------------------------------------------------

  @Test
  void aTryCarriesItsPayloadByteForByteAndAllThatNamesTheCall() throws Exception {
    String payload = "{ \"amount\": 12.50,\n\t\"note\": \"für 😀 \\u00fc\" }";
    try (HttpParticipants participants = participants()) {
      assertThat(get(participants.call(call(Operation.TRY, payload))))
          .isEqualTo(new Answer.Done(null));
    }

    Request request = server.requests().get(0);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/stock/tcc/try");
    assertThat(request.headers())
        .containsEntry("content-type", "application/json")
        .containsEntry("idempotency-key", "\"order-17~0123456789abnonce/b1/try\"")
        .containsEntry("tcc-attempt", "3")
        .containsEntry("traceparent", TRACE)
        .doesNotContainKey("authorization");
    assertThat(request.body())
        .isEqualTo(
            "{\"v\":1,\"transactionId\":\"order-17~0123456789abnonce\",\"branchId\":\"b1\","
                + "\"participant\":\"stock\",\"deadline\":\"2026-01-01T00:00:10Z\",\"payload\":"
                + payload
                + "}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONFIRM", "CANCEL"})
  void confirmAndCancelCarryNoPayload(Operation operation) throws Exception {
    server.answering(request -> Reply.of(200, "{\"outcome\":\"" + operation + "ED\"}"));
    BranchCall untraced = new BranchCall(operation, ID, "b1", "stock", DEADLINE, null, 1, null);
    try (HttpParticipants participants = participants()) {
      Answer unused = get(participants.call(untraced));
    }

    Request request = server.requests().get(0);
    assertThat(request.path()).isEqualTo("/stock/tcc/" + operation.name().toLowerCase(Locale.ROOT));
    assertThat(request.body()).doesNotContain("payload");
    assertThat(request.headers()).doesNotContainKey("traceparent");
  }

  @Test
  void aClientOfItsOwnHasRoomForEveryCallThatMayBeOut() throws Exception {
    CountDownLatch bothAreOut = new CountDownLatch(2);
    server.answering(
        request -> {
          bothAreOut.countDown();
          await(bothAreOut);
          return Reply.of(200, TRIED);
        });
    try (HttpParticipants participants =
        HttpParticipants.builder()
            .participant("stock", server.uri("/stock"))
            .participant("payment", server.uri("/payment"))
            .maxConcurrentCalls(1)
            .timeout(Duration.ofSeconds(30))
            .build()) {
      CompletionStage<Answer> one = participants.call(call(Operation.TRY));
      CompletionStage<Answer> other =
          participants.call(
              new BranchCall(Operation.TRY, ID, "b2", "payment", DEADLINE, "{}", 1, null));
      assertThat(get(one)).isEqualTo(new Answer.Done(null));
      assertThat(get(other)).isEqualTo(new Answer.Done(null));
    }
  }

  @Test
  void aTraceThatIsNoneIsNotPassedOn() throws Exception {
    BranchCall odd =
        new BranchCall(Operation.TRY, ID, "b1", "stock", DEADLINE, "{}", 1, "00-nonsense");
    try (HttpParticipants participants = participants()) {
      assertThat(get(participants.call(odd))).isEqualTo(new Answer.Done(null));
    }

    assertThat(server.requests().get(0).headers()).doesNotContainKey("traceparent");
  }

  @Test
  void aBaseMayEndInASlash() throws Exception {
    try (HttpParticipants participants =
        builder().participant("stock", server.uri("/a/b/")).build()) {
      Answer unused = get(participants.call(call(Operation.TRY)));
    }

    assertThat(server.requests().get(0).path()).isEqualTo("/a/b/tcc/try");
  }

  @Test
  void onlyConfiguredNamesAreKnownAndOthersAreNeverCalled() throws Exception {
    BranchCall stray = new BranchCall(Operation.CONFIRM, ID, "b1", "gone", DEADLINE, null, 1, null);
    try (HttpParticipants participants = participants()) {
      assertThat(participants.knows("stock")).isTrue();
      assertThat(participants.knows("gone")).isFalse();
      assertThat(get(participants.call(stray))).isInstanceOf(Answer.Rejected.class);
    }

    assertThat(server.requests()).isEmpty();
  }

  @Test
  void theyAreListedByName() {
    List<String> names = IntStream.range(0, 10).mapToObj(i -> "p" + i).toList();
    HttpParticipants.Builder builder = builder();
    names.forEach(name -> builder.participant(name, server.uri("/" + name)));
    try (HttpParticipants participants = builder.build()) {
      assertThat(participants.health().participants())
          .extracting(ParticipantList.Participant::name)
          .isEqualTo(names);
    }
  }

  @Test
  void aPayloadThatIsNoJsonIsNeverSent() throws Exception {
    try (HttpParticipants participants = participants()) {
      assertThat(get(participants.call(call(Operation.TRY, "{\"open\":"))))
          .isInstanceOf(Answer.Rejected.class);
    }

    assertThat(server.requests()).isEmpty();
  }

  // ---- the reply -----------------------------------------------------------------------------

  private static Reply problem(int status, String slug) {
    return new Reply(
        status,
        Map.of("content-type", "application/problem+json"),
        "{\"type\":\""
            + PROBLEMS
            + slug
            + "\",\"title\":\"t\",\"code\":\"no-stock\",\"reason\":\"none left\"}");
  }

  static Stream<Arguments> replies() {
    Operation trying = Operation.TRY;
    Operation confirm = Operation.CONFIRM;
    Operation cancel = Operation.CANCEL;
    return Stream.of(
        Arguments.of(trying, Reply.of(200, TRIED), new Answer.Done(null)),
        Arguments.of(
            trying,
            Reply.of(200, "{\"outcome\":\"TRIED\",\"result\":{\"at\": 1.50}}"),
            new Answer.Done("{\"at\": 1.50}")),
        Arguments.of(confirm, Reply.of(200, "{\"outcome\":\"CONFIRMED\"}"), new Answer.Done(null)),
        Arguments.of(cancel, Reply.of(200, "{\"outcome\":\"CANCELLED\"}"), new Answer.Done(null)),
        Arguments.of(trying, problem(409, "refused"), new Answer.Refused("no-stock", "none left")),
        Arguments.of(
            trying,
            new Reply(425, Map.of("retry-after", "2"), ""),
            new Answer.NotNow(Duration.ofSeconds(2))),
        Arguments.of(confirm, problem(409, "violation"), new Answer.Violated("none left")),
        Arguments.of(trying, problem(400, "x"), new Answer.Rejected("no-stock", "none left")),
        Arguments.of(trying, problem(401, "x"), new Answer.Rejected("no-stock", "none left")),
        Arguments.of(confirm, problem(403, "x"), new Answer.Rejected("no-stock", "none left")),
        Arguments.of(cancel, problem(404, "x"), new Answer.Rejected("no-stock", "none left")),
        Arguments.of(trying, problem(413, "x"), new Answer.Rejected("no-stock", "none left")),
        Arguments.of(trying, problem(422, "x"), new Answer.Rejected("no-stock", "none left")));
  }

  @ParameterizedTest
  @MethodSource("replies")
  void everyRowOfTheTableIsUnderstood(Operation operation, Reply reply, Answer meaning)
      throws Exception {
    server.answering(request -> reply);
    try (HttpParticipants participants = participants()) {
      assertThat(get(participants.call(call(operation)))).isEqualTo(meaning);
    }
  }

  static Stream<Arguments> doubtfulReplies() {
    return Stream.of(
        Arguments.of(Operation.TRY, Reply.of(200, "")),
        Arguments.of(Operation.TRY, Reply.of(200, "<html>ok</html>")),
        Arguments.of(Operation.TRY, Reply.of(200, "{\"outcome\":\"CONFIRMED\"}")),
        Arguments.of(Operation.CONFIRM, Reply.of(200, TRIED)),
        Arguments.of(Operation.TRY, Reply.of(201, TRIED)),
        Arguments.of(Operation.TRY, Reply.of(204, "")),
        Arguments.of(Operation.CONFIRM, problem(409, "refused")),
        Arguments.of(Operation.TRY, problem(409, "something-else")),
        Arguments.of(Operation.TRY, Reply.of(409, "")),
        Arguments.of(Operation.TRY, Reply.of(405, "")),
        Arguments.of(Operation.TRY, Reply.of(429, "")),
        Arguments.of(Operation.TRY, Reply.of(500, TRIED)),
        Arguments.of(Operation.TRY, Reply.of(502, "")),
        Arguments.of(Operation.TRY, Reply.of(503, "")),
        Arguments.of(Operation.TRY, Reply.of(504, "")));
  }

  @ParameterizedTest
  @MethodSource("doubtfulReplies")
  void whateverElseComesBackIsUnknown(Operation operation, Reply reply) throws Exception {
    server.answering(request -> reply);
    try (HttpParticipants participants = participants()) {
      assertThat(get(participants.call(call(operation)))).isInstanceOf(Answer.Unknown.class);
    }

    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectsAreNotFollowed(int status) throws Exception {
    server.answering(
        request ->
            request.path().equals("/stock/tcc/try")
                ? new Reply(status, Map.of("location", server.uri("/other").toString()), "")
                : Reply.of(200, TRIED));
    try (HttpParticipants participants = participants()) {
      assertThat(get(participants.call(call(Operation.TRY)))).isInstanceOf(Answer.Unknown.class);
    }

    assertThat(server.requests()).extracting(Request::path).containsExactly("/stock/tcc/try");
  }

  @Test
  void aReplyIsReadUpToItsLimitAndNoFurther() throws Exception {
    String padding = " ".repeat(HttpParticipants.MAX_REPLY_BYTES - TRIED.length());
    try (HttpParticipants participants = participants()) {
      server.answering(request -> Reply.of(200, TRIED + padding));
      assertThat(get(participants.call(call(Operation.TRY)))).isEqualTo(new Answer.Done(null));

      server.answering(request -> Reply.of(200, TRIED + padding + " "));
      assertThat(get(participants.call(call(Operation.TRY))))
          .isEqualTo(new Answer.Unknown("the body has more than 65536 bytes"));
    }
  }

  // ---- rudeness ------------------------------------------------------------------------------

  static Stream<RudeServer.Rudeness> rudenesses() {
    return Stream.of(
        RudeServer.resets(),
        RudeServer.says(""),
        RudeServer.says("HTTP/1.1 200 OK\r\nContent-Len"),
        RudeServer.says("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + TRIED),
        RudeServer.says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n13\r\n{\"outcome\":"),
        RudeServer.says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\u00c3("),
        RudeServer.says("220 smtp.example.org ready\r\n"));
  }

  @ParameterizedTest
  @MethodSource("rudenesses")
  void aBrokenReplyIsUnknown(RudeServer.Rudeness rudeness) throws Exception {
    try (RudeServer rude = new RudeServer(rudeness);
        HttpParticipants participants = builder().participant("stock", rude.uri()).build()) {
      assertThat(get(participants.call(call(Operation.TRY)))).isInstanceOf(Answer.Unknown.class);
    }
  }

  @Test
  void ofAHeaderThatIsThereTwiceTheFirstCounts() throws Exception {
    String twice =
        "HTTP/1.1 425 Too Early\r\nRetry-After: 2\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n";
    try (RudeServer rude = new RudeServer(RudeServer.says(twice));
        HttpParticipants participants = builder().participant("stock", rude.uri()).build()) {
      assertThat(get(participants.call(call(Operation.TRY))))
          .isEqualTo(new Answer.NotNow(Duration.ofSeconds(2)));
    }
  }

  @Test
  void aReplyWithoutEndIsAbandoned() throws Exception {
    try (RudeServer endless = new RudeServer(RudeServer.saysForEver());
        HttpParticipants participants = builder().participant("stock", endless.uri()).build()) {
      assertThat(get(participants.call(call(Operation.TRY)))).isInstanceOf(Answer.Unknown.class);

      assertThat(endless.done().get(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aCallThatTakesTooLongIsUnknownAndItsRequestAbandoned() throws Exception {
    try (RudeServer silent = new RudeServer(RudeServer.keepsSilent());
        HttpParticipants participants =
            builder().participant("stock", silent.uri()).timeout(Duration.ofSeconds(1)).build()) {
      assertThat(get(participants.call(call(Operation.TRY))))
          .isEqualTo(new Answer.Unknown("no reply in time"));

      assertThat(silent.done().get(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aRefusedConnectionMeansNotSent() throws Exception {
    // a port that no test is given, so that nobody listens there
    try (HttpParticipants participants =
        builder().participant("stock", URI.create("http://127.0.0.1:1")).build()) {
      assertThat(get(participants.call(call(Operation.TRY)))).isInstanceOf(Answer.NotSent.class);
    }
  }

  @Test
  void aNameThatCannotBeResolvedMeansNotSent() throws Exception {
    try (HttpParticipants participants =
        builder().participant("stock", URI.create("http://stock.invalid")).build()) {
      assertThat(get(participants.call(call(Operation.TRY)))).isInstanceOf(Answer.NotSent.class);
    }
  }

  // ---- breaker, bulkhead ---------------------------------------------------------------------

  /** A clock that a test moves. */
  private static final class MovedClock extends Clock {
    private volatile Instant now = DEADLINE;

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private final MovedClock clock = new MovedClock();

  private HttpParticipants withBreakerAfterFour() {
    return builder()
        .participant("stock", server.uri("/stock"))
        .circuitBreaker(
            CircuitBreakerConfig.custom()
                .slidingWindow(4, 4, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .waitDurationInOpenState(Duration.ofSeconds(10))
                .permittedNumberOfCallsInHalfOpenState(1)
                .clock(clock)
                .build())
        .build();
  }

  private static List<Answer> calls(HttpParticipants participants, int count) throws Exception {
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(get(participants.call(call(Operation.TRY))));
    }
    return answers;
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504, 408, 429, 200, 302})
  void troubleOpensTheBreakerAndNothingIsSentUntilItHasRested(int status) throws Exception {
    server.answering(request -> Reply.of(status, ""));
    try (HttpParticipants participants = withBreakerAfterFour()) {
      assertThat(calls(participants, 4)).allMatch(Answer.Unknown.class::isInstance);
      assertThat(calls(participants, 3)).allMatch(Answer.NotSent.class::isInstance);
      assertThat(server.requests()).hasSize(4);

      server.answering(request -> Reply.of(200, TRIED));
      clock.pass(Duration.ofSeconds(11));

      assertThat(calls(participants, 5)).containsOnly(new Answer.Done(null));
      assertThat(server.requests()).hasSize(9);
    }
  }

  @Test
  void aParticipantThatIsStillInTroubleIsAskedOnceAndThenRestsAgain() throws Exception {
    server.answering(request -> Reply.of(503, ""));
    try (HttpParticipants participants = withBreakerAfterFour()) {
      List<Answer> unused = calls(participants, 4);
      clock.pass(Duration.ofSeconds(11));

      List<Answer> after = calls(participants, 3);

      assertThat(after.get(0)).isInstanceOf(Answer.Unknown.class);
      assertThat(after.subList(1, 3)).allMatch(Answer.NotSent.class::isInstance);
      assertThat(server.requests()).hasSize(5);
    }
  }

  static Stream<Reply> clearReplies() {
    return Stream.of(
        problem(409, "refused"),
        problem(409, "violation"),
        problem(409, "something-else"),
        problem(425, "not-now"),
        problem(400, "x"),
        problem(403, "x"),
        problem(404, "x"),
        problem(405, "x"),
        problem(422, "x"));
  }

  @ParameterizedTest
  @MethodSource("clearReplies")
  void whatIsClearlySaidDoesNotOpenTheBreaker(Reply reply) throws Exception {
    server.answering(request -> reply);
    try (HttpParticipants participants = withBreakerAfterFour()) {
      assertThat(calls(participants, 10)).noneMatch(Answer.NotSent.class::isInstance);
    }

    assertThat(server.requests()).hasSize(10);
  }

  @Test
  void aFullBulkheadMeansNotSentAndOthersAreNotConcerned() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch mayAnswer = new CountDownLatch(1);
    server.answering(
        request -> {
          if (request.path().startsWith("/stock")) {
            arrived.countDown();
            await(mayAnswer);
          }
          return Reply.of(200, TRIED);
        });
    try (HttpParticipants participants =
        builder()
            .participant("stock", server.uri("/stock"))
            .participant("payment", server.uri("/payment"))
            .maxConcurrentCalls(1)
            .build()) {
      CompletionStage<Answer> first = participants.call(call(Operation.TRY));
      await(arrived);

      assertThat(get(participants.call(call(Operation.TRY)))).isInstanceOf(Answer.NotSent.class);
      assertThat(
              get(
                  participants.call(
                      new BranchCall(Operation.TRY, ID, "b2", "payment", DEADLINE, "{}", 1, null))))
          .isEqualTo(new Answer.Done(null));

      mayAnswer.countDown();
      assertThat(get(first)).isEqualTo(new Answer.Done(null));
      assertThat(get(participants.call(call(Operation.TRY)))).isEqualTo(new Answer.Done(null));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- signing -------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"execute-api", "lambda"})
  void aSignedCallCarriesASignatureOverBodyHostAndIdempotencyKey(String service) throws Exception {
    AwsCredentialsProvider credentials =
        StaticCredentialsProvider.create(AwsSessionCredentials.create("AKID", "secret", "token"));
    SigV4 signing =
        service.equals("lambda")
            ? SigV4.forFunctionUrl("eu-central-1", credentials)
            : SigV4.forApiGateway("eu-central-1", credentials);
    try (HttpParticipants participants =
        builder().participant("stock", server.uri("/stock"), signing).build()) {
      Answer unused = get(participants.call(call(Operation.TRY)));
    }

    Request request = server.requests().get(0);
    String authorization =
        Optional.ofNullable(request.headers().get("authorization")).orElseThrow();
    List<String> signedHeaders =
        List.of(between(authorization, "SignedHeaders=", ",").split(";", -1));
    assertThat(authorization).startsWith("AWS4-HMAC-SHA256 Credential=AKID/");
    assertThat(signedHeaders)
        .contains("host", "idempotency-key", "content-type", "x-amz-date", "x-amz-security-token");
    assertThat(request.headers()).containsEntry("x-amz-security-token", "token");
    assertThat(authorization)
        .endsWith("Signature=" + signature(request, signedHeaders, service, "secret"));
  }

  @Test
  void withoutCredentialsNothingIsSent() throws Exception {
    AwsCredentialsProvider none =
        () -> {
          throw new IllegalStateException("no credentials here");
        };
    try (HttpParticipants participants =
        builder()
            .participant("stock", server.uri("/stock"), SigV4.forApiGateway("eu-central-1", none))
            .build()) {
      assertThat(get(participants.call(call(Operation.TRY)))).isInstanceOf(Answer.NotSent.class);
    }

    assertThat(server.requests()).isEmpty();
  }

  /** Signature Version 4 as the documentation has it, computed without the SDK. */
  private static String signature(
      Request request, List<String> signedHeaders, String service, String secret)
      throws GeneralSecurityException {
    StringBuilder canonical = new StringBuilder(request.method() + "\n" + request.path() + "\n\n");
    for (String name : signedHeaders) {
      canonical.append(name).append(':').append(request.headers().get(name)).append('\n');
    }
    canonical.append('\n').append(String.join(";", signedHeaders)).append('\n');
    canonical.append(sha256(request.body()));
    String time = Optional.ofNullable(request.headers().get("x-amz-date")).orElseThrow();
    String day = time.substring(0, 8);
    String scope = day + "/eu-central-1/" + service + "/aws4_request";
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String part : scope.split("/", -1)) {
      key = hmac(key, part);
    }
    return HexFormat.of()
        .formatHex(
            hmac(
                key,
                "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + sha256(canonical.toString())));
  }

  private static String sha256(String text) throws GeneralSecurityException {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from));
  }

  // ---- configuration -------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://host/path",
        "//host/path",
        "/path",
        "mailto:a@b",
        "https:///path",
        "http://user:secret@host/",
        "http://host/?q=1",
        "http://host/#fragment"
      })
  void aBaseThatIsNoPlainHttpUrlIsRefused(String base) {
    assertThatThrownBy(() -> builder().participant("stock", URI.create(base)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stock")
        .hasMessageNotContaining("secret");
  }

  @Test
  void impossibleSettingsAreRefused() {
    URI base = URI.create("http://host");
    assertThatThrownBy(() -> builder().participant("no/name", base))
        .hasMessageContaining("no/name");
    assertThatThrownBy(() -> builder().participant("a", base).participant("a", base))
        .hasMessageContaining("'a'");
    assertThatThrownBy(() -> builder().timeout(Duration.ZERO)).hasMessageContaining("timeout");
    assertThatThrownBy(() -> builder().maxConcurrentCalls(0)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> builder().build()).hasMessageContaining("participant");
    assertThatThrownBy(
            () ->
                new SigV4(
                    "execute-api",
                    " ",
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b"))))
        .hasMessageContaining("Region");
  }
}

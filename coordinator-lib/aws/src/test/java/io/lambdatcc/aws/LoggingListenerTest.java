package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.jsonlog.JsonLoggers;
import io.lambdatcc.memory.InMemoryTransactionLog;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.InvariantViolation;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.TransactionId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What is logged of real transactions, as JSON and by a backend that writes text. */
class LoggingListenerTest {
  private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
  private static final String TRACEPARENT = "00-" + TRACE_ID + "-b7ad6b7169203331-01";
  private static final String HOSTILE =
      "no fence\n{\"level\":\"ERROR\",\"message\":\"forged\"}\r\u0000\u001b[31m\u0085\u2028\u202e\ud800\"\\";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final FakeParticipants participants = new FakeParticipants();
  private final List<String> lines = new CopyOnWriteArrayList<>();

  /** A listener whose lines are JSON, as those of the function jars are. */
  private LoggingListener json(Level least) {
    return new LoggingListener(
        new JsonLoggers(least, Map.of("requestId", "r-1"), lines::add)
            .getLogger("io.lambdatcc.transactions"));
  }

  private TccOutcome execute(LoggingListener listener, String... at) throws Exception {
    try (TccCoordinator coordinator =
        TccCoordinator.builder(new InMemoryTransactionLog(), participants)
            .scope("test")
            .listener(listener)
            .settings(
                TccSettings.builder()
                    .continuesUnattended(false)
                    .defaultWait(Duration.ofSeconds(5))
                    .build())
            .build()) {
      return coordinator
          .execute(
              TccRequest.of(
                      "a",
                      Stream.of(at)
                          .map(each -> TccBranch.at(each, Payload.of("{\"secret\":1}")))
                          .toList())
                  .tracedBy(TRACEPARENT))
          .toCompletableFuture()
          .get(60, TimeUnit.SECONDS);
    }
  }

  /** All lines, each of which is one JSON object and no more. */
  private List<Map<String, Object>> logged() {
    return lines.stream()
        .map(
            line -> {
              assertThat(line.lines()).hasSize(1);
              assertThat(line).endsWith("}\n").doesNotContain("secret");
              try {
                return JSON.readValue(line, new TypeReference<Map<String, Object>>() {});
              } catch (JsonProcessingException e) {
                throw new AssertionError("is not JSON: " + line, e);
              }
            })
        .toList();
  }

  // ---- JSON ----------------------------------------------------------------------------------

  @Test
  void eachChangeOfPhaseIsALineWithIdsAndBranches() throws Exception {
    TccOutcome outcome = execute(json(Level.INFO), "stock", "payment");

    List<Map<String, Object>> logged = logged();
    assertThat(logged)
        .extracting(line -> line.get("message"), line -> line.get("phase"))
        .containsExactly(
            tuple("begun", "TRYING"), tuple("decided", "CONFIRMING"), tuple("ended", "CONFIRMED"));
    assertThat(logged)
        .allSatisfy(
            line ->
                assertThat(line)
                    .containsEntry("transaction", outcome.transaction().id().toString())
                    .containsEntry("trace", TRACE_ID)
                    .containsEntry("level", "INFO")
                    .containsEntry("logger", "io.lambdatcc.transactions")
                    .containsEntry("requestId", "r-1")
                    .containsKey("timestamp"));
    assertThat(logged)
        .extracting(line -> line.get("branches"))
        .containsExactly(
            "stock@stock ASKED, payment@payment ASKED",
            "stock@stock TRIED, payment@payment TRIED",
            "stock@stock CONFIRMED, payment@payment CONFIRMED");
    assertThat(logged.get(0)).doesNotContainKeys("decision", "reason", "millis");
    assertThat(logged.get(1)).containsEntry("decision", "CONFIRM").containsKey("millis");
    assertThat(logged.get(2)).containsEntry("decision", "CONFIRM").containsKey("millis");
  }

  @Test
  void aCancelledOneSaysWhyAndWhichBranch() throws Exception {
    participants.answering(
        call ->
            call.participant().equals("stock") && call.operation() == Operation.TRY
                ? new Answer.Refused("out-of-stock", "none left")
                : new Answer.Done(null));

    TccOutcome unused = execute(json(Level.INFO), "stock", "payment");

    assertThat(logged())
        .filteredOn(line -> "decided".equals(line.get("message")))
        .singleElement()
        .satisfies(
            line ->
                assertThat(line)
                    .containsEntry("phase", "CANCELLING")
                    .containsEntry("decision", "CANCEL")
                    .containsEntry("reason", "REFUSED")
                    .containsEntry("code", "out-of-stock")
                    .containsEntry("problem", "none left")
                    .containsEntry("branch", "stock"));
  }

  @Test
  void eachAnswerOfABranchIsADebugLine() throws Exception {
    TccOutcome unused = execute(json(Level.DEBUG), "stock");

    assertThat(logged())
        .filteredOn(line -> "answered".equals(line.get("message")))
        .extracting(line -> line.get("operation"), line -> line.get("answer"))
        .containsExactly(tuple("TRY", "Done"), tuple("CONFIRM", "Done"));
    assertThat(logged())
        .filteredOn(line -> "answered".equals(line.get("message")))
        .allSatisfy(
            line ->
                assertThat(line)
                    .containsEntry("level", "DEBUG")
                    .containsEntry("branch", "stock")
                    .containsEntry("participant", "stock")
                    .containsEntry("attempts", 1));
  }

  @Test
  void aParkedOneWarnsOfEachStuckBranchWithItsLastAnswer() throws Exception {
    participants.answering(
        call ->
            call.participant().equals("stock") && call.operation() == Operation.CONFIRM
                ? new Answer.Violated("no fence")
                : new Answer.Done(null));

    assertThat(execute(json(Level.INFO), "stock", "payment"))
        .isInstanceOf(TccOutcome.Pending.class);

    assertThat(logged())
        .filteredOn(line -> "WARN".equals(line.get("level")))
        .singleElement()
        .satisfies(
            line ->
                assertThat(line)
                    .containsEntry("message", "parked")
                    .containsEntry("phase", "CONFIRMING")
                    .containsEntry("branch", "stock")
                    .containsEntry("participant", "stock")
                    .containsEntry("attempts", 1)
                    .containsEntry("problem", "violation: no fence")
                    .containsKeys("since", "next", "transaction"));
  }

  @Test
  void hostileTextsStayValuesOfTheirFields() throws Exception {
    Function<Answer, FakeParticipants> confirm =
        answer -> participants.answering(Operation.CONFIRM, answer);
    FakeParticipants unused = confirm.apply(new Answer.Violated(HOSTILE.repeat(1_000)));
    TccOutcome parked = execute(json(Level.DEBUG), "stock");
    FakeParticipants again =
        participants.answering(Operation.TRY, new Answer.Refused(HOSTILE, HOSTILE.repeat(1_000)));
    TccOutcome cancelled = execute(json(Level.DEBUG), "stock");

    assertThat(parked).isInstanceOf(TccOutcome.Pending.class);
    assertThat(cancelled).isInstanceOf(TccOutcome.Cancelled.class);
    assertThat(unused).isSameAs(again);
    assertThat(logged())
        .allSatisfy(
            line ->
                assertThat(String.valueOf(line.get("message")))
                    .isIn("begun", "answered", "decided", "parked", "ended", "left unfinished"));
    assertThat(logged())
        .filteredOn(line -> line.containsKey("problem"))
        .isNotEmpty()
        .allSatisfy(
            line ->
                assertThat(String.valueOf(line.get("problem")))
                    .contains("no fence {\"level\":\"ERROR\"")
                    .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Cs}]"));
  }

  @Test
  void aBrokenInvariantIsAnErrorWithItsStack() {
    json(Level.INFO)
        .violated(
            TransactionId.parse("a~0123456789abnonce"), new InvariantViolation("I9", "it is gone"));

    assertThat(logged())
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line)
                  .containsEntry("level", "ERROR")
                  .containsEntry("transaction", "a~0123456789abnonce")
                  .containsEntry("invariant", "I9");
              assertThat(String.valueOf(line.get("error"))).contains("I9 violated: it is gone");
              assertThat(String.valueOf(line.get("stack"))).contains("LoggingListenerTest");
            });
  }

  @Test
  void doubtIsAWarning() {
    json(Level.INFO).inDoubt(TransactionId.parse("a~0123456789abnonce"));

    assertThat(logged())
        .singleElement()
        .satisfies(
            line ->
                assertThat(line)
                    .containsEntry("level", "WARN")
                    .containsEntry("transaction", "a~0123456789abnonce"));
  }

  // ---- text ----------------------------------------------------------------------------------

  /**
   * Lines of transactions at warn or above meanwhile, and what could have been taken for one: all
   * that the tests' logger lets through. Other tests log at the same time.
   */
  private static List<String> printed(ThrowingRunnable work) throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      work.run();
    } finally {
      System.setErr(before);
    }
    return bytes
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains("io.lambdatcc.transactions") || line.contains("forged"))
        .toList();
  }

  @FunctionalInterface
  private interface ThrowingRunnable {
    void run() throws Exception;
  }

  @Test
  void aBackendThatWritesTextWritesOneLineAllTheSame() throws Exception {
    participants.answering(Operation.CONFIRM, new Answer.Violated(HOSTILE));

    List<String> printed =
        printed(
            () ->
                assertThat(execute(new LoggingListener(), "stock"))
                    .isInstanceOf(TccOutcome.Pending.class));

    assertThat(printed)
        .singleElement()
        .asString()
        .contains("WARN io.lambdatcc.transactions", "transaction=a~", "phase=CONFIRMING")
        .contains("branch=stock", "no fence {\"level\":\"ERROR\"", "parked")
        .doesNotContain("secret");
  }

  @Test
  void aTransactionThatGoesWellWarnsNobody() throws Exception {
    List<String> printed =
        printed(
            () ->
                assertThat(execute(new LoggingListener(), "stock"))
                    .isInstanceOf(TccOutcome.Confirmed.class));

    assertThat(printed).isEmpty();
  }
}

package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.ParticipantClient;
import io.lambdatcc.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** The completion function on a real stream of a real log. */
class CompletionHandlerTest {
  private static final String SCOPE = "test";

  /** Keys whose reads fail. */
  private static final Set<String> unreadable = ConcurrentHashMap.newKeySet();

  private static final List<String> requests = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private static DynamoDbAsyncClient client;

  private final String table = Tables.freshName();
  private final FakeParticipants participants = new FakeParticipants();
  private final DynamoDbTransactionLog log = DynamoDbTransactionLog.builder(client, table).build();
  private final TccCoordinator decides = coordinator(participants);
  private final TccCoordinator completes = coordinator(participants);
  private final List<String> lines = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private ChangeStream stream;

  /** Refuses to read what a test says, and remembers what is sent. */
  private static final class Faults implements ExecutionInterceptor {
    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attrs) {
      requests.add(context.request().getClass().getSimpleName());
      if (context.request() instanceof GetItemRequest get && unreadable.contains(idIn(get.key()))) {
        throw new IllegalStateException("throttled");
      }
    }
  }

  @BeforeAll
  static void connect() {
    client = Tables.client(new Faults());
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @BeforeEach
  void open() throws Exception {
    DynamoDbTransactionLog unused = Tables.created(log);
    stream = new ChangeStream(client, table);
    unreadable.clear();
  }

  @AfterEach
  void close() {
    decides.close();
    completes.close();
    stream.close();
  }

  private TccCoordinator coordinator(ParticipantClient calls) {
    return coordinates(calls).build();
  }

  private TccCoordinator.Builder coordinates(ParticipantClient calls) {
    return TccCoordinator.builder(log, calls)
        .scope(SCOPE)
        .settings(TccSettings.builder().continuesUnattended(false).build());
  }

  // ---- the stream ----------------------------------------------------------------------------

  @Test
  void aDecisionThatIsHandedOverComesThroughTheStreamAndIsFinished() throws Exception {
    decide("a");
    decide("b");
    finish("c");
    List<Record> handedOver = stream.handedOver();
    assertThat(handedOver)
        .extracting(CompletionHandlerTest::keyOf)
        .containsExactly(id("a"), id("b"));

    assertThat(handle(ChangeStream.event(handedOver))).isEmpty();

    assertThat(stored("a").phase()).isEqualTo(Phase.CONFIRMED);
    assertThat(stored("b").phase()).isEqualTo(Phase.CONFIRMED);
    assertThat(stream.changes()).hasSize(9);
    assertThat(stream.handedOver()).as("no later write is marked").hasSize(2);
    assertThat(counted()).containsExactly(counts(2, 2, 0, 0));
  }

  @Test
  void aBatchThatNamesATransactionTwiceDrivesItOnce() throws Exception {
    decide("a");
    List<Record> once = stream.handedOver();
    List<Record> twice = List.of(once.get(0), once.get(0));

    assertThat(handle(ChangeStream.event(twice))).isEmpty();
    assertThat(handle(ChangeStream.event(twice))).isEmpty();

    assertThat(participants.calls(Operation.CONFIRM)).isEqualTo(1);
    assertThat(counted()).containsExactly(counts(2, 1, 0, 0), counts(2, 0, 0, 0));
  }

  // ---- what is reported ----------------------------------------------------------------------

  @Test
  void recordsWhoseTransactionCannotBeReadAreReportedAndTheOthersFinished() throws Exception {
    decide("a");
    decide("b");
    List<Record> handedOver = stream.handedOver();
    unreadable.add(id("a"));

    assertThat(handle(ChangeStream.event(handedOver)))
        .containsExactly(handedOver.get(0).dynamodb().sequenceNumber());

    assertThat(stored("b").phase()).isEqualTo(Phase.CONFIRMED);
    unreadable.clear();
    assertThat(handle(ChangeStream.event(handedOver))).isEmpty();
    assertThat(stored("a").phase()).isEqualTo(Phase.CONFIRMED);
    assertThat(counted()).containsExactly(counts(2, 1, 0, 1), counts(2, 1, 0, 0));
  }

  @Test
  void aBranchThatDoesNotAnswerIsNotReported() throws Exception {
    decide("a");
    participants.answering(Operation.CONFIRM, new Answer.Unknown("500"));

    assertThat(handle(ChangeStream.event(stream.handedOver()))).isEmpty();

    assertThat(stored("a").failedRounds()).isEqualTo(1);
    assertThat(counted()).containsExactly(counts(1, 0, 1, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"eventName\":\"MODIFY\"}",
        "{\"dynamodb\":{}}",
        "{\"dynamodb\":{\"SequenceNumber\":\"1\"}}",
        "{\"dynamodb\":{\"SequenceNumber\":\"1\",\"Keys\":{}}}",
        "{\"dynamodb\":{\"SequenceNumber\":\"1\",\"Keys\":{\"id\":{\"N\":\"7\"}}}}",
        "{\"dynamodb\":{\"SequenceNumber\":\"1\",\"Keys\":{\"id\":{\"S\":\"nonsense\"}}}}",
        "{\"dynamodb\":{\"SequenceNumber\":\"1\",\"Keys\":{\"id\":{\"S\":\"a b~000000000000\"}}}}",
        "{\"dynamodb\":{\"SequenceNumber\":\"\",\"Keys\":{\"id\":{\"S\":\"a~000000000000\"}}}}",
        "{\"dynamodb\":{\"Keys\":{\"id\":{\"S\":\"a~000000000000\"}}}}",
      })
  void aRecordThatTellsOfNoTransactionIsLeftAndComesNoMore(String record) throws Exception {
    decide("a");
    DynamodbEvent event = ChangeStream.event(stream.handedOver());
    event.getRecords().addAll(0, ChangeStream.event("{\"Records\":[" + record + "]}").getRecords());

    assertThat(handle(event)).isEmpty();

    assertThat(stored("a").phase()).isEqualTo(Phase.CONFIRMED);
    assertThat(counted()).containsExactly(counts(2, 1, 0, 1));
  }

  @Test
  void anEventWithoutRecordsDoesNothing() {
    assertThat(handle(ChangeStream.event("{}"))).isEmpty();
  }

  @Test
  void aCoordinatorThatIsBrokenReportsEveryRecord() throws Exception {
    decide("a");
    decide("b");
    List<Record> handedOver = stream.handedOver();
    completes.close();

    assertThat(handle(ChangeStream.event(handedOver)))
        .containsExactlyElementsOf(
            handedOver.stream().map(each -> each.dynamodb().sequenceNumber()).toList());
    assertThat(counted()).containsExactly(counts(2, 0, 0, 2));
  }

  @Test
  void whatIsReportedReadsAsLambdaWantsIt() {
    assertThat(
            ChangeStream.json(
                new StreamsEventResponse(
                    List.of(new BatchItemFailure("111"), new BatchItemFailure("222")))))
        .isEqualTo(
            "{\"batchItemFailures\":[{\"itemIdentifier\":\"111\"},{\"itemIdentifier\":\"222\"}]}");
  }

  // ---- time ----------------------------------------------------------------------------------

  @Test
  void withoutTimeNothingIsReadAndEveryRecordReported() throws Exception {
    decide("a");
    List<Record> handedOver = stream.handedOver();
    requests.clear();

    assertThat(handle(ChangeStream.event(handedOver), completes, 1_500)).hasSize(1);

    assertThat(requests).isEmpty();
    assertThat(participants.calls(Operation.CONFIRM)).isZero();
  }

  @Test
  void nothingIsSentAfterTheAnswerEvenIfABranchAnswersLate() throws Exception {
    decide("a");
    decide("b");
    CompletableFuture<Answer> late = new CompletableFuture<>();
    List<String> called = new CopyOnWriteArrayList<>();
    ParticipantClient hangs =
        new ParticipantClient() {
          @Override
          public boolean knows(String participant) {
            return true;
          }

          @Override
          public CompletionStage<Answer> call(BranchCall call) {
            called.add(call.transactionId().name());
            return late;
          }
        };
    DynamodbEvent event = ChangeStream.event(stream.handedOver());
    Queue<Runnable> later = new ConcurrentLinkedQueue<>();
    Scheduler timeStandsStill =
        (delay, task) -> {
          later.add(task);
          return () -> later.remove(task);
        };
    TccCoordinator.Builder builder = coordinates(hangs).scheduler(timeStandsStill);
    try (TccCoordinator hanging = builder.build()) {
      CompletableFuture<Void> timeIsUp =
          CompletableFuture.runAsync(
              () -> {
                while (called.size() < 2) {
                  Thread.onSpinWait();
                }
                for (Runnable task = later.poll(); task != null; task = later.poll()) {
                  task.run();
                }
              });
      assertThat(handle(event, hanging, 30_000)).isEmpty();
      assertThat(timeIsUp).succeedsWithin(Duration.ofSeconds(30));
      assertThat(called).containsExactlyInAnyOrder("a", "b");
      requests.clear();

      late.complete(new Answer.Done(null));

      assertThat(requests).isEmpty();
      assertThat(called).hasSize(2);
    }
    assertThat(stored("a").handedOver()).isTrue();
    assertThat(counted()).containsExactly(counts(2, 0, 2, 0));
  }

  // ---- words ---------------------------------------------------------------------------------

  private void decide(String name) throws Exception {
    execute(name, WaitFor.DECIDED);
  }

  private void finish(String name) throws Exception {
    execute(name, WaitFor.COMPLETED);
  }

  private void execute(String name, WaitFor what) throws Exception {
    Object unused =
        decides
            .execute(
                TccRequest.of(name, List.of(TccBranch.at("stock", Payload.of("{}"))))
                    .waitingFor(what, null))
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
  }

  private List<String> handle(DynamodbEvent event) {
    return handle(event, completes, 30_000);
  }

  /** The sequence numbers that are reported as failed. */
  private List<String> handle(DynamodbEvent event, TccCoordinator coordinator, int millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    return new CompletionHandler(
            coordinator, new InvocationMetrics(new MetricsListener("Test"), lines::add))
            .handleRequest(
                event,
                Invocations.with(
                    () -> (int) TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())))
            .getBatchItemFailures()
            .stream()
            .map(BatchItemFailure::getItemIdentifier)
            .toList();
  }

  /** What each invocation has counted. */
  private List<Map<String, Long>> counted() {
    return lines.stream().map(line -> Emf.of(line).counts()).toList();
  }

  private static Map<String, Long> counts(long records, long finished, long pending, long failed) {
    return Map.of(
        "CompletionRecords", records,
        "CompletionFinished", finished,
        "CompletionPending", pending,
        "CompletionFailed", failed);
  }

  private TransactionState stored(String name) throws Exception {
    return log.read(TransactionKey.of(SCOPE, name))
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS)
        .orElseThrow();
  }

  private static String id(String name) {
    return TransactionKey.of(SCOPE, name).text();
  }

  private static String keyOf(Record change) {
    return idIn(change.dynamodb().keys());
  }

  private static String idIn(Map<String, AttributeValue> attributes) {
    return Objects.requireNonNull(attributes.get("id")).s();
  }
}

package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.SweepReport;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.api.TccTransaction;
import io.lambdatcc.api.TransactionFilter;
import io.lambdatcc.api.TransactionPage;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.Capacity;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;

/** Coordinators over the real log: what they cost, and what one leaves to another. */
class TccOnDynamoDbTest {
  private static final String ROLE = "arn:aws:iam::123456789012:role/checkout-service";

  private static final List<String> requests = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private static DynamoDbAsyncClient client;

  private final List<ConsumedCapacity> consumed = new CopyOnWriteArrayList<>();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final FakeParticipants participants = new FakeParticipants();
  private final DynamoDbTransactionLog log =
      DynamoDbTransactionLog.builder(client, Tables.freshName())
          .capacityListener(consumed::add)
          .build();

  /** Remembers what is sent, by the name of the operation. */
  private static final class Counting implements ExecutionInterceptor {
    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attrs) {
      requests.add(context.request().getClass().getSimpleName());
    }
  }

  @BeforeAll
  static void connect() {
    client = Tables.client(new Counting());
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @BeforeEach
  void createTable() throws Exception {
    DynamoDbTransactionLog unused = Tables.created(log);
    requests.clear();
  }

  private TccCoordinator coordinator(InstantSource clock) {
    return TccCoordinator.builder(log, participants)
        .scope(ROLE)
        .clock(clock)
        .settings(TccSettings.builder().continuesUnattended(false).build())
        .build();
  }

  private TccCoordinator coordinator() {
    return coordinator(now::get);
  }

  private static TccRequest request(String name, int branches) {
    return TccRequest.of(
        name,
        IntStream.range(0, branches)
            .mapToObj(i -> TccBranch.at("payment" + i, Payload.of("{\"amount\":" + i + "}")))
            .toList());
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  // ---- cost ----------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10})
  void aConfirmedTransactionTakesThreeWritesOfOneUnitAndTwoOfTheIndex(int branches)
      throws Exception {
    try (TccCoordinator tcc = coordinator()) {
      TccOutcome outcome = get(tcc.execute(request("order-4711-1", branches)));

      assertThat(outcome).isInstanceOf(TccOutcome.Confirmed.class);
    }

    assertThat(requests)
        .containsExactly("PutItemRequest", "UpdateItemRequest", "UpdateItemRequest");
    assertThat(consumed).extracting(c -> c.table().capacityUnits()).containsExactly(1.0, 1.0, 1.0);
    assertThat(consumed).extracting(TccOnDynamoDbTest::indexUnits).containsExactly(1.0, 0.0, 1.0);
  }

  private static double indexUnits(ConsumedCapacity one) {
    Map<String, Capacity> indexes = one.globalSecondaryIndexes();
    return indexes.values().stream().mapToDouble(Capacity::capacityUnits).sum();
  }

  @Test
  void aRefusedTransactionTakesThreeWritesToo() throws Exception {
    participants.answering(
        call ->
            call.operation() == Operation.TRY && call.branchId().equals("payment1")
                ? new Answer.Refused("no-credit", "not enough credit")
                : new Answer.Done(null));
    try (TccCoordinator tcc = coordinator()) {
      TccOutcome outcome = get(tcc.execute(request("order-4711-1", 3)));

      assertThat(outcome).isInstanceOf(TccOutcome.Cancelled.class);
    }

    assertThat(requests)
        .containsExactly("PutItemRequest", "UpdateItemRequest", "UpdateItemRequest");
  }

  // ---- lists ---------------------------------------------------------------------------------

  @Test
  void whatIsUnfinishedIsListedShardAfterShardByQueriesAndReadsAlone() throws Exception {
    Set<String> expected = new TreeSet<>();
    Set<String> listed = new TreeSet<>();
    try (TccCoordinator tcc = coordinator()) {
      for (int i = 0; i < 20; i++) {
        TccRequest decided = request("left-" + i, 1).waitingFor(WaitFor.DECIDED, null);
        assertThat(get(tcc.execute(decided))).isInstanceOf(TccOutcome.Confirmed.class);
        assertThat(get(tcc.execute(request("ended-" + i, 1))))
            .isInstanceOf(TccOutcome.Confirmed.class);
        expected.add("left-" + i);
      }
      requests.clear();
      String cursor = null;
      do {
        TransactionPage page = get(tcc.list(TransactionFilter.UNFINISHED, 7, cursor));
        page.transactions().forEach(each -> listed.add(each.id().key().name()));
        cursor = page.cursor();
      } while (cursor != null);
    }

    assertThat(listed).isEqualTo(expected);
    assertThat(requests).containsOnly("QueryRequest", "GetItemRequest");
    assertThat(requests).filteredOn("GetItemRequest"::equals).hasSize(20);
  }

  @Test
  void cursorThatThisLogHasNotMadeIsRefusedAndNotAsked() throws Exception {
    requests.clear();
    for (String forged :
        List.of("x", "12", "12|", "12|no key", "-1|a~b", "9".repeat(19) + "|a~b")) {
      assertThatIllegalArgumentException()
          .as(forged)
          .isThrownBy(() -> log.due(0, Instant.EPOCH, 10, forged));
    }
    assertThat(requests).isEmpty();
  }

  // ---- crash ---------------------------------------------------------------------------------

  @Test
  void whatOneCoordinatorDecidedAnothersSweepFinishes() throws Exception {
    participants.answering(Operation.CONFIRM, new Answer.Unknown("the lights went out"));
    try (TccCoordinator first = coordinator()) {
      TccOutcome decided =
          get(first.execute(request("a", 3).waitingFor(WaitFor.DECIDED, Duration.ofSeconds(20))));
      assertThat(decided).isInstanceOf(TccOutcome.Confirmed.class);
    }
    assertThat(stored("a").phase()).isEqualTo(Phase.CONFIRMING);
    participants.answering(call -> new Answer.Done(null));
    now.updateAndGet(instant -> instant.plusSeconds(120));

    try (TccCoordinator second = coordinator()) {
      assertThat(get(second.sweep(Duration.ofSeconds(20))))
          .isEqualTo(new SweepReport(1, 0, 1, 0, 0, 0, null));
      assertThat(get(second.sweep(Duration.ofSeconds(20)))).isEqualTo(SweepReport.NOTHING);
    }

    assertThat(stored("a").phase()).isEqualTo(Phase.CONFIRMED);
    assertThat(participants.calls(Operation.CANCEL)).isZero();
  }

  @Test
  void whatWasNeverDecidedIsCancelledByASweepAfterItsDeadlineAndNotBefore() throws Exception {
    participants.answering(Operation.TRY, new Answer.Unknown("no reply"));
    Instant begun = now.get();
    CompletionStage<TccOutcome> pending;
    try (TccCoordinator first = coordinator()) {
      pending = first.execute(request("a", 2).waitingFor(WaitFor.DECIDED, Duration.ofSeconds(20)));
      while (participants.calls(Operation.TRY) == 0) { // and so its begin has not landed
        TimeUnit.MILLISECONDS.sleep(10);
      }
    }
    assertThat(get(pending)).isInstanceOf(TccOutcome.Pending.class);
    participants.answering(call -> new Answer.Done(null));

    try (TccCoordinator second = coordinator()) {
      now.updateAndGet(instant -> instant.plusSeconds(5));
      assertThat(get(second.sweep(Duration.ofSeconds(20))))
          .isEqualTo(new SweepReport(1, 1, 0, 0, 0, 0, begun));
      assertThat(stored("a").phase()).isEqualTo(Phase.TRYING);

      now.updateAndGet(instant -> instant.plusSeconds(5));
      assertThat(get(second.sweep(Duration.ofSeconds(20))))
          .isEqualTo(new SweepReport(1, 0, 1, 0, 0, 0, null));
    }

    TransactionState end = stored("a");
    assertThat(end.phase()).isEqualTo(Phase.CANCELLED);
    assertThat(end.cancelReason())
        .extracting(CancelReason::kind)
        .isEqualTo(CancelReason.Kind.DEADLINE);
    assertThat(participants.calls(Operation.CONFIRM)).isZero();
    assertThat(participants.calls(Operation.CANCEL)).isEqualTo(2);
  }

  @Test
  void theSameNameAndRequestIsToldTheSameByAnotherCoordinator() throws Exception {
    TccTransaction told;
    try (TccCoordinator first = coordinator()) {
      told = get(first.execute(request("a", 3))).transaction();
    }

    try (TccCoordinator second = coordinator()) {
      TccOutcome again = get(second.execute(request("a", 3)));

      assertThat(again).isInstanceOf(TccOutcome.Confirmed.class);
      assertThat(again.transaction().id()).isEqualTo(told.id());
      assertThat(again.transaction().branches()).isEqualTo(told.branches());
    }
    assertThat(participants.calls(Operation.TRY)).isEqualTo(3);
  }

  private TransactionState stored(String name) throws Exception {
    return get(log.read(TransactionKey.of(ROLE, name))).orElseThrow();
  }
}

package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.BranchStatus;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Digest;
import io.lambdatcc.protocol.Protocol;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.LogRejectedException;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.spi.TransactionLogContract;
import io.lambdatcc.spi.WriteResult;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

class DynamoDbTransactionLogTest extends TransactionLogContract {
  @SuppressWarnings("NullAway.Init")
  private static DynamoDbAsyncClient client;

  private static final Duration RETENTION = Duration.ofDays(30);
  private static final int RACES = 100;

  private final String table = Tables.freshName();
  private final DynamoDbTransactionLog log = DynamoDbTransactionLog.builder(client, table).build();

  @BeforeAll
  static void connect() {
    client = Tables.client();
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @BeforeEach
  void createTable() throws Exception {
    DynamoDbTransactionLog unused = Tables.created(log);
  }

  @Override
  protected TransactionLog log() {
    return log;
  }

  // ---- ends in the place of a begin ----------------------------------------------------------

  @Test
  void anEndThatNeverBeganIsForgottenLikeEveryEndAndIsNeverDue() {
    TransactionState first = begun("a", "n");
    Instant now = Instant.parse("2030-01-31T12:00:00.250Z");
    TransactionState end =
        TransactionState.forestalled(first.id(), "b", "p", first.deadline(), now);

    assertThat(get(log.forestall(end, "t2"))).isEqualTo(new WriteResult.Written());

    assertThat(item(first))
        .containsEntry(
            "ttl", AttributeValue.fromN(Long.toString(now.plus(RETENTION).getEpochSecond())))
        .doesNotContainKeys("ds", "dd");
    assertThat(get(log.begin(first))).isEqualTo(new WriteResult.Conflict(end));
    assertThat(item(first)).containsEntry("p", AttributeValue.fromS("CANCELLED"));
  }

  @Test
  void ofABeginAndAnEndInItsPlaceExactlyOneLands() {
    Protocol protocol = new Protocol(1);
    List<CompletableFuture<List<WriteResult>>> races =
        IntStream.range(0, RACES)
            .mapToObj(
                i -> {
                  TransactionState first = begun("race-" + i, "n");
                  Supplier<CompletableFuture<WriteResult>> begin =
                      () -> log.begin(first).toCompletableFuture();
                  Supplier<CompletableFuture<WriteResult>> end =
                      () ->
                          log.forestall(
                                  protocol
                                      .forgo(first, "too late", first.deadline())
                                      .next()
                                      .durable(),
                                  "t2")
                              .toCompletableFuture();
                  // whichever is sent first has the better chances
                  return i % 2 == 0 ? both(begin, end) : both(end, begin);
                })
            .toList();

    for (CompletableFuture<List<WriteResult>> race : races) {
      assertThat(race.join())
          .filteredOn(result -> result instanceof WriteResult.Written)
          .hasSize(1);
      assertThat(race.join())
          .filteredOn(result -> result instanceof WriteResult.Conflict)
          .hasSize(1);
    }
  }

  private static CompletableFuture<List<WriteResult>> both(
      Supplier<CompletableFuture<WriteResult>> one, Supplier<CompletableFuture<WriteResult>> two) {
    return one.get().thenCombine(two.get(), List::of);
  }

  // ---- what other versions write -------------------------------------------------------------

  @Test
  void whatANewerVersionHasAddedSurvivesEveryWrite() {
    TransactionState first = begun("a", "n");
    get(log.begin(first));
    change(first, "fromTheFuture", AttributeValue.fromS("keep me"));

    get(log.write(confirming(first), "t2"));
    get(log.write(confirmed(confirming(first)), "t3"));

    assertThat(item(first)).containsEntry("fromTheFuture", AttributeValue.fromS("keep me"));
    assertThat(get(log.read(first.id().key()))).contains(confirmed(confirming(first)));
  }

  @Test
  void aMarkerThatAnOlderVersionLeftWhereItWasIsNotBelieved() {
    TransactionState first = begun("a", "n");
    get(log.begin(first));
    change(first, "ho", AttributeValue.fromN("1"));
    assertThat(get(log.read(first.id().key()))).as("undecided").contains(first);
    get(log.write(confirming(first).handOver(), "t2"));

    TransactionState parked = parked(confirming(first));
    get(log.write(parked, "t3"));
    change(parked, "ho", AttributeValue.fromN("1"));
    assertThat(get(log.read(first.id().key()))).as("after a failed round").contains(parked);

    TransactionState confirmed = confirmed(parked);
    get(log.write(confirmed, "t4"));
    change(confirmed, "ho", AttributeValue.fromN("1"));
    assertThat(get(log.read(first.id().key()))).as("finished").contains(confirmed);
  }

  @Test
  void aMarkerOfAnotherKindIsNone() {
    TransactionState decision = confirming(begun("a", "n"));
    get(log.begin(begun("a", "n")));
    get(log.write(decision, "t2"));
    for (AttributeValue other :
        List.of(
            AttributeValue.fromN("2"), AttributeValue.fromS("1"), AttributeValue.fromBool(true))) {
      change(decision, "ho", other);

      assertThat(get(log.read(decision.id().key()))).contains(decision);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sv", "n", "sc", "o", "c", "dl", "b", "v", "p", "g", "fr", "dd"})
  void aRecordThatLacksSomethingIsRefusedNotDefaulted(String attribute) {
    TransactionState first = begun("a", "n");
    get(log.begin(first));
    remove(first, attribute);

    assertThatThrownBy(() -> get(log.read(first.id().key())))
        .cause()
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(first.id().key().text());
  }

  static Stream<Map<String, AttributeValue>> foreignValues() {
    return Stream.of(
        Map.of("p", AttributeValue.fromS("REVIEWING")),
        Map.of("p", AttributeValue.fromN("1")),
        Map.of("o", AttributeValue.fromS("RANDOM")),
        Map.of("sv", AttributeValue.fromN("2")),
        Map.of("v", AttributeValue.fromN("1.5")),
        Map.of("fr", AttributeValue.fromN("-1")),
        Map.of("n", AttributeValue.fromS("NOT A NONCE")),
        Map.of("g", AttributeValue.fromS("no list")),
        Map.of("g", AttributeValue.fromL(List.of())),
        Map.of("g", AttributeValue.fromL(List.of(progress("P"), progress("?")))),
        Map.of("g", AttributeValue.fromL(List.of(progress("P"), AttributeValue.fromS("P")))),
        Map.of("r", AttributeValue.fromM(Map.of("k", AttributeValue.fromS("BORED")))),
        Map.of("ea", AttributeValue.fromN("1")));
  }

  private static AttributeValue progress(String status) {
    return AttributeValue.fromM(
        Map.of(
            "s",
            AttributeValue.fromS(status),
            "a",
            AttributeValue.fromN("0"),
            "f",
            AttributeValue.fromN("0")));
  }

  @ParameterizedTest
  @MethodSource("foreignValues")
  void aRecordWithAnUnknownValueIsRefusedNotDefaulted(Map<String, AttributeValue> foreign) {
    TransactionState first = begun("a", "n");
    get(log.begin(first));
    foreign.forEach((name, value) -> change(first, name, value));

    assertThatThrownBy(() -> get(log.read(first.id().key())))
        .cause()
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(first.id().key().text());
  }

  @Test
  void aConflictWithARecordThatCannotBeReadIsNoConflictButAnError() {
    TransactionState first = begun("a", "n");
    get(log.begin(first));
    change(first, "p", AttributeValue.fromS("REVIEWING"));

    assertThatThrownBy(() -> get(log.begin(begun("a", "other"))))
        .cause()
        .cause()
        .hasMessageContaining("REVIEWING");
  }

  // ---- the end -------------------------------------------------------------------------------

  @Test
  void aFinishedTransactionIsForgottenAfterItsRetentionAndNotBefore() {
    DynamoDbTransactionLog longer =
        DynamoDbTransactionLog.builder(client, table).retention(Duration.ofDays(90)).build();
    TransactionState first = begun("a", "n");
    TransactionState finished = confirmed(confirming(first));
    get(longer.begin(first));
    get(longer.write(confirming(first), "t2"));
    assertThat(item(first)).doesNotContainKey("ttl").containsKeys("ds", "dd");

    get(longer.write(finished, "t3"));

    Instant end = finished.endedAt() == null ? Instant.MIN : finished.endedAt();
    long expected = end.plus(Duration.ofDays(90)).getEpochSecond();
    assertThat(item(first))
        .containsEntry("ttl", AttributeValue.fromN(Long.toString(expected)))
        .doesNotContainKeys("ds", "dd");
  }

  @Test
  void theTableIsCreatedOnceWithItsTimeToLive() throws Exception {
    DynamoDbTransactionLog unused = Tables.created(log);

    assertThat(
            get(client.describeTimeToLive(describe -> describe.tableName(table)))
                .timeToLiveDescription()
                .timeToLiveStatus())
        .isEqualTo(TimeToLiveStatus.ENABLED);
  }

  @Test
  void theTableIsCreatedWithAStreamOfNewImages() {
    assertThat(get(client.describeTable(it -> it.tableName(table))).table().streamSpecification())
        .isEqualTo(
            StreamSpecification.builder()
                .streamEnabled(true)
                .streamViewType(StreamViewType.NEW_IMAGE)
                .build());
  }

  // ---- limits --------------------------------------------------------------------------------

  @Test
  void aTransactionThatCouldOutgrowItsItemIsRefusedAtBegin() {
    TransactionState narrow = wide(99);
    TransactionState first =
        TransactionState.begin(
            narrow.id(),
            "s".repeat(120_000),
            narrow.order(),
            narrow.createdAt(),
            narrow.deadline(),
            narrow.deadline(),
            null,
            narrow.branches());

    assertThatThrownBy(() -> get(log.begin(first)))
        .cause()
        .cause()
        .isInstanceOf(LogRejectedException.class)
        .hasMessageContaining(first.id().toString())
        .hasMessageContaining("409600");
    assertThat(get(log.read(first.id().key()))).isEmpty();
  }

  @Test
  void theLargestTransactionThatMayBeginCanBeWrittenToItsEnd() {
    TransactionState first =
        withBranches(
            wide(99),
            IntStream.range(0, 99)
                .mapToObj(
                    i ->
                        BranchState.pending(
                            "%064d".formatted(i),
                            "p".repeat(60) + "%04d".formatted(i),
                            Digest.ofText("payload " + i)))
                .toList());
    TransactionState fullest =
        withBranches(
            cancelling(
                first,
                new CancelReason(
                    CancelReason.Kind.REFUSED,
                    "%064d".formatted(1),
                    "要".repeat(500),
                    "要".repeat(500))),
            first.branches().stream()
                .map(
                    b ->
                        new BranchState(
                            b.id(),
                            b.participant(),
                            b.payloadDigest(),
                            b.address(),
                            BranchStatus.TRIED,
                            Integer.MAX_VALUE,
                            Integer.MAX_VALUE,
                            "\"" + "r".repeat(2046) + "\"",
                            "要".repeat(BranchState.MAX_PROBLEM_LENGTH),
                            first.createdAt().plusMillis(Integer.MAX_VALUE),
                            first.createdAt().plusMillis(Integer.MAX_VALUE - 1),
                            null,
                            false))
                .toList());

    assertThat(get(log.begin(first))).isEqualTo(new WriteResult.Written());
    int atBegin = ItemSize.of(item(first));
    assertThat(get(log.write(fullest, "t".repeat(52)))).isEqualTo(new WriteResult.Written());

    assertThat(ItemSize.of(item(first)) - atBegin)
        .isLessThanOrEqualTo(TransactionRecord.worstGrowth(first));
    assertThat(get(log.read(first.id().key()))).contains(fullest);
  }

  @Test
  void halfASurrogatePairInAProblemDoesNotStopATransaction() {
    TransactionState first = begun("a", "n");
    BranchState broken = withProblem(first.branches().get(0), "\uD83D? \uDE00 \uD83D");
    get(log.begin(first));

    WriteResult result =
        get(
            log.write(
                withBranches(confirming(first), List.of(broken, first.branches().get(1))), "t2"));

    assertThat(result).isEqualTo(new WriteResult.Written());
    assertThat(get(log.read(first.id().key())).orElseThrow().branches().get(0).problem())
        .isEqualTo("\uFFFD? \uFFFD \uFFFD");
  }

  @Test
  void impossibleSettingsAreRefused() {
    DynamoDbTransactionLog.Builder builder = DynamoDbTransactionLog.builder(client, table);

    assertThatThrownBy(() -> builder.shards(0)).hasMessageContaining("shards");
    assertThatThrownBy(() -> builder.shards(1_001)).hasMessageContaining("1001");
    assertThatThrownBy(() -> builder.retention(Duration.ofDays(29)))
        .hasMessageContaining("retention");
    assertThatThrownBy(() -> DynamoDbTransactionLog.builder(client, " "))
        .hasMessageContaining("table");
    assertThatThrownBy(() -> log.due(8, Instant.EPOCH, 1, null)).hasMessageContaining("0 to 7");
    assertThatThrownBy(() -> log.due(0, Instant.EPOCH, 1, "nonsense"))
        .hasMessageContaining("nonsense");
  }

  // ---- doubt ---------------------------------------------------------------------------------

  /** Loses the answers to the first so many requests after DynamoDB has carried them out. */
  private static final class AnswerLost implements ExecutionInterceptor {
    private static final ExecutionAttribute<Boolean> LOST = new ExecutionAttribute<>("answer-lost");

    private final AtomicInteger left;

    AnswerLost(int times) {
      left = new AtomicInteger(times);
    }

    @Override
    public SdkHttpResponse modifyHttpResponse(
        Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
      boolean lost = left.getAndDecrement() > 0;
      attributes.putAttribute(LOST, lost);
      return lost ? SdkHttpResponse.builder().statusCode(500).build() : context.httpResponse();
    }

    @Override
    public Optional<Publisher<ByteBuffer>> modifyAsyncHttpResponseContent(
        Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
      return Boolean.TRUE.equals(attributes.getAttribute(LOST))
          ? Optional.of(AsyncRequestBody.empty())
          : context.responsePublisher();
    }
  }

  @Test
  void aBeginWhoseAnswerWasLostIsRecognisedByTheClientsOwnSecondAttempt() {
    TransactionState first = begun("a", "n");
    try (DynamoDbAsyncClient lossy = Tables.client(new AnswerLost(1))) {
      DynamoDbTransactionLog doubtful = DynamoDbTransactionLog.builder(lossy, table).build();

      assertThat(get(doubtful.begin(first))).isEqualTo(new WriteResult.Written());
    }
  }

  @Test
  void aWriteWhoseAnswerWasLostIsRecognisedByTheClientsOwnSecondAttempt() {
    TransactionState first = begun("a", "n");
    get(log.begin(first));
    try (DynamoDbAsyncClient lossy = Tables.client(new AnswerLost(1))) {
      DynamoDbTransactionLog doubtful = DynamoDbTransactionLog.builder(lossy, table).build();

      assertThat(get(doubtful.write(confirming(first), "t2"))).isEqualTo(new WriteResult.Written());
    }
  }

  @Test
  void aWriteWhoseEveryAnswerWasLostIsUnknownAndRecognisedWhenRepeated() {
    TransactionState first = begun("a", "n");
    get(log.begin(first));
    try (DynamoDbAsyncClient lossy = Tables.client(new AnswerLost(DynamoDbClients.ATTEMPTS))) {
      DynamoDbTransactionLog doubtful = DynamoDbTransactionLog.builder(lossy, table).build();

      assertThat(get(doubtful.write(confirming(first), "t2")))
          .isInstanceOf(WriteResult.Unknown.class);
      assertThat(get(doubtful.write(confirming(first), "t2"))).isEqualTo(new WriteResult.Written());
    }
  }

  @Test
  void anUnreachableTableLeavesAWriteUnknownAndAReadFailed() {
    TransactionState first = begun("a", "n");
    try (DynamoDbAsyncClient nowhere =
        Tables.clientBuilder().endpointOverride(URI.create("http://127.0.0.1:1")).build()) {
      DynamoDbTransactionLog lost = DynamoDbTransactionLog.builder(nowhere, table).build();

      assertThat(get(lost.begin(first))).isInstanceOf(WriteResult.Unknown.class);
      assertThat(get(lost.write(confirming(first), "t2"))).isInstanceOf(WriteResult.Unknown.class);
      assertThatThrownBy(() -> get(lost.read(first.id().key()))).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void aTransactionIsReadConsistently() throws Exception {
    List<GetItemRequest> reads = new ArrayList<>();
    ExecutionInterceptor overhears =
        new ExecutionInterceptor() {
          @Override
          public void beforeExecution(Context.BeforeExecution request, ExecutionAttributes unused) {
            if (request.request() instanceof GetItemRequest read) {
              reads.add(read);
            }
          }
        };
    try (DynamoDbAsyncClient overheard = Tables.client(overhears)) {
      DynamoDbTransactionLog reader =
          Tables.created(DynamoDbTransactionLog.builder(overheard, Tables.freshName()).build());
      get(reader.read(TransactionKey.of("tests", "a")));
    }

    assertThat(reads).singleElement().satisfies(read -> assertThat(read.consistentRead()).isTrue());
  }

  @Test
  void aTableIsAskedForAgainWhereTheFirstRequestGetsNoConnection() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    DynamoDbAsyncClient busyAtFirst =
        (DynamoDbAsyncClient)
            Proxy.newProxyInstance(
                DynamoDbAsyncClient.class.getClassLoader(),
                new Class<?>[] {DynamoDbAsyncClient.class},
                (proxy, method, arguments) ->
                    method.getName().equals("createTable") && requests.incrementAndGet() <= 2
                        ? CompletableFuture.failedFuture(
                            SdkClientException.create("Acquire operation took too long"))
                        : method.invoke(client, arguments));

    DynamoDbTransactionLog created =
        Tables.created(DynamoDbTransactionLog.builder(busyAtFirst, Tables.freshName()).build());

    assertThat(requests).hasValue(3);
    assertThat(get(created.begin(begun("a", "n")))).isInstanceOf(WriteResult.Written.class);
  }

  @Test
  void aMissingTableLeavesAWriteUnknownAndIsNamed() {
    String missing = Tables.freshName();
    DynamoDbTransactionLog elsewhere = DynamoDbTransactionLog.builder(client, missing).build();

    assertThat(get(elsewhere.begin(begun("a", "n"))))
        .isInstanceOfSatisfying(
            WriteResult.Unknown.class,
            unknown -> assertThat(unknown.cause()).hasMessageContaining(missing));
  }

  @Test
  void whatDynamoDbRejectsAsInvalidIsRejectedForGood() {
    String foreign = Tables.freshName();
    get(
        client.createTable(
            create ->
                create
                    .tableName(foreign)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                        AttributeDefinition.builder()
                            .attributeName("other")
                            .attributeType(ScalarAttributeType.S)
                            .build())
                    .keySchema(
                        KeySchemaElement.builder()
                            .attributeName("other")
                            .keyType(KeyType.HASH)
                            .build())));
    DynamoDbTransactionLog misplaced = DynamoDbTransactionLog.builder(client, foreign).build();

    assertThatThrownBy(() -> get(misplaced.begin(begun("a", "n"))))
        .cause()
        .cause()
        .isInstanceOf(LogRejectedException.class);
  }

  // ---- items ---------------------------------------------------------------------------------

  private Map<String, AttributeValue> item(TransactionState state) {
    return get(client.getItem(read -> read.tableName(table).key(keyOf(state)).consistentRead(true)))
        .item();
  }

  private void change(TransactionState state, String name, AttributeValue value) {
    Map<String, AttributeValue> item = new HashMap<>(item(state));
    item.put(name, value);
    get(client.putItem(put -> put.tableName(table).item(item)));
  }

  private void remove(TransactionState state, String name) {
    Map<String, AttributeValue> item = new HashMap<>(item(state));
    assertThat(item.remove(name)).isNotNull();
    get(client.putItem(put -> put.tableName(table).item(item)));
  }

  private static Map<String, AttributeValue> keyOf(TransactionState state) {
    return Map.of("id", AttributeValue.fromS(state.id().key().text()));
  }

  private static BranchState withProblem(BranchState b, String problem) {
    return new BranchState(
        b.id(),
        b.participant(),
        b.payloadDigest(),
        b.address(),
        BranchStatus.TRIED,
        1,
        0,
        null,
        problem,
        null,
        null,
        null,
        false);
  }

  private static TransactionState withBranches(TransactionState s, List<BranchState> branches) {
    return new TransactionState(
        s.id(),
        s.scope(),
        s.order(),
        s.createdAt(),
        s.deadline(),
        s.traceparent(),
        s.version(),
        s.phase(),
        branches,
        s.cancelReason(),
        s.failedRounds(),
        s.due(),
        s.parkedAt(),
        s.decidedAt(),
        s.endedAt(),
        s.handedOver(),
        null);
  }
}

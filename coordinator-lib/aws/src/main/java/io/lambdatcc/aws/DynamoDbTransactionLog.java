package io.lambdatcc.aws;

import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.LogRejectedException;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.spi.WriteResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * A transaction log in one DynamoDB table: one item per transaction, three writes in its life.
 *
 * <p>Begin puts the item on the condition that none has its key. Every later write is an update of
 * named attributes on the condition that nonce and version are those of the state it follows (I11);
 * attributes that a newer version of this library has added survive it (I12). A failed condition
 * brings the item as it is, so that a write that landed earlier and lost its answer is recognised
 * by its token without another read.
 *
 * <table>
 * <caption>The item</caption>
 * <tr><th>attribute</th><th>type</th><th>what</th><th>written</th></tr>
 * <tr><td>{@code id}</td><td>S, partition key</td><td>name, {@code ~} and scope tag</td>
 *     <td>at begin</td></tr>
 * <tr><td>{@code sv}</td><td>N</td><td>version of this format, 1; a reader refuses any other</td>
 *     <td>at begin</td></tr>
 * <tr><td>{@code n}</td><td>S</td><td>nonce: the rest of the id, and begin's write token</td>
 *     <td>at begin</td></tr>
 * <tr><td>{@code sc}</td><td>S</td><td>scope: whose transaction it is</td><td>at begin</td></tr>
 * <tr><td>{@code o}</td><td>S</td><td>{@code PARALLEL} or {@code SEQUENTIAL}</td>
 *     <td>at begin</td></tr>
 * <tr><td>{@code c}, {@code dl}</td><td>N</td><td>begun at, deadline</td><td>at begin</td></tr>
 * <tr><td>{@code tp}</td><td>S</td><td>traceparent, if there is one</td><td>at begin</td></tr>
 * <tr><td>{@code b}</td><td>L of M</td><td>branches: participant {@code p}, SHA-256 of the payload
 *     {@code d} (B, 32 bytes), id {@code i} if it is not the participant's name</td>
 *     <td>at begin</td></tr>
 * <tr><td>{@code v}</td><td>N</td><td>version: 1 at begin, one more with each write</td>
 *     <td>always</td></tr>
 * <tr><td>{@code w}</td><td>S</td><td>token of the last write after begin</td>
 *     <td>after begin</td></tr>
 * <tr><td>{@code p}</td><td>S</td><td>phase</td><td>always</td></tr>
 * <tr><td>{@code g}</td><td>L of M</td><td>progress of the branches, in their order: status
 *     {@code s} ({@code P}ending, {@code A}sked, {@code W}aiting, {@code T}ried, {@code R}efused,
 *     {@code C}onfirmed, {@code X} cancelled), attempts {@code a}, failures {@code f}, result
 *     {@code r}, problem {@code x}</td><td>always</td></tr>
 * <tr><td>{@code fr}</td><td>N</td><td>failed rounds of phase two</td><td>always</td></tr>
 * <tr><td>{@code r}</td><td>M</td><td>why it was cancelled: kind {@code k}, branch {@code b}, code
 *     {@code c}, text {@code t}</td><td>if cancelled</td></tr>
 * <tr><td>{@code pk}, {@code da}, {@code ea}</td><td>N</td><td>parked, decided, ended at</td>
 *     <td>if it is</td></tr>
 * <tr><td>{@code ho}</td><td>N</td><td>1: handed over; who wrote this decision lets go of it, and
 *     the stream's function goes on</td><td>with such a decision, removed by the next write</td></tr>
 * <tr><td>{@code ds}</td><td>N, index partition key</td><td>shard: hash of the key</td>
 *     <td>at begin, removed at the end</td></tr>
 * <tr><td>{@code dd}</td><td>N, index sort key</td><td>due: when recovery shall look at it</td>
 *     <td>while unfinished</td></tr>
 * <tr><td>{@code ttl}</td><td>N</td><td>when DynamoDB may forget it, in epoch seconds</td>
 *     <td>at the end</td></tr>
 * </table>
 *
 * <p>Instants are epoch milliseconds, rounded down. The keys-only index {@code due} holds exactly
 * the unfinished transactions. A transaction that goes well costs it two writes, one to enter and
 * one to leave: its due time does not change in between, and DynamoDB does not touch an index whose
 * key attributes keep their values.
 *
 * <p>What an answer of DynamoDB means: a failed condition is a conflict, or this very write come
 * back; a {@code ValidationException} is {@link LogRejectedException}; everything else, throttling,
 * time-outs, 5xx and broken connections, is unknown. A record that could outgrow an item's 400 KB
 * later is rejected at begin, before anything depends on it.
 */
public final class DynamoDbTransactionLog implements TransactionLog {
  /** The name of the index of unfinished transactions. */
  public static final String DUE_INDEX = "due";

  /** The shortest that a finished transaction, and with it its name, is remembered. */
  public static final Duration MIN_RETENTION = Duration.ofDays(30);

  private static final int DEFAULT_SHARDS = 8;
  private static final int MAX_SHARDS = 1_000;
  private static final String CURSOR_SEPARATOR = "|";
  private static final Pattern CURSOR = Pattern.compile("([0-9]{1,18})\\|(.+)");
  private static final Duration TABLE_TIMEOUT = Duration.ofSeconds(30);
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS);

  private final DynamoDbAsyncClient client;
  private final String table;
  private final int shards;
  private final Duration retention;
  private final @Nullable Consumer<ConsumedCapacity> capacity;

  private DynamoDbTransactionLog(Builder builder) {
    this.client = builder.client;
    this.table = builder.table;
    this.shards = builder.shards;
    this.retention = builder.retention;
    this.capacity = builder.capacity;
  }

  /**
   * Starts building a log in this table.
   *
   * @param client with few attempts and short time-outs, such as {@link DynamoDbClients} makes
   */
  public static Builder builder(DynamoDbAsyncClient client, String tableName) {
    return new Builder(client, tableName);
  }

  // ---- writing -------------------------------------------------------------------------------

  @Override
  public CompletionStage<WriteResult> begin(TransactionState first) {
    Map<String, AttributeValue> item = TransactionRecord.toItem(first, shardOf(first.id().key()));
    int worst = ItemSize.of(item) + TransactionRecord.worstGrowth(first);
    if (worst > ItemSize.LIMIT) {
      return CompletableFuture.failedFuture(
          new LogRejectedException(
              first.id()
                  + " could grow to "
                  + worst
                  + " bytes, and an item holds "
                  + ItemSize.LIMIT
                  + "; ask for fewer branches in one transaction"));
    }
    return putWhereNothingIs(item, there -> begun(first, there));
  }

  @Override
  public CompletionStage<WriteResult> forestall(TransactionState second, String token) {
    return putWhereNothingIs(
        TransactionRecord.toItem(second, shardOf(second.id().key()), token, retention),
        there -> there.isEmpty() ? refusedByNothing(second) : written(second, token, there));
  }

  private CompletionStage<WriteResult> putWhereNothingIs(
      Map<String, AttributeValue> item, Judgement otherwise) {
    PutItemRequest request =
        PutItemRequest.builder()
            .tableName(table)
            .item(item)
            .conditionExpression("attribute_not_exists(#id)")
            .expressionAttributeNames(Map.of("#id", TransactionRecord.KEY))
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .returnConsumedCapacity(measuring())
            .build();
    return client
        .putItem(request)
        .handle(
            (response, failure) ->
                response == null
                    ? failed(failure, otherwise)
                    : landed(response.consumedCapacity()));
  }

  @Override
  public CompletionStage<WriteResult> write(TransactionState next, String token) {
    Map<String, AttributeValue> set = TransactionRecord.setBy(next, token, retention);
    UpdateText text = UpdateText.of(set.keySet());
    UpdateItemRequest request =
        UpdateItemRequest.builder()
            .tableName(table)
            .key(keyOf(next.id().key()))
            .updateExpression(text.expression())
            .conditionExpression(UpdateText.CONDITION)
            .expressionAttributeNames(text.names())
            .expressionAttributeValues(
                text.values(
                    set,
                    TransactionRecord.string(next.id().nonce()),
                    TransactionRecord.number(next.version() - 1)))
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .returnConsumedCapacity(measuring())
            .build();
    return client
        .updateItem(request)
        .handle(
            (response, failure) ->
                response == null
                    ? failed(failure, there -> written(next, token, there))
                    : landed(response.consumedCapacity()));
  }

  private WriteResult landed(@Nullable ConsumedCapacity consumed) {
    measured(consumed);
    return new WriteResult.Written();
  }

  private WriteResult failed(Throwable failure, Judgement judgement) {
    Throwable cause = cause(failure);
    if (cause instanceof ConditionalCheckFailedException refused) {
      return judgement.of(refused.hasItem() ? refused.item() : Map.of());
    }
    if (cause instanceof DynamoDbException rejected
        && rejected.awsErrorDetails() != null
        && "ValidationException".equals(rejected.awsErrorDetails().errorCode())) {
      throw new LogRejectedException(
          "DynamoDB can never store this: " + rejected.awsErrorDetails().errorMessage());
    }
    return new WriteResult.Unknown(
        cause instanceof ResourceNotFoundException
            ? new IllegalStateException("there is no table '" + table + "'", cause)
            : cause);
  }

  /** What a failed condition means, given the item as it is; empty where there is none. */
  @FunctionalInterface
  private interface Judgement {
    WriteResult of(Map<String, AttributeValue> there);
  }

  private static WriteResult begun(TransactionState first, Map<String, AttributeValue> there) {
    if (there.isEmpty()) {
      return refusedByNothing(first);
    }
    TransactionState current = TransactionRecord.fromItem(there);
    return current.id().equals(first.id()) && current.version() == first.version()
        ? new WriteResult.Written()
        : new WriteResult.Conflict(current);
  }

  /** There must have been an item, or the condition would have held. */
  private static WriteResult refusedByNothing(TransactionState put) {
    return new WriteResult.Unknown(
        new IllegalStateException(put.id() + ": the table refused it and showed no item"));
  }

  private static WriteResult written(
      TransactionState next, String token, Map<String, AttributeValue> there) {
    if (there.isEmpty()) {
      return new WriteResult.Conflict(null);
    }
    return TransactionRecord.wasLeftBy(next, token, there)
        ? new WriteResult.Written()
        : new WriteResult.Conflict(TransactionRecord.fromItem(there));
  }

  // ---- reading -------------------------------------------------------------------------------

  @Override
  public CompletionStage<Optional<TransactionState>> read(TransactionKey key) {
    GetItemRequest request =
        GetItemRequest.builder()
            .tableName(table)
            .key(keyOf(key))
            .consistentRead(true)
            .returnConsumedCapacity(measuring())
            .build();
    return client
        .getItem(request)
        .thenApply(
            response -> {
              measured(response.consumedCapacity());
              return response.hasItem()
                  ? Optional.of(TransactionRecord.fromItem(response.item()))
                  : Optional.empty();
            });
  }

  @Override
  public CompletionStage<DuePage> due(
      int shard, Instant until, int limit, @Nullable String cursor) {
    if (shard < 0 || shard >= shards) {
      throw new IllegalArgumentException("shards are 0 to " + (shards - 1) + ", not " + shard);
    }
    QueryRequest.Builder request =
        QueryRequest.builder()
            .tableName(table)
            .indexName(DUE_INDEX)
            .keyConditionExpression("#ds = :ds AND #dd <= :until")
            .expressionAttributeNames(
                Map.of("#ds", TransactionRecord.DUE_SHARD, "#dd", TransactionRecord.DUE))
            .expressionAttributeValues(
                Map.of(
                    ":ds",
                    TransactionRecord.number(shard),
                    ":until",
                    TransactionRecord.instant(until)))
            .limit(limit)
            .returnConsumedCapacity(measuring());
    if (cursor != null) {
      request.exclusiveStartKey(startOf(shard, cursor));
    }
    return client.query(request.build()).thenApply(this::page);
  }

  private DuePage page(QueryResponse response) {
    measured(response.consumedCapacity());
    List<TransactionKey> keys =
        response.items().stream().map(item -> TransactionRecord.keyOf(item)).toList();
    return new DuePage(
        keys, response.hasLastEvaluatedKey() ? cursorOf(response.lastEvaluatedKey()) : null);
  }

  private static String cursorOf(Map<String, AttributeValue> last) {
    return TransactionRecord.dueOf(last) + CURSOR_SEPARATOR + TransactionRecord.keyOf(last).text();
  }

  private static Map<String, AttributeValue> startOf(int shard, String cursor) {
    Matcher place = CURSOR.matcher(cursor);
    if (!place.matches()) {
      throw new IllegalArgumentException("'" + cursor + "' is no cursor of this log");
    }
    return Map.of(
        TransactionRecord.DUE_SHARD,
        TransactionRecord.number(shard),
        TransactionRecord.DUE,
        AttributeValue.fromN(place.group(1)),
        TransactionRecord.KEY,
        AttributeValue.fromS(TransactionKey.parse(place.group(2)).text()));
  }

  @Override
  public int shards() {
    return shards;
  }

  // ---- the table -----------------------------------------------------------------------------

  /**
   * Creates the table, its index, its stream and its time to live where there is no table of that
   * name yet: for tests and local use. A deployment creates them by its template.
   *
   * @return done when the table takes requests
   */
  public CompletionStage<@Nullable Void> createTable() {
    CreateTableRequest request =
        CreateTableRequest.builder()
            .tableName(table)
            .overrideConfiguration(DynamoDbTransactionLog::patient)
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .streamSpecification(
                stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_IMAGE))
            .attributeDefinitions(
                attribute(TransactionRecord.KEY, ScalarAttributeType.S),
                attribute(TransactionRecord.DUE_SHARD, ScalarAttributeType.N),
                attribute(TransactionRecord.DUE, ScalarAttributeType.N))
            .keySchema(key(TransactionRecord.KEY, KeyType.HASH))
            .globalSecondaryIndexes(
                GlobalSecondaryIndex.builder()
                    .indexName(DUE_INDEX)
                    .keySchema(
                        key(TransactionRecord.DUE_SHARD, KeyType.HASH),
                        key(TransactionRecord.DUE, KeyType.RANGE))
                    .projection(p -> p.projectionType(ProjectionType.KEYS_ONLY))
                    .build())
            .build();
    long end = System.nanoTime() + TABLE_TIMEOUT.toNanos();
    return created(request, end)
        .thenCompose(
            isNew ->
                client
                    .waiter()
                    .waitUntilTableExists(there -> there.tableName(table))
                    .thenCompose(
                        there ->
                            isNew ? forgetTheExpired() : CompletableFuture.completedFuture(null)));
  }

  /**
   * Asks until it is answered: the first request of a process that has only just started, on a
   * machine that is busy, may not get a connection in the time that the client gives it.
   */
  private CompletableFuture<Boolean> created(CreateTableRequest request, long end) {
    return client
        .createTable(request)
        .thenApply(response -> true)
        .exceptionallyCompose(
            failure ->
                cause(failure) instanceof SdkClientException && end - System.nanoTime() > 0
                    ? CompletableFuture.runAsync(() -> {}, LATER)
                        .thenCompose(rested -> created(request, end))
                    : CompletableFuture.completedFuture(isNewDespite(failure)));
  }

  /** False where somebody has created it before; fails where it is not there. */
  private static boolean isNewDespite(Throwable failure) {
    if (cause(failure) instanceof ResourceInUseException) {
      return false;
    }
    throw new CompletionException(cause(failure));
  }

  private CompletableFuture<@Nullable Void> forgetTheExpired() {
    return client
        .updateTimeToLive(
            update ->
                update
                    .tableName(table)
                    .timeToLiveSpecification(
                        ttl -> ttl.attributeName(TransactionRecord.EXPIRES_AT).enabled(true))
                    .overrideConfiguration(DynamoDbTransactionLog::patient))
        .thenAccept(done -> {});
  }

  /** Tables take longer than items, and nobody's money waits for them. */
  private static void patient(AwsRequestOverrideConfiguration.Builder request) {
    request.apiCallAttemptTimeout(TABLE_TIMEOUT).apiCallTimeout(TABLE_TIMEOUT);
  }

  private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
    return AttributeDefinition.builder().attributeName(name).attributeType(type).build();
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  // ---- shared --------------------------------------------------------------------------------

  private static Map<String, AttributeValue> keyOf(TransactionKey key) {
    return Map.of(TransactionRecord.KEY, AttributeValue.fromS(key.text()));
  }

  /** The same in every process: {@link String#hashCode()} is specified. */
  private int shardOf(TransactionKey key) {
    return Math.floorMod(key.text().hashCode(), shards);
  }

  private ReturnConsumedCapacity measuring() {
    return capacity == null ? ReturnConsumedCapacity.NONE : ReturnConsumedCapacity.INDEXES;
  }

  private void measured(@Nullable ConsumedCapacity consumed) {
    if (capacity != null && consumed != null) {
      capacity.accept(consumed);
    }
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** Builds a {@link DynamoDbTransactionLog}. */
  public static final class Builder {
    private final DynamoDbAsyncClient client;
    private final String table;
    private int shards = DEFAULT_SHARDS;
    private Duration retention = MIN_RETENTION;
    private @Nullable Consumer<ConsumedCapacity> capacity;

    private Builder(DynamoDbAsyncClient client, String table) {
      if (table.isBlank()) {
        throw new IllegalArgumentException("a log needs the name of its table, this is blank");
      }
      this.client = client;
      this.table = table;
    }

    /**
     * Into how many partitions of the index unfinished transactions are divided: 8 unless said
     * otherwise, which carries some 8,000 begins and ends a second.
     *
     * <p>A sweep sees the shards that it counts. So raise the number at those who sweep before
     * those who begin, and lower it the other way round, once the last transaction begun with the
     * higher number has ended (I9).
     */
    public Builder shards(int value) {
      if (value < 1 || value > MAX_SHARDS) {
        throw new IllegalArgumentException("shards: 1 to " + MAX_SHARDS + ", not " + value);
      }
      shards = value;
      return this;
    }

    /**
     * How long finished transactions are remembered: at least, and unless said otherwise, {@link
     * #MIN_RETENTION}. Until then their names are not free.
     */
    public Builder retention(Duration value) {
      if (value.compareTo(MIN_RETENTION) < 0) {
        throw new IllegalArgumentException(
            "retention: at least " + MIN_RETENTION + ", not " + value);
      }
      retention = value;
      return this;
    }

    /** Who hears what every request has consumed, index by index. Must not block. */
    public Builder capacityListener(Consumer<ConsumedCapacity> value) {
      capacity = value;
      return this;
    }

    /** The log. */
    public DynamoDbTransactionLog build() {
      return new DynamoDbTransactionLog(this);
    }
  }
}

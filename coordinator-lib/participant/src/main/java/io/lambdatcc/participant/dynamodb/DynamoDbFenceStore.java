package io.lambdatcc.participant.dynamodb;

import io.lambdatcc.participant.fence.DueReservations;
import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.participant.fence.FenceStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.IdempotentParameterMismatchException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.paginators.QueryIterable;

/**
 * Fences in DynamoDB.
 *
 * <p>With writes, fence and writes are one {@code TransactWriteItems}, the fence first; without,
 * the fence is one {@code PutItem} or {@code UpdateItem}. The client should make two attempts at
 * most and have time-outs well below those of its caller: what it cannot settle is repeated from a
 * fresh look.
 */
public final class DynamoDbFenceStore
    implements FenceStore<TransactWriteItem, Map<String, AttributeValue>>, DueReservations {

  private static final Logger log = LoggerFactory.getLogger(DynamoDbFenceStore.class);

  private final DynamoDbClient client;
  private final String table;
  private final Supplier<String> requestTokens;
  private final boolean inquiring;

  /** A store whose request tokens are random UUIDs. */
  public DynamoDbFenceStore(DynamoDbClient client, String table) {
    this(client, table, () -> UUID.randomUUID().toString());
  }

  /**
   * A store.
   *
   * @param requestTokens a fresh token of at most 36 characters with every call
   */
  public DynamoDbFenceStore(DynamoDbClient client, String table, Supplier<String> requestTokens) {
    this(
        Objects.requireNonNull(client, "client"),
        Objects.requireNonNull(table, "table"),
        Objects.requireNonNull(requestTokens, "requestTokens"),
        false);
  }

  private DynamoDbFenceStore(
      DynamoDbClient client, String table, Supplier<String> requestTokens, boolean inquiring) {
    this.client = client;
    this.table = table;
    this.requestTokens = requestTokens;
    this.inquiring = inquiring;
  }

  /**
   * The same store, which keeps what is reserved where it is found by its deadline: two writes of
   * the index more for each branch.
   */
  public DynamoDbFenceStore inquiring() {
    return new DynamoDbFenceStore(client, table, requestTokens, true);
  }

  // ---- what is past its deadline ---------------------------------------------------------------

  @Override
  public int shards() {
    return FenceTable.SHARDS;
  }

  @Override
  public Iterable<List<Due>> past(int shard, @Nullable Due after, Instant now) {
    QueryIterable pages =
        client.queryPaginator(
            request ->
                request
                    .tableName(table)
                    .indexName(FenceTable.DUE_INDEX)
                    .keyConditionExpression("#shard = :shard AND #due <= :now")
                    .expressionAttributeNames(
                        Map.of("#shard", FenceTable.DUE_SHARD, "#due", FenceTable.DUE_AT))
                    .expressionAttributeValues(
                        Map.of(
                            ":shard", AttributeValue.fromN(Integer.toString(shard)),
                            ":now", AttributeValue.fromN(Long.toString(now.toEpochMilli()))))
                    .exclusiveStartKey(after == null ? null : FenceItem.position(after)));
    return () -> pages.stream().map(DynamoDbFenceStore::page).iterator();
  }

  private static List<Due> page(QueryResponse response) {
    return response.items().stream().map(FenceItem::due).toList();
  }

  // ---- fences ----------------------------------------------------------------------------------

  @Override
  public Sight look(FenceKey key) {
    try {
      return new Seen(
          FenceItem.fence(
              client
                  .getItem(
                      request ->
                          request.tableName(table).key(FenceItem.key(key)).consistentRead(true))
                  .item()));
    } catch (SdkException e) {
      return new NotSeen(passing(e));
    }
  }

  @Override
  public Optional<Map<String, AttributeValue>> peek(TransactWriteItem write) {
    Writes.Target target = Writes.keyed(write);
    if (target == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          client
              .getItem(
                  request ->
                      request
                          .tableName(target.table())
                          .key(target.attributes())
                          .consistentRead(true))
              .item());
    } catch (SdkException e) {
      log.debug("an item could not be read before it is written: {}", passing(e));
      return Optional.empty();
    }
  }

  @Override
  public Outcome<Map<String, AttributeValue>> commit(
      FenceKey key, @Nullable FenceState expected, Fence next, List<TransactWriteItem> writes) {
    Writes.Target fence = new Writes.Target(Writes.name(table), FenceItem.key(key), false);
    List<TransactWriteItem> checked = Writes.checked(fence, writes);
    TransactWriteItem move = move(key, expected, next);
    try {
      if (checked.isEmpty()) {
        alone(move);
      } else {
        together(move, checked);
      }
      return new Committed<>();
    } catch (ConditionalCheckFailedException e) {
      return new FenceMoved<>(FenceItem.fence(e.hasItem() ? e.item() : Map.of()));
    } catch (TransactionCanceledException e) {
      return cancelled(e);
    } catch (IdempotentParameterMismatchException e) {
      // another request came by the same token: this one did nothing, the next has its own token
      return new Contended<>("request token met before");
    } catch (TransactionConflictException e) {
      return nothingHappened(e);
    } catch (TransactionInProgressException e) {
      return new Unknown<>("an earlier attempt of this request is still in progress");
    } catch (AwsServiceException e) {
      return e.isThrottlingException() || isBusy(code(e))
          ? nothingHappened(e)
          : new Unknown<>(passing(e));
    } catch (SdkClientException e) {
      return new Unknown<>(passing(e));
    }
  }

  private void alone(TransactWriteItem move) {
    if (move.put() != null) {
      Put put = move.put();
      client.putItem(
          request ->
              request
                  .tableName(put.tableName())
                  .item(put.item())
                  .conditionExpression(put.conditionExpression())
                  .expressionAttributeNames(put.expressionAttributeNames())
                  .returnValuesOnConditionCheckFailure(put.returnValuesOnConditionCheckFailure()));
    } else {
      Update update = move.update();
      client.updateItem(
          request ->
              request
                  .tableName(update.tableName())
                  .key(update.key())
                  .updateExpression(update.updateExpression())
                  .conditionExpression(update.conditionExpression())
                  .expressionAttributeNames(update.expressionAttributeNames())
                  .expressionAttributeValues(update.expressionAttributeValues())
                  .returnValuesOnConditionCheckFailure(
                      update.returnValuesOnConditionCheckFailure()));
    }
  }

  private void together(TransactWriteItem move, List<TransactWriteItem> writes) {
    List<TransactWriteItem> all = new ArrayList<>();
    all.add(move);
    all.addAll(writes);
    client.transactWriteItems(
        request -> request.transactItems(all).clientRequestToken(requestTokens.get()));
  }

  /** The fence's own action. */
  private TransactWriteItem move(FenceKey key, @Nullable FenceState expected, Fence next) {
    return expected == null ? put(key, next) : update(key, expected, next);
  }

  private TransactWriteItem put(FenceKey key, Fence next) {
    Put put =
        Put.builder()
            .tableName(table)
            .item(inquiring ? FenceItem.dueItem(key, next) : FenceItem.item(key, next))
            .conditionExpression("attribute_not_exists(#fence)")
            .expressionAttributeNames(Map.of("#fence", FenceTable.KEY))
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    return TransactWriteItem.builder().put(put).build();
  }

  /** Touches what changes only: attributes of a newer version stay. */
  private TransactWriteItem update(FenceKey key, FenceState expected, Fence next) {
    String expression = "SET #state = :next, #ttl = :ttl REMOVE #reservation, #shard, #due";
    Map<String, String> names = new LinkedHashMap<>();
    names.put("#state", "state");
    names.put("#ttl", FenceTable.TTL);
    names.put("#reservation", "reservation");
    names.put("#shard", FenceTable.DUE_SHARD);
    names.put("#due", FenceTable.DUE_AT);
    if (next.result() == null) {
      expression += ", #result";
      names.put("#result", "result");
    }
    Update update =
        Update.builder()
            .tableName(table)
            .key(FenceItem.key(key))
            .updateExpression(expression)
            .conditionExpression("#state = :expected")
            .expressionAttributeNames(names)
            .expressionAttributeValues(
                Map.of(
                    ":next", AttributeValue.fromS(next.state().name()),
                    ":ttl", FenceItem.ttl(Objects.requireNonNull(next.keepUntil())),
                    ":expected", AttributeValue.fromS(expected.name())))
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    return TransactWriteItem.builder().update(update).build();
  }

  /**
   * Reads the reasons, the fence's first.
   *
   * <p>Whatever is wrong with the fence outranks what is wrong with the items: a commit of the same
   * branch that is halfway through shows its effect on an item while the fence still answers with a
   * conflict, and then the item's failed condition means nothing. The same goes for an attempt of
   * this very commit that the client gave up and repeated: only the fence it finds is certain.
   */
  private static Outcome<Map<String, AttributeValue>> cancelled(TransactionCanceledException e) {
    List<CancellationReason> reasons = e.cancellationReasons();
    if (reasons.isEmpty()) {
      return new Unknown<>("cancelled without reasons");
    }
    CancellationReason fence = reasons.get(0);
    if (failed(fence)) {
      return new FenceMoved<>(FenceItem.fence(fence.hasItem() ? fence.item() : Map.of()));
    }
    if (isInDoubt(e)) {
      return new Unknown<>("cancelled after an attempt that is in doubt");
    }
    if (isBusy(fence.code())) {
      return new Contended<>("fence: " + fence.code());
    }
    List<Failure<Map<String, AttributeValue>>> failures = new ArrayList<>();
    String busy = null;
    for (int i = 1; i < reasons.size(); i++) {
      CancellationReason reason = reasons.get(i);
      if (failed(reason)) {
        failures.add(new Failure<>(i - 1, reason.hasItem() ? reason.item() : Map.of()));
      } else if (isBusy(reason.code())) {
        busy = "write " + (i - 1) + ": " + reason.code();
      } else if (!isNone(reason)) {
        throw new IllegalArgumentException(
            "write " + (i - 1) + " is not possible: " + reason.code() + ", " + reason.message(), e);
      }
    }
    if (!failures.isEmpty()) {
      return new ConditionFailed<>(failures);
    }
    if (busy != null) {
      return new Contended<>(busy);
    }
    throw new IllegalArgumentException("the fence cannot be written: " + fence.message(), e);
  }

  private static boolean failed(CancellationReason reason) {
    return "ConditionalCheckFailed".equals(reason.code());
  }

  private static boolean isNone(CancellationReason reason) {
    return reason.code() == null || reason.code().equals("None");
  }

  private static boolean isBusy(@Nullable String code) {
    return code != null
        && switch (code) {
          case "TransactionConflict",
              "TransactionConflictException",
              "ProvisionedThroughputExceeded",
              "ProvisionedThroughputExceededException",
              "RequestLimitExceeded",
              "ThrottlingError",
              "ThrottlingException" ->
              true;
          default -> false;
        };
  }

  /** A refused attempt did nothing, but an attempt before it within the client may have. */
  private static Outcome<Map<String, AttributeValue>> nothingHappened(AwsServiceException e) {
    return isInDoubt(e)
        ? new Unknown<>(code(e) + " after an attempt that is in doubt")
        : new Contended<>(code(e));
  }

  /** Whether the client made an attempt before the one that was answered so. */
  private static boolean isInDoubt(AwsServiceException e) {
    return e.numAttempts() != null && e.numAttempts() > 1;
  }

  /**
   * What is wrong, if it may pass.
   *
   * @throws SdkException if it will not pass by itself: no such table, no permission, a bad request
   */
  private static String passing(SdkException e) {
    if (e instanceof AwsServiceException service
        && service.statusCode() >= 400
        && service.statusCode() < 500
        && !service.isThrottlingException()
        && !isBusy(code(service))) {
      throw e;
    }
    return e instanceof AwsServiceException service ? code(service) : e.getClass().getSimpleName();
  }

  private static String code(AwsServiceException e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    return code == null ? "status " + e.statusCode() : code;
  }
}

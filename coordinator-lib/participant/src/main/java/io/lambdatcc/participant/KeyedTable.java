package io.lambdatcc.participant;

import io.lambdatcc.http.ProblemException;
import io.lambdatcc.participant.dynamodb.StringKeyTable;
import io.lambdatcc.participant.fence.Pauser;
import io.lambdatcc.wire.ProblemType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * A DynamoDB table with one string as partition key: where a small service keeps its items.
 *
 * <p>Builds writes for a {@link TryPlan}, and makes changes that belong to no transaction. A change
 * is not applied twice although the client repeats its requests: every change has a request token
 * of its own. Safe to share between threads.
 */
public final class KeyedTable {
  /** Why a change may be cancelled that is possible the next moment. */
  private static final Set<String> PASSING =
      Set.of("TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError");

  private static final int BATCH = 25;
  private static final int PARALLEL_BATCHES = 8;
  private static final int BATCH_ATTEMPTS = 10;
  private static final int CHANGE_ATTEMPTS = 12;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(640);

  private final DynamoDbClient client;
  private final String name;
  private final String key;
  private final Pauser pauser;

  /**
   * A table.
   *
   * @param key the name of the key attribute
   */
  public KeyedTable(DynamoDbClient client, String name, String key) {
    this(client, name, key, new JitteredPauser());
  }

  KeyedTable(DynamoDbClient client, String name, String key, Pauser pauser) {
    this.pauser = pauser;
    this.client = Objects.requireNonNull(client, "client");
    this.name = Objects.requireNonNull(name, "name");
    this.key = Objects.requireNonNull(key, "key");
  }

  /** What became of a {@link #change}. */
  public sealed interface Change {

    /** Returns if it was made, and throws what is said for an item that is absent or unfit. */
    default void orThrow(
        Supplier<? extends RuntimeException> absent, Supplier<? extends RuntimeException> unfit) {
      if (this instanceof Unmet unmet) {
        throw unmet.item().isEmpty() ? absent.get() : unfit.get();
      }
    }
  }

  /** It was made. */
  public record Made() implements Change {}

  /**
   * Its condition failed, and nothing has changed.
   *
   * @param item as it was; empty when it does not exist
   */
  public record Unmet(Map<String, AttributeValue> item) implements Change {}

  /** Creates the table unless there is one, for local use and tests. */
  public void createIfAbsent() {
    StringKeyTable.createIfAbsent(client, name, key);
  }

  /** Reads an item, consistently. */
  public Optional<Map<String, AttributeValue>> find(String id) {
    Map<String, AttributeValue> item =
        client
            .getItem(request -> request.tableName(name).key(keyOf(id)).consistentRead(true))
            .item();
    return item.isEmpty() ? Optional.empty() : Optional.of(item);
  }

  /** Writes an item, in place of one of the same key. */
  public void put(Map<String, AttributeValue> item) {
    client.putItem(request -> request.tableName(name).item(item));
  }

  /**
   * Writes many items in batches, in place of those of the same keys; each for itself, not all or
   * nothing.
   *
   * @throws IllegalStateException when DynamoDB keeps leaving items unprocessed
   */
  public void putAll(Stream<Map<String, AttributeValue>> items) {
    Iterator<Map<String, AttributeValue>> source = items.iterator();
    ExecutorService threads = Executors.newFixedThreadPool(PARALLEL_BATCHES);
    try {
      List<CompletableFuture<Void>> workers = new ArrayList<>();
      for (int i = 0; i < PARALLEL_BATCHES; i++) {
        workers.add(CompletableFuture.runAsync(() -> putBatchesOf(source), threads));
      }
      CompletableFuture.allOf(workers.toArray(new CompletableFuture<?>[0])).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } finally {
      threads.shutdownNow();
    }
  }

  /** An update of the item, for a transaction or a {@link #change}. */
  public TransactWriteItem update(
      String id,
      String expression,
      String condition,
      Map<String, String> names,
      Map<String, AttributeValue> values) {
    Update.Builder update =
        Update.builder()
            .tableName(name)
            .key(keyOf(id))
            .updateExpression(expression)
            .conditionExpression(condition)
            .expressionAttributeValues(values)
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
    if (!names.isEmpty()) {
      update.expressionAttributeNames(names);
    }
    return TransactWriteItem.builder().update(update.build()).build();
  }

  /** A removal of the item, for a transaction or a {@link #change}. */
  public TransactWriteItem delete(String id, String condition, Map<String, AttributeValue> values) {
    Delete delete =
        Delete.builder()
            .tableName(name)
            .key(keyOf(id))
            .conditionExpression(condition)
            .expressionAttributeValues(values)
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    return TransactWriteItem.builder().delete(delete).build();
  }

  /**
   * Makes one change, by itself.
   *
   * @throws ProblemException 503, when the item stays in so great a demand that it is not changed
   * @throws software.amazon.awssdk.core.exception.SdkException when nobody knows whether it was
   *     made
   */
  public Change change(TransactWriteItem write) {
    String token = UUID.randomUUID().toString();
    for (int attempt = 1; attempt <= CHANGE_ATTEMPTS; attempt++) {
      try {
        client.transactWriteItems(request(write, token));
        return new Made();
      } catch (TransactionInProgressException e) {
        // an earlier attempt of the client: the same token finds out what becomes of it
      } catch (TransactionCanceledException e) {
        CancellationReason reason = e.cancellationReasons().get(0);
        if ("ConditionalCheckFailed".equals(reason.code())) {
          return new Unmet(reason.hasItem() ? reason.item() : Map.of());
        }
        if (!PASSING.contains(String.valueOf(reason.code()))) {
          throw e;
        }
        token = UUID.randomUUID().toString();
      }
      pauser.pause(pauseAfter(attempt));
    }
    throw new ProblemException(
        ProblemType.UNAVAILABLE, "others keep changing the same item; ask again");
  }

  private static TransactWriteItemsRequest request(TransactWriteItem write, String token) {
    return TransactWriteItemsRequest.builder()
        .transactItems(write)
        .clientRequestToken(token)
        .build();
  }

  private Map<String, AttributeValue> keyOf(String id) {
    return Map.of(key, AttributeValue.fromS(id));
  }

  private void putBatchesOf(Iterator<Map<String, AttributeValue>> source) {
    List<WriteRequest> batch = nextBatch(source);
    while (!batch.isEmpty()) {
      putBatch(batch);
      batch = nextBatch(source);
    }
  }

  private static List<WriteRequest> nextBatch(Iterator<Map<String, AttributeValue>> source) {
    List<WriteRequest> batch = new ArrayList<>(BATCH);
    synchronized (source) {
      while (batch.size() < BATCH && source.hasNext()) {
        PutRequest put = PutRequest.builder().item(source.next()).build();
        batch.add(WriteRequest.builder().putRequest(put).build());
      }
    }
    return batch;
  }

  private void putBatch(List<WriteRequest> batch) {
    List<WriteRequest> left = batch;
    for (int attempt = 1; attempt <= BATCH_ATTEMPTS; attempt++) {
      Map<String, List<WriteRequest>> request = Map.of(name, left);
      left =
          client
              .batchWriteItem(builder -> builder.requestItems(request))
              .unprocessedItems()
              .getOrDefault(name, List.of());
      if (left.isEmpty()) {
        return;
      }
      pauser.pause(pauseAfter(attempt));
    }
    throw new IllegalStateException(
        left.size() + " items of a batch for table " + name + " are still unprocessed");
  }

  private static Duration pauseAfter(int attempt) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << (attempt - 1));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }
}

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
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;
import software.amazon.awssdk.services.dynamodb.model.Update;

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

  /** How a write is marked that is not why its transaction was cancelled. */
  private static final Set<String> NONE = Set.of("None", "null");

  /** As many writes as one transaction of DynamoDB takes. */
  private static final int BATCH = 100;

  private static final int PARALLEL_BATCHES = 8;
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

  /**
   * Writes an item that has a key of its own; one of the same key stays as it is.
   *
   * <p>So an attempt of this write that nobody waits for any more, and that arrives late, takes
   * nothing back of what has happened to the item since.
   */
  public void create(Map<String, AttributeValue> item) {
    try {
      client.putItem(
          request ->
              request
                  .tableName(name)
                  .item(item)
                  .conditionExpression("attribute_not_exists(#key)")
                  .expressionAttributeNames(Map.of("#key", key)));
    } catch (ConditionalCheckFailedException e) {
      // an earlier attempt of this very write has arrived
    }
  }

  /** Writes an item, in place of one of the same key. */
  public void put(Map<String, AttributeValue> item) {
    client.putItem(request -> request.tableName(name).item(item));
  }

  /**
   * Writes many items in batches, in place of those of the same keys that meet the condition; each
   * batch is all or nothing, and those before one that fails stay written.
   *
   * <p>Repeating it is safe: what it wrote is written again, if it still meets the condition.
   *
   * @param condition on the item as it was; must hold for one that does not exist
   * @throws ProblemException 409 {@code busy} when an item does not meet the condition; 503 when
   *     one stays in so great a demand that it is not written
   * @throws software.amazon.awssdk.core.exception.SdkException when nobody knows whether a batch
   *     was written
   */
  public void putAll(
      Stream<Map<String, AttributeValue>> items,
      String condition,
      Map<String, String> names,
      Map<String, AttributeValue> values) {
    Batches batches =
        new Batches(items.map(item -> put(item, condition, names, values)).iterator());
    ExecutorService threads = Executors.newFixedThreadPool(PARALLEL_BATCHES);
    try {
      List<CompletableFuture<Void>> workers = new ArrayList<>();
      for (int i = 0; i < PARALLEL_BATCHES; i++) {
        workers.add(CompletableFuture.runAsync(() -> putBatchesOf(batches), threads));
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
   * <p>Answers only what is certain. Once the client has repeated a request by itself, an attempt
   * may still be under way: then the change is asked for by the same token only, which finds out
   * what became of it, and a condition that fails says nothing, as the change itself may be why.
   *
   * @throws ProblemException 503, when the item stays in so great a demand that it is not changed
   * @throws software.amazon.awssdk.core.exception.SdkException when nobody knows whether it was
   *     made
   */
  public Change change(TransactWriteItem write) {
    return change(List.of(write));
  }

  private Change change(List<TransactWriteItem> writes) {
    String token = UUID.randomUUID().toString();
    RuntimeException doubt = null;
    for (int attempt = 1; attempt <= CHANGE_ATTEMPTS; attempt++) {
      try {
        client.transactWriteItems(request(writes, token));
        return new Made();
      } catch (TransactionInProgressException e) {
        doubt = e;
      } catch (TransactionCanceledException e) {
        Optional<CancellationReason> failed = failedCondition(e);
        if (e.numAttempts() != null && e.numAttempts() > 1) {
          doubt = e;
        }
        if (failed.isPresent() && doubt == null) {
          return new Unmet(failed.get().hasItem() ? failed.get().item() : Map.of());
        }
        if (failed.isPresent() || !isPassing(e)) {
          throw e;
        }
        if (doubt == null) {
          token = UUID.randomUUID().toString();
        }
      }
      if (attempt < CHANGE_ATTEMPTS) {
        pauser.pause(pauseAfter(attempt));
      }
    }
    if (doubt != null) {
      throw doubt;
    }
    throw new ProblemException(
        ProblemType.UNAVAILABLE, "others keep changing the same item; ask again");
  }

  private static Optional<CancellationReason> failedCondition(TransactionCanceledException e) {
    return e.cancellationReasons().stream()
        .filter(reason -> "ConditionalCheckFailed".equals(reason.code()))
        .findFirst();
  }

  /** Whether nothing stands in the way but what passes. */
  private static boolean isPassing(TransactionCanceledException e) {
    List<String> codes =
        e.cancellationReasons().stream()
            .map(reason -> String.valueOf(reason.code()))
            .filter(code -> !NONE.contains(code))
            .toList();
    return !codes.isEmpty() && PASSING.containsAll(codes);
  }

  private static TransactWriteItemsRequest request(List<TransactWriteItem> writes, String token) {
    return TransactWriteItemsRequest.builder()
        .transactItems(writes)
        .clientRequestToken(token)
        .build();
  }

  private Map<String, AttributeValue> keyOf(String id) {
    return Map.of(key, AttributeValue.fromS(id));
  }

  private TransactWriteItem put(
      Map<String, AttributeValue> item,
      String condition,
      Map<String, String> names,
      Map<String, AttributeValue> values) {
    Put.Builder put =
        Put.builder()
            .tableName(name)
            .item(item)
            .conditionExpression(condition)
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
    if (!names.isEmpty()) {
      put.expressionAttributeNames(names);
    }
    if (!values.isEmpty()) {
      put.expressionAttributeValues(values);
    }
    return TransactWriteItem.builder().put(put.build()).build();
  }

  private void putBatchesOf(Batches batches) {
    try {
      List<TransactWriteItem> batch = batches.next();
      while (!batch.isEmpty()) {
        if (change(batch) instanceof Unmet unmet) {
          throw ProblemException.refused(
              "busy", "item " + id(unmet) + " is in use; others may have been replaced");
        }
        batch = batches.next();
      }
    } finally {
      // whoever fails has the others stop too
      batches.end();
    }
  }

  private String id(Unmet unmet) {
    AttributeValue id = unmet.item().get(key);
    if (id == null) {
      throw new IllegalArgumentException(
          "the condition for writing many items of table "
              + name
              + " fails for one that does not exist; make it hold there");
    }
    return id.s();
  }

  /** Writes in batches, for several threads. */
  private static final class Batches {
    private final Iterator<TransactWriteItem> source;
    private boolean ended;

    Batches(Iterator<TransactWriteItem> source) {
      this.source = source;
    }

    /** Writes that no one else is given; none when there are no more. */
    synchronized List<TransactWriteItem> next() {
      List<TransactWriteItem> batch = new ArrayList<>(BATCH);
      while (!ended && batch.size() < BATCH && source.hasNext()) {
        batch.add(source.next());
      }
      return batch;
    }

    synchronized void end() {
      ended = true;
    }
  }

  private static Duration pauseAfter(int attempt) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << (attempt - 1));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }
}

package io.lambdatcc.example.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The log's writes without a log: the very requests of a transaction that was recorded, each time
 * with a key that is new.
 */
final class BareWrites {
  private static final String KEY = "id";

  private final DynamoDbAsyncClient client;
  private final PutItemRequest begin;
  private final UpdateItemRequest decide;
  private final UpdateItemRequest finish;
  private final AtomicLong numbers = new AtomicLong();
  private final String prefix;

  /**
   * Sends these requests.
   *
   * @param prefix of its keys, which nobody else has
   */
  BareWrites(
      DynamoDbAsyncClient client,
      PutItemRequest begin,
      UpdateItemRequest decide,
      UpdateItemRequest finish,
      String prefix) {
    this.client = client;
    this.begin = begin;
    this.decide = decide;
    this.finish = finish;
    this.prefix = prefix;
  }

  /** A key that was never used. */
  AttributeValue newKey() {
    return AttributeValue.fromS(prefix + numbers.incrementAndGet() + "~0000000000000");
  }

  CompletionStage<?> begin(AttributeValue key) {
    Map<String, AttributeValue> item = new HashMap<>(begin.item());
    item.put(KEY, key);
    return client.putItem(begin.toBuilder().item(item).build());
  }

  CompletionStage<?> decide(AttributeValue key) {
    return client.updateItem(decide.toBuilder().key(Map.of(KEY, key)).build());
  }

  CompletionStage<?> finish(AttributeValue key) {
    return client.updateItem(finish.toBuilder().key(Map.of(KEY, key)).build());
  }
}

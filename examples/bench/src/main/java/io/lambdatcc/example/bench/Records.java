package io.lambdatcc.example.bench;

import io.lambdatcc.progress.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Puts many records into a log's table at once: copies of one that a coordinator has written. */
final class Records {
  private static final int BATCH = 25;
  private static final int BATCHES_OUT = 8;
  private static final int SHARDS = 8;
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private Records() {}

  /** What is stored under this key. */
  static Map<String, AttributeValue> stored(DynamoDbAsyncClient client, String table, String key) {
    Map<String, AttributeValue> item =
        client
            .getItem(
                get ->
                    get.tableName(table)
                        .key(Map.of("id", AttributeValue.fromS(key)))
                        .consistentRead(true))
            .join()
            .item();
    if (item.isEmpty()) {
      throw new IllegalStateException("there is no record " + key);
    }
    return item;
  }

  /** A copy under another key; due, where it is unfinished, in one of the shards and long ago. */
  static Map<String, AttributeValue> copy(
      Map<String, AttributeValue> record, String key, int number) {
    Map<String, AttributeValue> copy = new HashMap<>(record);
    copy.put("id", AttributeValue.fromS(key));
    if (record.containsKey("dd")) {
      copy.put("ds", AttributeValue.fromN(Integer.toString(number % SHARDS)));
      copy.put("dd", AttributeValue.fromN(Integer.toString(number)));
    }
    return copy;
  }

  /** Puts so many, however long it takes. */
  static void put(
      DynamoDbAsyncClient client,
      String table,
      int count,
      String what,
      IntFunction<Map<String, AttributeValue>> record)
      throws InterruptedException {
    int unused = put(client, table, count, FOR_EVER, what, record);
  }

  /**
   * Puts so many, or as many as it can in this time.
   *
   * @return how many
   */
  static int put(
      DynamoDbAsyncClient client,
      String table,
      int count,
      Duration atMost,
      String what,
      IntFunction<Map<String, AttributeValue>> record)
      throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    int made = 0;
    Semaphore room = new Semaphore(BATCHES_OUT);
    List<CompletableFuture<?>> out = new ArrayList<>();
    try (Progress progress = Progress.of(what, count)) {
      for (int from = 0; from < count && System.nanoTime() - end < 0; from += BATCH) {
        List<WriteRequest> puts = new ArrayList<>(BATCH);
        for (int i = from; i < Math.min(count, from + BATCH); i++) {
          Map<String, AttributeValue> item = record.apply(i);
          puts.add(WriteRequest.builder().putRequest(put -> put.item(item)).build());
        }
        made += puts.size();
        room.acquire();
        out.add(
            client
                .batchWriteItem(batch -> batch.requestItems(Map.of(table, puts)))
                .whenComplete(
                    (response, failed) -> {
                      room.release();
                      puts.forEach(each -> progress.step());
                      if (response != null && !response.unprocessedItems().isEmpty()) {
                        throw new IllegalStateException("DynamoDB Local has refused some");
                      }
                    }));
      }
      CompletableFuture.allOf(out.toArray(new CompletableFuture<?>[0])).join();
    }
    return made;
  }
}

package io.lambdatcc.lambdalocal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Reads a DynamoDB stream and invokes a function with what it finds, until it is closed.
 *
 * <p>One thread looks for shards. Each shard has a thread of its own, which begins when the shard's
 * parent has been read to its end: the changes of one item stay in order. Where it has got to lives
 * in memory.
 */
public final class StreamPoller implements AutoCloseable {

  private static final int MOST_SHARDS = 64;
  private static final int MOST_PAGES = 64;
  private static final int PAGE = 1_000;
  private static final Duration LOOK_FOR_SHARDS = Duration.ofSeconds(1);
  private static final long END_LIMIT_SECONDS = 20;

  private final LocalLambda lambda;
  private final DynamoDbStreamsClient streams;
  private final StreamMapping mapping;
  private final BatchDelivery delivery;
  private final ExecutorService threads;
  private final Set<String> begun = ConcurrentHashMap.newKeySet();
  private final Set<String> finished = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  private StreamPoller(LocalLambda lambda, DynamoDbStreamsClient streams, StreamMapping mapping) {
    this.lambda = lambda;
    this.streams = streams;
    this.mapping = mapping;
    this.delivery =
        new BatchDelivery(
            mapping,
            event -> lambda.invoke(mapping.functionName(), mapping.qualifier(), event),
            InstantSource.system(),
            duration -> !closed(duration));
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "lambda-local-stream");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts one, and returns when it has its place in the stream: what is written from then on is
   * read. The client stays the caller's, who closes it after the poller.
   */
  public static StreamPoller start(
      LocalLambda lambda, DynamoDbStreamsClient streams, StreamMapping mapping) {
    StreamPoller poller = new StreamPoller(lambda, streams, mapping);
    poller.beginShards(true);
    poller.threads.execute(poller::lookForShards);
    return poller;
  }

  /** Stops reading. A batch that is being worked on is finished, one that fails is left. */
  @Override
  public void close() {
    closed.countDown();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookForShards() {
    try {
      while (!closed(LOOK_FOR_SHARDS)) {
        try {
          beginShards(false);
        } catch (SdkException e) {
          complain("cannot describe the stream", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Begins every shard whose parent is done with; {@code latest}: where the open ones end now. */
  private void beginShards(boolean latest) {
    Map<String, Shard> shards = new HashMap<>();
    @Nullable String after = null;
    for (int page = 0; page < MOST_PAGES; page++) {
      @Nullable String from = after;
      StreamDescription description =
          streams
              .describeStream(
                  request -> request.streamArn(mapping.streamArn()).exclusiveStartShardId(from))
              .streamDescription();
      description.shards().forEach(shard -> shards.put(shard.shardId(), shard));
      after = description.lastEvaluatedShardId();
      if (after == null) {
        break;
      }
    }
    for (Shard shard : shards.values()) {
      @Nullable String parent = shard.parentShardId();
      if (latest && shard.sequenceNumberRange().endingSequenceNumber() != null) {
        begun.add(shard.shardId());
        finished.add(shard.shardId()); // it ended before we came
        continue;
      }
      boolean parentDone =
          parent == null || !shards.containsKey(parent) || finished.contains(parent);
      if ((latest || parentDone) && begun.add(shard.shardId())) {
        if (begun.size() - finished.size() > MOST_SHARDS) {
          throw new IllegalStateException("more than " + MOST_SHARDS + " open shards");
        }
        String iterator = iterator(shard, latest);
        threads.execute(() -> read(shard, iterator));
      }
    }
  }

  private String iterator(Shard shard, boolean latest) {
    return streams
        .getShardIterator(
            request ->
                request
                    .streamArn(mapping.streamArn())
                    .shardId(shard.shardId())
                    .shardIteratorType(
                        latest ? ShardIteratorType.LATEST : ShardIteratorType.TRIM_HORIZON))
        .shardIterator();
  }

  private void read(Shard shard, String start) {
    List<ObjectNode> pending = new ArrayList<>();
    long pendingSince = System.nanoTime();
    @Nullable String iterator = start;
    try {
      while (iterator != null && !closed(Duration.ZERO)) {
        String current = iterator;
        GetRecordsResponse page;
        try {
          page = streams.getRecords(request -> request.shardIterator(current).limit(PAGE));
        } catch (TrimmedDataAccessException e) {
          // what comes next has been forgotten, so it goes on with the oldest that has not; to
          // DynamoDB Local the beginning of an empty shard is forgotten once any table is written
          complain("goes on with what is left of shard " + shard.shardId(), e);
          iterator = iterator(shard, false);
          closed(mapping.pollInterval());
          continue;
        } catch (SdkException e) {
          complain("cannot read shard " + shard.shardId(), e);
          closed(LOOK_FOR_SHARDS);
          continue;
        }
        iterator = page.nextShardIterator();
        if (pending.isEmpty()) {
          pendingSince = System.nanoTime();
        }
        for (Record change : page.records()) {
          ObjectNode event =
              StreamEvents.record(change, lambda.settings().region(), mapping.streamArn());
          if (mapping.filter().passes(event)) {
            pending.add(event);
          }
        }
        boolean due =
            iterator == null
                || System.nanoTime() - pendingSince >= mapping.batchingWindow().toNanos();
        deliver(pending, due);
        if (page.records().isEmpty() && iterator != null) {
          closed(mapping.pollInterval());
        }
      }
      if (iterator == null) {
        finished.add(shard.shardId());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      complain("stopped reading shard " + shard.shardId(), e);
      throw e;
    }
  }

  /** Hands on every full batch, and what is left as well if it is due. */
  private void deliver(List<ObjectNode> pending, boolean due) throws InterruptedException {
    while (pending.size() >= mapping.batchSize() || (due && !pending.isEmpty())) {
      if (closed(Duration.ZERO)) {
        return;
      }
      List<ObjectNode> batch = pending.subList(0, Math.min(mapping.batchSize(), pending.size()));
      delivery.deliver(List.copyOf(batch));
      batch.clear();
    }
  }

  private void complain(String what, Exception cause) {
    lambda.settings().log().line(mapping.functionName(), "lambda-local: " + what + ": " + cause);
  }

  /** Waits, and returns true at once if this is closed. */
  private boolean closed(Duration wait) throws InterruptedException {
    return closed.await(wait.toNanos(), TimeUnit.NANOSECONDS);
  }
}

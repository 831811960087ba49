package io.lambdatcc.lambdalocal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Hands the records of one shard to the function until each was dealt with or given up.
 *
 * <p>A batch that fails is tried again, and nothing after it before it is done with. The function
 * may say how far it got: then what follows begins at the lowest sequence number it named, and the
 * attempts are counted anew if that was not the first.
 */
final class BatchDelivery {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final StreamMapping mapping;
  private final Function<byte[], CompletableFuture<InvocationResult>> function;
  private final InstantSource clock;
  private final Pause pause;

  BatchDelivery(
      StreamMapping mapping,
      Function<byte[], CompletableFuture<InvocationResult>> function,
      InstantSource clock,
      Pause pause) {
    this.mapping = mapping;
    this.function = function;
    this.clock = clock;
    this.pause = pause;
  }

  /** Returns when the batch is dealt with, or when a pause says that it is time to stop. */
  void deliver(List<ObjectNode> batch) throws InterruptedException {
    List<ObjectNode> left = batch;
    int failures = 0;
    Duration wait = FIRST_PAUSE;
    while (true) {
      left = withoutTooOld(left);
      if (left.isEmpty()) {
        return;
      }
      InvocationResult result = function.apply(StreamEvents.event(left)).join();
      if (!(result instanceof InvocationResult.Throttled)) {
        int done = progress(left, result);
        if (done == left.size()) {
          return;
        }
        left = left.subList(done, left.size());
        failures = done > 0 ? 1 : failures + 1;
        wait = done > 0 ? FIRST_PAUSE : wait;
        if (mapping.bisects() && left.size() > 1 && done == 0) {
          if (!pause.of(wait)) {
            return;
          }
          deliver(left.subList(0, left.size() / 2));
          deliver(left.subList(left.size() / 2, left.size()));
          return;
        }
        if (mapping.maximumRetryAttempts().isPresent()
            && failures > mapping.maximumRetryAttempts().getAsInt()) {
          mapping.onFailure().accept(List.copyOf(left));
          return;
        }
      }
      if (!pause.of(wait)) {
        return;
      }
      wait = wait.multipliedBy(2);
      wait = wait.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait;
    }
  }

  private List<ObjectNode> withoutTooOld(List<ObjectNode> records) {
    if (mapping.maximumRecordAge().isEmpty()) {
      return records;
    }
    Instant oldest = clock.instant().minus(mapping.maximumRecordAge().get());
    List<ObjectNode> young = new ArrayList<>();
    List<JsonNode> old = new ArrayList<>();
    for (ObjectNode change : records) {
      long created = change.path("dynamodb").path("ApproximateCreationDateTime").asLong();
      if (Instant.ofEpochSecond(created).isBefore(oldest)) {
        old.add(change);
      } else {
        young.add(change);
      }
    }
    if (!old.isEmpty()) {
      mapping.onFailure().accept(old);
    }
    return young;
  }

  /** How many of the records, from the first on, are dealt with. */
  private int progress(List<ObjectNode> records, InvocationResult result) {
    if (!(result instanceof InvocationResult.Payload payload)) {
      return 0;
    }
    if (!mapping.reportsBatchItemFailures()) {
      return records.size();
    }
    JsonNode failures;
    try {
      failures = JSON.readTree(payload.bytes()).path("batchItemFailures");
    } catch (JsonProcessingException e) {
      return 0; // not an answer: nothing is known to be done
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    int first = records.size();
    for (JsonNode failure : failures) {
      first = Math.min(first, indexOf(records, failure.path("itemIdentifier").asText()));
    }
    return first;
  }

  /** The place of a record; 0, for the whole batch, if no record has this sequence number. */
  private static int indexOf(List<ObjectNode> records, String sequenceNumber) {
    for (int i = 0; i < records.size(); i++) {
      if (records.get(i).path("dynamodb").path("SequenceNumber").asText().equals(sequenceNumber)) {
        return i;
      }
    }
    return 0;
  }

  /** Waits between attempts. */
  @FunctionalInterface
  interface Pause {
    /** Returns false, at once, if nothing is to be tried any more. */
    boolean of(Duration duration) throws InterruptedException;
  }
}

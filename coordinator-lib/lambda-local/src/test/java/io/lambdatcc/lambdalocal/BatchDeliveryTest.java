package io.lambdatcc.lambdalocal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BatchDeliveryTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final InvocationResult FAILED =
      new InvocationResult.FunctionError("x", new byte[0]);
  private static final InvocationResult DONE = answer("{\"batchItemFailures\":[]}");

  private final Deque<InvocationResult> answers = new ArrayDeque<>();
  private final List<List<String>> batches = new ArrayList<>();
  private final List<String> givenUp = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();
  private int pausesLeft = 100;

  @Test
  void batchThatSucceedsIsSentOnce() throws Exception {
    deliver(mapping(), List.of(DONE));

    assertThat(batches).containsExactly(List.of("1", "2", "3"));
    assertThat(pauses).isEmpty();
  }

  @Test
  void batchThatFailsIsSentAgainAsAWhole() throws Exception {
    deliver(mapping(), List.of(FAILED, new InvocationResult.Throttled(), answer("nonsense"), DONE));

    assertThat(batches).hasSize(4).allMatch(batch -> batch.equals(List.of("1", "2", "3")));
    assertThat(pauses)
        .containsExactly(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400));
  }

  @Test
  void reportedFailuresAreSentAgainFromTheLowestOn() throws Exception {
    deliver(mapping(), List.of(failures("3", "2", "3"), failures("2"), DONE));

    assertThat(batches)
        .containsExactly(List.of("1", "2", "3"), List.of("2", "3"), List.of("2", "3"));
  }

  @Test
  void unknownSequenceNumberMeansTheWholeBatch() throws Exception {
    deliver(mapping(), List.of(failures("17"), failures(""), DONE));

    assertThat(batches).hasSize(3).allMatch(batch -> batch.equals(List.of("1", "2", "3")));
  }

  @Test
  void reportsAreIgnoredWhereTheyAreNotAskedFor() throws Exception {
    deliver(mapping().reportBatchItemFailures(false), List.of(failures("1")));

    assertThat(batches).hasSize(1);
  }

  @Test
  void batchIsGivenUpAfterItsLastAttempt() throws Exception {
    deliver(mapping().maximumRetryAttempts(2), List.of(FAILED, FAILED, FAILED));

    assertThat(batches).hasSize(3);
    assertThat(givenUp).containsExactly("1", "2", "3");
  }

  @Test
  void progressBeginsTheAttemptsAnew() throws Exception {
    deliver(mapping().maximumRetryAttempts(1), List.of(FAILED, failures("2"), FAILED));

    assertThat(batches).hasSize(3);
    assertThat(givenUp).containsExactly("2", "3");
  }

  @Test
  void bisectedBatchIsolatesTheRecordThatFails() throws Exception {
    deliver(
        mapping().bisectOnError(true).maximumRetryAttempts(0),
        List.of(FAILED, DONE, FAILED, FAILED, DONE));

    assertThat(batches)
        .containsExactly(
            List.of("1", "2", "3"), List.of("1"), List.of("2", "3"), List.of("2"), List.of("3"));
    assertThat(givenUp).containsExactly("2");
  }

  @Test
  void recordsThatAreTooOldAreGivenUpUnsent() throws Exception {
    deliver(
        mapping().maximumRecordAge(Duration.ofSeconds(60)),
        List.of(record("1", 61), record("2", 60)),
        List.of(DONE));

    assertThat(batches).containsExactly(List.of("2"));
    assertThat(givenUp).containsExactly("1");
  }

  @Test
  void pauseThatIsCutShortEndsTheDelivery() throws Exception {
    pausesLeft = 1;
    deliver(mapping(), List.of(FAILED, FAILED));

    assertThat(batches).hasSize(2);
    assertThat(givenUp).isEmpty();
  }

  private void deliver(StreamMapping.Builder mapping, List<InvocationResult> scripted)
      throws InterruptedException {
    deliver(mapping, List.of(record("1", 0), record("2", 0), record("3", 0)), scripted);
  }

  private void deliver(
      StreamMapping.Builder mapping, List<ObjectNode> records, List<InvocationResult> scripted)
      throws InterruptedException {
    answers.addAll(scripted);
    new BatchDelivery(
            mapping
                .onFailure(lost -> lost.forEach(event -> givenUp.add(sequenceNumber(event))))
                .build(),
            this::invoke,
            () -> NOW,
            duration -> {
              pauses.add(duration);
              return pausesLeft-- > 0;
            })
        .deliver(records);
    assertThat(answers).isEmpty();
  }

  private CompletableFuture<InvocationResult> invoke(byte[] event) {
    try {
      List<String> batch = new ArrayList<>();
      new ObjectMapper()
          .readTree(event)
          .path("Records")
          .forEach(change -> batch.add(sequenceNumber(change)));
      batches.add(batch);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return CompletableFuture.completedFuture(answers.removeFirst());
  }

  private static StreamMapping.Builder mapping() {
    return StreamMapping.of("arn", "function", null).reportBatchItemFailures(true);
  }

  private static ObjectNode record(String sequenceNumber, long ageSeconds) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.putObject("dynamodb")
        .put("SequenceNumber", sequenceNumber)
        .put("ApproximateCreationDateTime", NOW.getEpochSecond() - ageSeconds);
    return node;
  }

  private static String sequenceNumber(JsonNode event) {
    return event.path("dynamodb").path("SequenceNumber").asText();
  }

  private static InvocationResult failures(String... sequenceNumbers) {
    return answer(
        "{\"batchItemFailures\":["
            + String.join(
                ",",
                Arrays.stream(sequenceNumbers)
                    .map(number -> "{\"itemIdentifier\":\"" + number + "\"}")
                    .toList())
            + "]}");
  }

  private static InvocationResult answer(String json) {
    return new InvocationResult.Payload(json.getBytes(StandardCharsets.UTF_8));
  }
}

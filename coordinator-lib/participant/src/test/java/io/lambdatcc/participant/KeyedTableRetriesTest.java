package io.lambdatcc.participant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lambdatcc.http.ProblemException;
import io.lambdatcc.participant.KeyedTable.Made;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/** What DynamoDB answers now and then, and DynamoDB Local never does. */
class KeyedTableRetriesTest {
  private final Deque<Supplier<RuntimeException>> troubles = new ArrayDeque<>();
  private final List<String> tokens = new ArrayList<>();
  private final List<Integer> batches = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();
  private int unprocessed;

  private final KeyedTable table =
      new KeyedTable(new TroubledClient(), "flights", "flight", pauses::add);
  private final TransactWriteItem write =
      table.delete("LH1", "held = :n", Map.of(":n", ReservableAmount.number(0)));

  private final class TroubledClient implements DynamoDbClient {
    @Override
    public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
      tokens.add(request.clientRequestToken());
      if (!troubles.isEmpty()) {
        throw troubles.removeFirst().get();
      }
      return TransactWriteItemsResponse.builder().build();
    }

    /**
     * Leaves the first few items of a batch unprocessed, as long as there is something to leave.
     */
    @Override
    public synchronized BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
      var items = request.requestItems().getOrDefault("flights", List.of());
      batches.add(items.size());
      int left = Math.min(unprocessed, items.size());
      unprocessed = Math.max(0, unprocessed - 1);
      return BatchWriteItemResponse.builder()
          .unprocessedItems(left == 0 ? Map.of() : Map.of("flights", items.subList(0, left)))
          .build();
    }

    @Override
    public String serviceName() {
      return "dynamodb";
    }

    @Override
    public void close() {}
  }

  private static RuntimeException cancelled(String code) {
    return TransactionCanceledException.builder()
        .cancellationReasons(CancellationReason.builder().code(code).build())
        .build();
  }

  private static Stream<Map<String, AttributeValue>> flights(int n) {
    return Stream.generate(() -> Map.of("flight", AttributeValue.fromS("LH1"))).limit(n);
  }

  @Test
  void aConflictDidNothingSoTheChangeIsMadeAnew() {
    troubles.add(() -> cancelled("TransactionConflict"));
    troubles.add(() -> cancelled("ThrottlingError"));
    assertThat(table.change(write)).isEqualTo(new Made());
    assertThat(tokens).hasSize(3).doesNotHaveDuplicates();
    assertThat(pauses).hasSize(2).isSorted();
  }

  @Test
  void aChangeThatIsStillInProgressIsNotMadeAnew() {
    troubles.add(() -> TransactionInProgressException.builder().build());
    assertThat(table.change(write)).isEqualTo(new Made());
    assertThat(tokens).hasSize(2);
    assertThat(tokens.get(0)).isEqualTo(tokens.get(1));
  }

  @Test
  void aConflictWithoutEndIsGivenUp() {
    for (int i = 0; i < 100; i++) {
      troubles.add(() -> cancelled("TransactionConflict"));
    }
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> table.change(write))
        .satisfies(e -> assertThat(e.problem().status()).isEqualTo(503));
    assertThat(tokens).hasSize(12);
  }

  @Test
  void aChangeThatIsNotPossibleIsNotRepeated() {
    troubles.add(() -> cancelled("ValidationError"));
    assertThatExceptionOfType(TransactionCanceledException.class)
        .isThrownBy(() -> table.change(write));
    assertThat(tokens).hasSize(1);
  }

  @Test
  void itemsLeftUnprocessedAreWrittenAgain() {
    unprocessed = 3;
    table.putAll(flights(25));
    assertThat(batches).containsExactly(25, 3, 2, 1);
  }

  @Test
  void itemsLeftUnprocessedWithoutEndAreGivenUp() {
    unprocessed = 1000;
    assertThatIllegalStateException()
        .isThrownBy(() -> table.putAll(flights(25)))
        .withMessageContaining("25 items")
        .withMessageContaining("flights");
    assertThat(batches).hasSize(10);
  }
}

package io.lambdatcc.participant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lambdatcc.http.ProblemException;
import io.lambdatcc.participant.KeyedTable.Made;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
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
  private final List<Integer> sizes = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();

  private final KeyedTable table =
      new KeyedTable(new TroubledClient(), "flights", "flight", pauses::add);
  private final TransactWriteItem write =
      table.delete("LH1", "held = :n", Map.of(":n", ReservableAmount.number(0)));

  private final class TroubledClient implements DynamoDbClient {
    @Override
    public synchronized TransactWriteItemsResponse transactWriteItems(
        TransactWriteItemsRequest request) {
      tokens.add(request.clientRequestToken());
      sizes.add(request.transactItems().size());
      if (!troubles.isEmpty()) {
        throw troubles.removeFirst().get();
      }
      return TransactWriteItemsResponse.builder().build();
    }

    @Override
    public String serviceName() {
      return "dynamodb";
    }

    @Override
    public void close() {}
  }

  private static RuntimeException cancelled(String... codes) {
    return cancelledAfter(1, codes);
  }

  /** The answer to this attempt of the client; those before it got none. */
  private static RuntimeException cancelledAfter(int attempts, String... codes) {
    return TransactionCanceledException.builder()
        .cancellationReasons(
            Stream.of(codes).map(code -> CancellationReason.builder().code(code).build()).toList())
        .numAttempts(attempts)
        .build();
  }

  private void putFlights(int n) {
    table.putAll(
        IntStream.range(0, n).mapToObj(i -> Map.of("flight", AttributeValue.fromS("LH" + i))),
        "attribute_not_exists(held)",
        Map.of(),
        Map.of());
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
  void pausesDoubleUpToTheLongestAndNoneFollowsTheLastAttempt() {
    for (int i = 0; i < 12; i++) {
      troubles.add(() -> cancelled("TransactionConflict"));
    }
    assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> table.change(write));
    assertThat(pauses)
        .extracting(Duration::toMillis)
        .containsExactly(10L, 20L, 40L, 80L, 160L, 320L, 640L, 640L, 640L, 640L, 640L);
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

  // ---- in doubt ----------------------------------------------------------------------------

  @Test
  void aConflictMetByARepeatedRequestIsAskedAboutByTheSameToken() {
    troubles.add(() -> cancelledAfter(2, "TransactionConflict"));
    troubles.add(() -> cancelled("TransactionConflict"));
    assertThat(table.change(write)).isEqualTo(new Made());
    assertThat(tokens).hasSize(3);
    assertThat(Set.copyOf(tokens)).hasSize(1);
  }

  @Test
  void aChangeOnceInProgressKeepsItsTokenWhateverIsAnsweredNext() {
    troubles.add(() -> TransactionInProgressException.builder().build());
    troubles.add(() -> cancelled("TransactionConflict"));
    assertThat(table.change(write)).isEqualTo(new Made());
    assertThat(Set.copyOf(tokens)).hasSize(1);
  }

  @Test
  void aConditionThatFailsForARepeatedRequestMayFailByItsOwnDoing() {
    troubles.add(() -> cancelledAfter(2, "ConditionalCheckFailed"));
    assertThatExceptionOfType(TransactionCanceledException.class)
        .isThrownBy(() -> table.change(write));
    assertThat(tokens).hasSize(1);
  }

  @Test
  void aConditionThatFailsAfterDoubtMayFailByItsOwnDoing() {
    troubles.add(() -> TransactionInProgressException.builder().build());
    troubles.add(() -> cancelled("ConditionalCheckFailed"));
    assertThatExceptionOfType(TransactionCanceledException.class)
        .isThrownBy(() -> table.change(write));
  }

  @Test
  void whatIsInProgressWithoutEndIsNotCalledNothing() {
    for (int i = 0; i < 100; i++) {
      troubles.add(() -> TransactionInProgressException.builder().build());
    }
    assertThatExceptionOfType(TransactionInProgressException.class)
        .isThrownBy(() -> table.change(write));
    assertThat(tokens).hasSize(12);
  }

  @Test
  void aConflictWithoutEndIsNotCalledNothingOnceInDoubt() {
    troubles.add(() -> cancelledAfter(2, "TransactionConflict"));
    for (int i = 0; i < 100; i++) {
      troubles.add(() -> cancelled("TransactionConflict"));
    }
    assertThatExceptionOfType(TransactionCanceledException.class)
        .isThrownBy(() -> table.change(write));
    assertThat(tokens).hasSize(12);
  }

  @Test
  void aTimeOutIsNotCalledNothing() {
    troubles.add(() -> ApiCallTimeoutException.create(1000));
    assertThatExceptionOfType(ApiCallTimeoutException.class).isThrownBy(() -> table.change(write));
    assertThat(tokens).hasSize(1);
  }

  // ---- many --------------------------------------------------------------------------------

  @Test
  void aBatchInConflictIsWrittenAnew() {
    troubles.add(() -> cancelled("None", "TransactionConflict", "None"));
    putFlights(3);
    assertThat(sizes).containsExactly(3, 3);
    assertThat(tokens).doesNotHaveDuplicates();
  }

  @Test
  void aBatchInConflictWithoutEndIsGivenUpAndNoOtherIsBegun() {
    for (int i = 0; i < 100; i++) {
      troubles.add(() -> cancelled("TransactionConflict", "None"));
    }
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> putFlights(2))
        .satisfies(e -> assertThat(e.problem().status()).isEqualTo(503));
    assertThat(sizes).hasSize(12).containsOnly(2);
  }

  @Test
  void aBatchWithAnImpossibleWriteIsNotRepeated() {
    troubles.add(() -> cancelled("TransactionConflict", "ValidationError"));
    assertThatExceptionOfType(TransactionCanceledException.class).isThrownBy(() -> putFlights(2));
    assertThat(sizes).containsExactly(2);
  }

  @Test
  void aConditionOfABatchMustHoldWhereThereIsNothing() {
    troubles.add(() -> cancelled("None", "ConditionalCheckFailed"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> putFlights(2))
        .withMessageContaining("flights");
  }
}

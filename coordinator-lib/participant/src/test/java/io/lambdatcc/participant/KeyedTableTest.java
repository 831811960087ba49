package io.lambdatcc.participant;

import static io.lambdatcc.participant.ReservableAmount.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.http.ProblemException;
import io.lambdatcc.participant.KeyedTable.Made;
import io.lambdatcc.participant.KeyedTable.Unmet;
import io.lambdatcc.participant.ReservableAmount.Availability;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

class KeyedTableTest {
  private static final DynamoDbClient CLIENT =
      DynamoDbClients.ofEmulator(DynamoDbLocal.sharedEndpoint());
  private static final KeyedTable TABLE = created();
  private static final ReservableAmount SEATS = new ReservableAmount(TABLE, "free", "held", "sold");

  private final String id = UUID.randomUUID().toString();

  private static KeyedTable created() {
    KeyedTable table = new KeyedTable(CLIENT, "flights-" + UUID.randomUUID(), "flight");
    table.createIfAbsent();
    table.createIfAbsent();
    return table;
  }

  private static Map<String, AttributeValue> flight(String id, long free, long held) {
    return Map.of(
        "flight", AttributeValue.fromS(id),
        "free", number(free),
        "held", number(held),
        "sold", number(0));
  }

  private static void make(TransactWriteItem write) {
    assertThat(TABLE.change(write)).isEqualTo(new Made());
  }

  private Map<String, AttributeValue> item() {
    return TABLE.find(id).orElseThrow();
  }

  @Test
  void anAttemptToCreateThatArrivesLateTakesNothingBack() {
    TABLE.create(flight(id, 5, 0));
    assertThat(TABLE.find(id)).contains(flight(id, 5, 0));
    TABLE.put(flight(id, 7, 0));
    TABLE.create(flight(id, 5, 0));
    assertThat(TABLE.find(id)).contains(flight(id, 7, 0));
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertThat(TABLE.find(id)).isEmpty();
  }

  @Test
  void whatWasPutIsFound() {
    TABLE.put(flight(id, 5, 0));
    assertThat(TABLE.find(id)).contains(flight(id, 5, 0));
    TABLE.put(flight(id, 7, 0));
    assertThat(TABLE.find(id)).contains(flight(id, 7, 0));
  }

  @Test
  void manyItemsAreWrittenInBatches() {
    SEATS.putAll(IntStream.range(0, 260).mapToObj(n -> flight(id + n, n, 0)));
    assertThat(IntStream.range(0, 260).mapToObj(n -> TABLE.find(id + n).orElseThrow()))
        .allSatisfy(item -> assertThat(number(item, "held")).isZero())
        .extracting(item -> number(item, "free"))
        .containsExactlyElementsOf(IntStream.range(0, 260).mapToObj(n -> (long) n).toList());
  }

  @Test
  void aBatchThatFailsSaysSo() {
    KeyedTable absent = new KeyedTable(CLIENT, "absent-" + id, "flight");
    ReservableAmount seats = new ReservableAmount(absent, "free", "held", "sold");
    assertThatExceptionOfType(ResourceNotFoundException.class)
        .isThrownBy(() -> seats.putAll(Stream.of(flight(id, 1, 0))));
  }

  @Test
  void ofManyItemsNoneIsReplacedThatIsReserved() {
    SEATS.putAll(IntStream.range(0, 3).mapToObj(n -> flight(id + n, 5, 0)));
    make(SEATS.reserve(id + 1, 2));
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> SEATS.putAll(IntStream.range(0, 3).mapToObj(n -> flight(id + n, 9, 0))))
        .satisfies(
            e -> {
              assertThat(e.problem().status()).isEqualTo(409);
              assertThat(e.problem().extensions()).containsEntry("code", "busy");
              assertThat(e.problem().detail()).contains(id + 1);
            });
    assertThat(TABLE.find(id + 1)).contains(flight(id + 1, 3, 2));
    make(SEATS.release(id + 1, 2));
    SEATS.putAll(IntStream.range(0, 3).mapToObj(n -> flight(id + n, 9, 0)));
    assertThat(TABLE.find(id + 1)).contains(flight(id + 1, 9, 0));
  }

  @Test
  void aChangeWhoseConditionFailsShowsTheItemAndChangesNothing() {
    assertThat(TABLE.change(SEATS.remove(id, 1))).isEqualTo(new Unmet(Map.of()));
    TABLE.put(flight(id, 5, 0));
    assertThat(TABLE.change(SEATS.remove(id, 6))).isEqualTo(new Unmet(flight(id, 5, 0)));
    assertThat(TABLE.change(SEATS.remove(id, 5))).isEqualTo(new Made());
    assertThat(number(item(), "free")).isZero();
  }

  @Test
  void aChangeIsThrownForWhatPreventedIt() {
    IllegalStateException absent = new IllegalStateException("absent");
    IllegalStateException unfit = new IllegalStateException("unfit");
    assertThatIllegalStateException()
        .isThrownBy(() -> new Unmet(Map.of()).orThrow(() -> absent, () -> unfit))
        .isSameAs(absent);
    assertThatIllegalStateException()
        .isThrownBy(() -> new Unmet(flight(id, 1, 0)).orThrow(() -> absent, () -> unfit))
        .isSameAs(unfit);
    new Made().orThrow(() -> absent, () -> unfit);
  }

  @Test
  void aRemovalHasACondition() {
    TABLE.put(flight(id, 5, 2));
    assertThat(TABLE.change(TABLE.delete(id, "held = :n", Map.of(":n", number(3)))))
        .isEqualTo(new Unmet(flight(id, 5, 2)));
    assertThat(TABLE.change(TABLE.delete(id, "held = :n", Map.of(":n", number(2)))))
        .isEqualTo(new Made());
    assertThat(TABLE.find(id)).isEmpty();
  }

  @Test
  void changesOfManyThreadsAllCount() {
    TABLE.put(flight(id, 0, 0));
    assertThat(
            IntStream.range(0, 40)
                .parallel()
                .mapToObj(n -> TABLE.change(SEATS.add(id, 1, 1000)))
                .toList())
        .containsOnly(new Made());
    assertThat(number(item(), "free")).isEqualTo(40);
  }

  // ---- reservable amounts ------------------------------------------------------------------

  @Test
  void aReservationMovesAndNothingElse() {
    TABLE.put(flight(id, 5, 0));
    make(SEATS.reserve(id, 3));
    assertThat(item()).isEqualTo(flight(id, 2, 3));
    make(SEATS.release(id, 1));
    assertThat(item()).isEqualTo(flight(id, 3, 2));
    make(SEATS.spend(id, 2));
    make(SEATS.spendAvailable(id, 1));
    assertThat(number(item(), "free")).isEqualTo(2);
    assertThat(number(item(), "held")).isZero();
    assertThat(number(item(), "sold")).isEqualTo(3);
  }

  @Test
  void whatIsNotReservedCanBeNeitherSpentNorReleased() {
    TABLE.put(flight(id, 5, 1));
    assertThat(TABLE.change(SEATS.spend(id, 2))).isInstanceOf(Unmet.class);
    assertThat(TABLE.change(SEATS.release(id, 2))).isInstanceOf(Unmet.class);
    assertThat(TABLE.change(SEATS.reserve(id, 6))).isInstanceOf(Unmet.class);
    assertThat(item()).isEqualTo(flight(id, 5, 1));
  }

  @Test
  void nothingIsAddedBeyondTheMost() {
    TABLE.put(flight(id, 5, 0));
    assertThat(TABLE.change(SEATS.add(id, 6, 10))).isInstanceOf(Unmet.class);
    assertThat(TABLE.change(SEATS.add(id, 5, 10))).isEqualTo(new Made());
  }

  @Test
  void anItemTellsWhatCanBeReserved() {
    assertThat(SEATS.look(Map.of(), 1)).isEqualTo(Availability.UNKNOWN);
    assertThat(SEATS.look(flight(id, 5, 3), 5)).isEqualTo(Availability.ENOUGH);
    assertThat(SEATS.look(flight(id, 5, 3), 8)).isEqualTo(Availability.HELD);
    assertThat(SEATS.look(flight(id, 5, 3), 9)).isEqualTo(Availability.SHORT);
  }

  @Test
  void nothingCanBeReservedToo() {
    TABLE.put(flight(id, 5, 0));
    make(SEATS.reserve(id, 0));
    assertThat(item()).isEqualTo(flight(id, 5, 0));
  }

  @Test
  void aNegativeAmountWouldMoveTheOtherWay() {
    assertThatIllegalArgumentException().isThrownBy(() -> SEATS.reserve(id, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> SEATS.add(id, -1, 10));
    assertThatIllegalArgumentException().isThrownBy(() -> SEATS.remove(id, -1));
  }

  @Test
  void anItemOfSomethingElseIsNotTakenForZero() {
    assertThatIllegalStateException()
        .isThrownBy(() -> SEATS.look(Map.of("flight", AttributeValue.fromS(id)), 1))
        .withMessageContaining("free");
  }
}

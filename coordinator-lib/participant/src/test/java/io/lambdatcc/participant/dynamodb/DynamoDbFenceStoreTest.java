package io.lambdatcc.participant.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdatcc.participant.fence.DueReservations.Due;
import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.participant.fence.FenceStore;
import io.lambdatcc.participant.fence.FenceStoreContract;
import io.lambdatcc.wire.JsonText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

class DynamoDbFenceStoreTest
    extends FenceStoreContract<TransactWriteItem, Map<String, AttributeValue>> {
  private static final Local LOCAL = new Local();
  private static final FenceKey KEY = new FenceKey("t~1", "b");
  private static final Instant DEADLINE = Instant.parse("2030-01-31T12:00:00Z");
  private static final Instant KEEP = Instant.parse("2030-01-31T12:00:00Z");
  private static final Fence TRIED =
      new Fence(FenceState.TRIED, "d".repeat(64), JsonText.parse("{\"n\":1}"), null, null, null);
  private static final Fence TOMBSTONE =
      new Fence(FenceState.CANCELLED, null, null, null, null, KEEP);
  private static final Fence CONFIRMED =
      new Fence(FenceState.CONFIRMED, TRIED.digest(), null, null, null, KEEP);

  private final String fences = Local.table("fences");
  private final String items = Local.table("items");
  private final DynamoDbFenceStore store = new DynamoDbFenceStore(LOCAL.client, fences);

  @BeforeEach
  void createTables() {
    FenceTable.createIfAbsent(LOCAL.client, fences);
    StringKeyTable.createIfAbsent(LOCAL.client, items, "id");
    LOCAL.requests.clear();
    LOCAL.writeUnits.reset();
  }

  @Override
  protected FenceStore<TransactWriteItem, Map<String, AttributeValue>> store() {
    return store;
  }

  @Override
  protected void put(String item, long amount) {
    LOCAL.client.putItem(
        request ->
            request
                .tableName(items)
                .item(
                    Map.of(
                        "id", AttributeValue.fromS(item),
                        "amount", AttributeValue.fromN(Long.toString(amount)))));
  }

  @Override
  protected long amount(String item) {
    return shown(
        LOCAL
            .client
            .getItem(
                request ->
                    request
                        .tableName(items)
                        .key(Map.of("id", AttributeValue.fromS(item)))
                        .consistentRead(true))
            .item());
  }

  @Override
  protected long shown(Map<String, AttributeValue> item) {
    return item.isEmpty() ? 0 : Long.parseLong(Objects.requireNonNull(item.get("amount")).n());
  }

  @Override
  protected TransactWriteItem take(String item, long amount) {
    return TransactWriteItem.builder()
        .update(
            Update.builder()
                .tableName(items)
                .key(Map.of("id", AttributeValue.fromS(item)))
                .updateExpression("SET amount = amount - :n")
                .conditionExpression("amount >= :n")
                .expressionAttributeValues(
                    Map.of(":n", AttributeValue.fromN(Long.toString(amount))))
                .build())
        .build();
  }

  @Test
  void withoutWritesAFenceIsOneSingleItemRequest() {
    store.commit(KEY, null, TRIED, List.of());
    store.commit(KEY, FenceState.TRIED, CONFIRMED, List.of());
    assertThat(LOCAL.requests).containsExactly("PutItem", "UpdateItem");
  }

  @Test
  void looksAndPeeksAreConsistentReads() {
    store.look(KEY);
    store.peek(take("x", 1));
    assertThat(LOCAL.requests).containsExactly("GetItem, consistent", "GetItem, consistent");
  }

  @Test
  void aPutIsNotPeekedAtSinceItsKeyIsNotKnown() {
    TransactWriteItem putting =
        TransactWriteItem.builder()
            .put(put -> put.tableName(items).item(Map.of("id", AttributeValue.fromS("x"))))
            .build();
    assertThat(store.peek(putting)).isEmpty();
    assertThat(LOCAL.requests).isEmpty();
  }

  @Test
  void withWritesFenceAndWritesAreOneRequest() {
    put("x", 5);
    LOCAL.requests.clear();
    store.commit(KEY, null, TRIED, List.of(take("x", 1)));
    assertThat(LOCAL.requests).containsExactly("TransactWriteItems");
  }

  @Test
  void aTriedFenceHasNoTimeToLiveAndAFinishedOneHas() {
    store.commit(KEY, null, TRIED, List.of());
    assertThat(item(KEY)).doesNotContainKey("ttl").containsKey("reservation");
    store.commit(KEY, FenceState.TRIED, CONFIRMED, List.of());
    assertThat(item(KEY))
        .containsEntry("ttl", AttributeValue.fromN(Long.toString(KEEP.getEpochSecond())))
        .containsEntry("state", AttributeValue.fromS("CONFIRMED"))
        .doesNotContainKey("reservation");
  }

  // ---- what is past its deadline -------------------------------------------------------------

  @Test
  void withoutInquiringADeadlineIsNotKeptAndCostsNothing() {
    store.commit(KEY, null, reserved(DEADLINE), List.of());
    assertThat(item(KEY)).isEqualTo(FenceItem.item(KEY, TRIED)).doesNotContainKeys("ds", "dd");
    assertThat(store.look(KEY)).isEqualTo(new FenceStore.Seen(TRIED));
    store.commit(KEY, FenceState.TRIED, CONFIRMED, List.of());

    assertThat(LOCAL.writeUnits.sum()).isEqualTo(2);
    assertThat(overdue(DEADLINE)).isEmpty();
  }

  @Test
  void inquiringCostsTwoWritesOfTheIndexForEachBranch() {
    DynamoDbFenceStore inquiring = store.inquiring();
    inquiring.commit(KEY, null, reserved(DEADLINE), List.of());
    inquiring.commit(KEY, FenceState.TRIED, CONFIRMED, List.of());

    assertThat(LOCAL.writeUnits.sum()).isEqualTo(4);
    assertThat(LOCAL.requests)
        .filteredOn(request -> !request.startsWith("GetItem"))
        .containsExactly("PutItem", "UpdateItem");
  }

  @Test
  void whatIsReservedIsFoundFromItsDeadlineOnUntilItsEnd() {
    DynamoDbFenceStore inquiring = store.inquiring();
    inquiring.commit(KEY, null, reserved(DEADLINE.plusNanos(1)), List.of());

    Instant kept = DEADLINE.plusMillis(1);
    assertThat(store.look(KEY)).isEqualTo(new FenceStore.Seen(reserved(kept)));
    assertThat(overdue(kept.minusMillis(1))).isEmpty();
    assertThat(overdue(kept)).containsExactly(new Due(KEY, kept));

    // by whichever store, so that it can be switched off at any time
    store.commit(KEY, FenceState.TRIED, CONFIRMED, List.of());
    assertThat(item(KEY)).doesNotContainKeys("ds", "dd");
    assertThat(overdue(kept)).isEmpty();
  }

  @Test
  void anEndWithoutAReservationIsNeverDue() {
    store.inquiring().commit(KEY, null, TOMBSTONE, List.of());
    assertThat(item(KEY)).isEqualTo(FenceItem.item(KEY, TOMBSTONE));
  }

  @Test
  void aDeadlineThatAnOlderVersionLeftAtAnEndIsNotBelieved() {
    Map<String, AttributeValue> left = new LinkedHashMap<>(FenceItem.item(KEY, CONFIRMED));
    left.putAll(FenceItem.dueKey(KEY, DEADLINE));
    putFence(left);
    assertThat(store.look(KEY)).isEqualTo(new FenceStore.Seen(CONFIRMED));
  }

  @Test
  void thePastIsReadInTheOrderOfTheDeadlinesFromWhereverItIsAsked() {
    DynamoDbFenceStore inquiring = store.inquiring();
    List<Due> all = new ArrayList<>();
    for (int i = 0; all.size() < 5; i++) {
      FenceKey key = new FenceKey("t~" + i, "b");
      Instant deadline = DEADLINE.minusMillis(all.size());
      if (shard(key) == 0) {
        inquiring.commit(key, null, reserved(deadline), List.of());
        all.add(0, new Due(key, deadline));
      }
    }

    assertThat(past(0, null, DEADLINE)).containsExactlyElementsOf(all);
    assertThat(past(0, null, DEADLINE.minusMillis(2))).containsExactlyElementsOf(all.subList(0, 3));
    assertThat(past(0, all.get(1), DEADLINE)).containsExactlyElementsOf(all.subList(2, 5));
    assertThat(past(1, null, DEADLINE)).isEmpty();

    inquiring.commit(all.get(1).key(), FenceState.TRIED, CONFIRMED, List.of());
    assertThat(past(0, all.get(1), DEADLINE))
        .as("after one that is gone")
        .containsExactlyElementsOf(all.subList(2, 5));
  }

  @Test
  void reservationsAreSpreadOverAllShards() {
    assertThat(IntStream.range(0, 100).mapToObj(i -> shard(new FenceKey("t~" + i, "b"))))
        .contains(0, 1, 2, 3);
  }

  private static int shard(FenceKey key) {
    return Integer.parseInt(Objects.requireNonNull(FenceItem.dueKey(key, DEADLINE).get("ds")).n());
  }

  private static Fence reserved(Instant deadline) {
    return new Fence(
        FenceState.TRIED, TRIED.digest(), TRIED.reservation(), null, null, null, deadline);
  }

  private List<Due> overdue(Instant now) {
    return IntStream.range(0, store.shards())
        .mapToObj(shard -> past(shard, null, now))
        .flatMap(List::stream)
        .toList();
  }

  private List<Due> past(int shard, @Nullable Due after, Instant now) {
    List<Due> due = new ArrayList<>();
    store.past(shard, after, now).forEach(due::addAll);
    return due;
  }

  // ---- how long it is remembered -------------------------------------------------------------

  @Test
  void aTimeToLiveIsRoundedUp() {
    FenceKey other = new FenceKey("t~2", "b");
    store.commit(
        other,
        null,
        new Fence(FenceState.CANCELLED, null, null, null, null, KEEP.plusNanos(1)),
        List.of());
    assertThat(item(other))
        .containsEntry("ttl", AttributeValue.fromN(Long.toString(KEEP.getEpochSecond() + 1)));
  }

  @Test
  void timeToLiveIsEnabledOnTheTable() {
    assertThat(
            LOCAL
                .client
                .describeTimeToLive(request -> request.tableName(fences))
                .timeToLiveDescription()
                .attributeName())
        .isEqualTo("ttl");
    FenceTable.createIfAbsent(LOCAL.client, fences);
  }

  @Test
  void aUsualFenceIsSmall() {
    FenceKey longest = new FenceKey("n".repeat(64) + "~" + "t".repeat(64), "b".repeat(64));
    int bytes =
        FenceItem.item(longest, TRIED).entrySet().stream()
            .mapToInt(e -> e.getKey().length() + e.getValue().toString().length())
            .sum();
    assertThat(bytes).isLessThan(1024);
  }

  @Test
  void whatANewerVersionAddedToAFenceStays() {
    store.commit(KEY, null, TRIED, List.of());
    LOCAL.client.updateItem(
        request ->
            request
                .tableName(fences)
                .key(FenceItem.key(KEY))
                .updateExpression("SET added = :v")
                .expressionAttributeValues(Map.of(":v", AttributeValue.fromS("later"))));
    assertThat(store.look(KEY)).isEqualTo(new FenceStore.Seen(TRIED));
    store.commit(KEY, FenceState.TRIED, CONFIRMED, List.of());
    assertThat(item(KEY)).containsEntry("added", AttributeValue.fromS("later"));
  }

  @Test
  void aFenceThisVersionDoesNotKnowIsRefusedNeverDefaulted() {
    Map<String, AttributeValue> paused = new LinkedHashMap<>(FenceItem.item(KEY, TOMBSTONE));
    paused.put("state", AttributeValue.fromS("PAUSED"));
    putFence(paused);
    assertThatIllegalStateException()
        .isThrownBy(() -> store.look(KEY))
        .withMessageContaining("t~1/b");
    Map<String, AttributeValue> second = new LinkedHashMap<>(FenceItem.item(KEY, TOMBSTONE));
    second.put("v", AttributeValue.fromN("2"));
    putFence(second);
    assertThatIllegalStateException().isThrownBy(() -> store.look(KEY));
    assertThatIllegalStateException()
        .isThrownBy(() -> store.commit(KEY, null, TRIED, List.of()))
        .withMessageContaining("deploy");
  }

  @Test
  void ninetyNineWritesFitAndOneMoreDoesNot() {
    List<TransactWriteItem> writes = new ArrayList<>();
    for (int i = 0; i < 99; i++) {
      put("x" + i, 1);
      writes.add(take("x" + i, 1));
    }
    assertThat(store.commit(KEY, null, TRIED, writes)).isInstanceOf(FenceStore.Committed.class);
    writes.add(take("one more", 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.commit(KEY, null, TRIED, writes))
        .withMessageContaining("100 writes")
        .withMessageContaining("99");
  }

  @Test
  void twoWritesToOneItemAreRefusedBeforeTheyAreSent() {
    TransactWriteItem putting =
        TransactWriteItem.builder()
            .put(
                Put.builder()
                    .tableName("arn:aws:dynamodb:eu-central-1:123456789012:table/" + items)
                    .item(
                        Map.of(
                            "id", AttributeValue.fromS("x"),
                            "amount", AttributeValue.fromN("1")))
                    .build())
            .build();
    for (List<TransactWriteItem> both :
        List.of(
            List.of(take("x", 1), take("x", 2)),
            List.of(take("x", 1), putting),
            List.of(putting, take("x", 1)),
            List.of(putting, putting))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> store.commit(KEY, null, TRIED, both))
          .withMessageContaining("writes 0 and 1")
          .withMessageContaining("same item");
    }
    assertThat(LOCAL.requests).isEmpty();
  }

  @Test
  void aWriteToTheFenceItselfIsRefused() {
    TransactWriteItem write =
        TransactWriteItem.builder()
            .delete(delete -> delete.tableName(fences).key(FenceItem.key(KEY)))
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.commit(KEY, null, TRIED, List.of(write)))
        .withMessageContaining("fence");
  }

  @Test
  void aWriteIsExactlyOneAction() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> store.commit(KEY, null, TRIED, List.of(TransactWriteItem.builder().build())))
        .withMessageContaining("0 actions");
  }

  @Test
  void aWriteThatDynamoDbFindsImpossibleIsMisuse() {
    put("x", 1);
    TransactWriteItem adding =
        TransactWriteItem.builder()
            .update(
                update ->
                    update
                        .tableName(items)
                        .key(Map.of("id", AttributeValue.fromS("x")))
                        .updateExpression("SET amount = amount + :text")
                        .expressionAttributeValues(Map.of(":text", AttributeValue.fromS("1"))))
            .build();
    assertThatThrownBy(() -> store.commit(KEY, null, TRIED, List.of(adding)))
        .isInstanceOf(RuntimeException.class);
    assertThat(store.look(KEY)).isEqualTo(new FenceStore.Seen(null));
  }

  @Test
  void everyRequestHasItsOwnToken() {
    List<String> tokens = new ArrayList<>(List.of("token-1", "token-2"));
    DynamoDbFenceStore counted =
        new DynamoDbFenceStore(LOCAL.client, fences, () -> tokens.remove(0));
    put("x", 5);
    counted.commit(KEY, null, TRIED, List.of(take("x", 1)));
    counted.commit(KEY, FenceState.TRIED, CONFIRMED, List.of(take("x", 1)));
    assertThat(tokens).isEmpty();
    assertThat(amount("x")).isEqualTo(3);
  }

  @Test
  void aTokenThatAnotherRequestUsedDoesNothing() {
    DynamoDbFenceStore clone =
        new DynamoDbFenceStore(LOCAL.client, fences, () -> fences.substring(7));
    put("x", 5);
    clone.commit(KEY, null, TRIED, List.of(take("x", 1)));
    assertThat(clone.commit(new FenceKey("t~2", "b"), null, TRIED, List.of(take("x", 1))))
        .isInstanceOf(FenceStore.Contended.class);
    assertThat(amount("x")).isEqualTo(4);
  }

  @Test
  void aMissingTableIsNotRepeatedForEver() {
    DynamoDbFenceStore lost = new DynamoDbFenceStore(LOCAL.client, "no-such-table");
    assertThatThrownBy(() -> lost.look(KEY)).isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(() -> lost.commit(KEY, null, TRIED, List.of()))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  private Map<String, AttributeValue> item(FenceKey key) {
    return LOCAL
        .client
        .getItem(request -> request.tableName(fences).key(FenceItem.key(key)).consistentRead(true))
        .item();
  }

  private void putFence(Map<String, AttributeValue> item) {
    LOCAL.client.putItem(request -> request.tableName(fences).item(item));
  }
}

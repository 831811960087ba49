package io.lambdatcc.participant.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.participant.fence.FenceStore;
import io.lambdatcc.participant.fence.FenceStore.ConditionFailed;
import io.lambdatcc.participant.fence.FenceStore.Contended;
import io.lambdatcc.participant.fence.FenceStore.FenceMoved;
import io.lambdatcc.participant.fence.FenceStore.NotSeen;
import io.lambdatcc.participant.fence.FenceStore.Outcome;
import io.lambdatcc.participant.fence.FenceStore.Unknown;
import io.lambdatcc.wire.JsonText;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.IdempotentParameterMismatchException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/** What each of DynamoDB's errors means for a commit. */
class OutcomeTest {
  private static final FenceKey KEY = new FenceKey("t~1", "b");
  private static final Fence TRIED =
      new Fence(FenceState.TRIED, "d", JsonText.parse("1"), null, null, null);
  private static final Fence TOMBSTONE =
      new Fence(FenceState.CANCELLED, null, null, null, null, Instant.EPOCH);
  private static final Map<String, AttributeValue> ITEM = Map.of("n", AttributeValue.fromN("1"));

  /** A DynamoDB that answers everything with one error. */
  private record Failing(SdkException error) implements DynamoDbClient {
    @Override
    public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
      throw error;
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
      throw error;
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
      throw error;
    }

    @Override
    public String serviceName() {
      return "dynamodb";
    }

    @Override
    public void close() {}
  }

  @Test
  void aFailedFenceOutranksEverything() {
    Outcome<Map<String, AttributeValue>> moved = new FenceMoved<>(TOMBSTONE);
    CancellationReason fence = reason("ConditionalCheckFailed", FenceItem.item(KEY, TOMBSTONE));
    assertThat(cancelled(fence, reason("None"))).isEqualTo(moved);
    assertThat(cancelled(fence, reason("ConditionalCheckFailed", ITEM))).isEqualTo(moved);
    assertThat(cancelled(fence, reason("TransactionConflict"))).isEqualTo(moved);
  }

  @Test
  void aFenceInConflictOutranksFailedItems() {
    for (String busy :
        List.of("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded")) {
      assertThat(cancelled(reason(busy), reason("ConditionalCheckFailed", ITEM)))
          .isInstanceOf(Contended.class);
    }
  }

  @Test
  void anEarlierAttemptOfTheClientOutranksEverythingButTheFence() {
    CancellationReason failed = reason("ConditionalCheckFailed", ITEM);
    CancellationReason conflict = reason("TransactionConflict");
    assertThat(cancelledAfter(2, reason("None"), failed)).isInstanceOf(Unknown.class);
    assertThat(cancelledAfter(2, reason("None"), conflict)).isInstanceOf(Unknown.class);
    assertThat(cancelledAfter(2, conflict, reason("None"))).isInstanceOf(Unknown.class);
    assertThat(
            cancelledAfter(
                2, reason("ConditionalCheckFailed", FenceItem.item(KEY, TOMBSTONE)), failed))
        .isEqualTo(new FenceMoved<>(TOMBSTONE));
    assertThat(cancelledAfter(1, reason("None"), failed)).isInstanceOf(ConditionFailed.class);
  }

  @Test
  void failedItemsAreNumberedAsTheParticipantWroteThem() {
    assertThat(
            cancelled(
                reason("None"),
                reason("ConditionalCheckFailed", ITEM),
                reason("TransactionConflict"),
                reason("ConditionalCheckFailed")))
        .isEqualTo(
            new ConditionFailed<>(
                List.of(new FenceStore.Failure<>(0, ITEM), new FenceStore.Failure<>(2, Map.of()))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
  void aBusyItemIsContention(String code) {
    assertThat(cancelled(reason("None"), reason(code))).isInstanceOf(Contended.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ValidationError", "ItemCollectionSizeLimitExceeded", "AccessDenied", "New"})
  void anImpossibleWriteIsMisuse(String code) {
    assertThatThrownBy(() -> cancelled(reason("None"), reason(code)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write 0")
        .hasMessageContaining(code);
    assertThatThrownBy(() -> cancelled(reason(code), reason("None")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whyItCameToNothingIsSaid() {
    assertThat(cancelled(reason("None"), reason("None"), reason("ThrottlingError")))
        .isEqualTo(new Contended<>("write 1: ThrottlingError"));
    assertThat(look(service(500, "InternalServerError", 1)))
        .isEqualTo(new NotSeen("InternalServerError"));
  }

  @Test
  void aCancellationWithoutReasonsIsUnknown() {
    assertThat(cancelled()).isInstanceOf(Unknown.class);
  }

  @Test
  void aTokenOfAnotherRequestIsContention() {
    assertThat(commit(IdempotentParameterMismatchException.builder().statusCode(400).build()))
        .isInstanceOf(Contended.class);
  }

  @Test
  void anEarlierAttemptStillInProgressIsUnknown() {
    assertThat(commit(TransactionInProgressException.builder().statusCode(400).build()))
        .isInstanceOf(Unknown.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "TransactionConflictException"
      })
  void throttledBeforeAnyEffectIsContentionUnlessAnEarlierAttemptIsInDoubt(String code) {
    assertThat(commit(service(400, code, 1))).isInstanceOf(Contended.class);
    assertThat(commit(service(400, code, 2))).isInstanceOf(Unknown.class);
    assertThat(alone(service(400, code, 1))).isInstanceOf(Contended.class);
    assertThat(look(service(400, code, 1))).isInstanceOf(NotSeen.class);
  }

  @Test
  void aConflictOnTheFenceAloneIsContention() {
    assertThat(alone(TransactionConflictException.builder().statusCode(400).build()))
        .isInstanceOf(Contended.class);
  }

  @Test
  void aFenceThatMovedIsShownAsItIs() {
    assertThat(
            alone(
                ConditionalCheckFailedException.builder()
                    .statusCode(400)
                    .item(FenceItem.item(KEY, TOMBSTONE))
                    .build()))
        .isEqualTo(new FenceMoved<>(TOMBSTONE));
  }

  @Test
  void whatMayHaveHappenedIsUnknown() {
    for (SdkException error :
        List.of(
            service(500, "InternalServerError", 1),
            service(503, "ServiceUnavailable", 1),
            SdkClientException.create("reset", new SocketTimeoutException("read")),
            ApiCallTimeoutException.create(1000))) {
      assertThat(commit(error)).isInstanceOf(Unknown.class);
      assertThat(alone(error)).isInstanceOf(Unknown.class);
      assertThat(look(error)).isInstanceOf(NotSeen.class);
      assertThat(new DynamoDbFenceStore(new Failing(error), "f").peek(write())).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ValidationException", "AccessDeniedException", "ResourceNotFoundException"})
  void whatNoRepeatingMendsIsThrown(String code) {
    SdkException error = service(400, code, 1);
    assertThatThrownBy(() -> commit(error)).isSameAs(error);
    assertThatThrownBy(() -> alone(error)).isSameAs(error);
    assertThatThrownBy(() -> look(error)).isSameAs(error);
  }

  private static Outcome<Map<String, AttributeValue>> cancelled(CancellationReason... reasons) {
    return commit(
        TransactionCanceledException.builder()
            .statusCode(400)
            .cancellationReasons(Arrays.asList(reasons))
            .build());
  }

  private static Outcome<Map<String, AttributeValue>> cancelledAfter(
      int attempts, CancellationReason... reasons) {
    return commit(
        TransactionCanceledException.builder()
            .statusCode(400)
            .numAttempts(attempts)
            .cancellationReasons(Arrays.asList(reasons))
            .build());
  }

  private static Outcome<Map<String, AttributeValue>> commit(SdkException error) {
    return new DynamoDbFenceStore(new Failing(error), "f")
        .commit(KEY, null, TRIED, List.of(write()));
  }

  private static Outcome<Map<String, AttributeValue>> alone(SdkException error) {
    return new DynamoDbFenceStore(new Failing(error), "f").commit(KEY, null, TRIED, List.of());
  }

  private static FenceStore.Sight look(SdkException error) {
    return new DynamoDbFenceStore(new Failing(error), "f").look(KEY);
  }

  private static TransactWriteItem write() {
    return TransactWriteItem.builder()
        .delete(delete -> delete.tableName("items").key(Map.of("id", AttributeValue.fromS("x"))))
        .build();
  }

  private static CancellationReason reason(String code) {
    return CancellationReason.builder().code(code).build();
  }

  private static CancellationReason reason(String code, Map<String, AttributeValue> item) {
    return CancellationReason.builder().code(code).item(item).build();
  }

  private static SdkException service(int status, String code, int attempts) {
    return DynamoDbException.builder()
        .statusCode(status)
        .numAttempts(attempts)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
        .build();
  }
}

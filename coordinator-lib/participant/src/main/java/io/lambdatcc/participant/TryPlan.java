package io.lambdatcc.participant;

import io.lambdatcc.participant.fence.Check;
import io.lambdatcc.participant.fence.GuardedWrite;
import io.lambdatcc.participant.fence.TryIntent;
import io.lambdatcc.participant.fence.Verdict;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ParticipantReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * What a Try is to do: writes, what to remember, what to return. Immutable; every method returns a
 * plan.
 *
 * <p>What makes a write possible is said twice: as its condition expression, which guards against
 * races, and as a {@link Check} in plain Java, which tells what a failure means. The SDK asks the
 * check when the condition failed, and before it repeats a write that was not possible earlier.
 *
 * @param <T> what is remembered
 */
public final class TryPlan<T> {
  /** The most bytes (UTF-8) of JSON a reservation may take. */
  public static final int MAX_RESERVATION_BYTES = 64 * 1024;

  private final @Nullable T reservation;
  private final @Nullable Verdict declined;
  private final List<GuardedWrite<TransactWriteItem, Map<String, AttributeValue>>> writes;
  private final @Nullable JsonText result;

  private TryPlan(
      @Nullable T reservation,
      @Nullable Verdict declined,
      List<GuardedWrite<TransactWriteItem, Map<String, AttributeValue>>> writes,
      @Nullable JsonText result) {
    this.reservation = reservation;
    this.declined = declined;
    this.writes = writes;
    this.result = result;
  }

  /**
   * A plan that succeeds, with no writes so far.
   *
   * @param reservation handed to Confirm or Cancel; usually the payload
   */
  public static <T> TryPlan<T> reserve(T reservation) {
    return new TryPlan<>(Objects.requireNonNull(reservation, "reservation"), null, List.of(), null);
  }

  /** A plan that refuses for ever, without a write. */
  public static <T> TryPlan<T> refuse(String code, String reason) {
    return new TryPlan<>(null, Verdict.never(code, reason), List.of(), null);
  }

  /** A plan that asks to be asked again after this time, without a write. */
  public static <T> TryPlan<T> notNow(Duration retryAfter) {
    return new TryPlan<>(null, Verdict.notNow(retryAfter), List.of(), null);
  }

  /**
   * Adds a write that is always possible.
   *
   * @throws IllegalArgumentException when it has a condition: then it needs a check
   */
  public TryPlan<T> write(TransactWriteItem write) {
    if (isConditional(write)) {
      throw new IllegalArgumentException(
          "write "
              + writes.size()
              + " has a condition; add a check that says what its failure means");
    }
    return with(new GuardedWrite<>(write, null));
  }

  /**
   * Adds a write with a condition.
   *
   * <p>The check is shown the item before the write, empty when it does not exist. On repeated
   * Tries it is asked before the write is attempted, except for puts, whose key cannot be told from
   * them.
   *
   * @throws IllegalArgumentException when it has no condition, so that nothing guards the check
   */
  public TryPlan<T> write(TransactWriteItem write, Check<Map<String, AttributeValue>> check) {
    Objects.requireNonNull(check, "check");
    if (!isConditional(write)) {
      throw new IllegalArgumentException(
          "write "
              + writes.size()
              + " has a check but no condition expression; between check and write the item may"
              + " change");
    }
    return with(new GuardedWrite<>(write, check));
  }

  /**
   * What the initiator is told about this branch, as JSON of at most {@link
   * ParticipantReply#MAX_RESULT_BYTES}; null for nothing.
   */
  public TryPlan<T> result(@Nullable Object result) {
    requireReservation("a result");
    JsonText json = result == null ? null : JsonText.of(result);
    if (json != null && json.utf8Length() > ParticipantReply.MAX_RESULT_BYTES) {
      throw new IllegalArgumentException(
          "the result takes "
              + json.utf8Length()
              + " bytes of JSON, at most "
              + ParticipantReply.MAX_RESULT_BYTES
              + " are kept; return a reference to it");
    }
    return new TryPlan<>(reservation, null, writes, json);
  }

  TryIntent<TransactWriteItem, Map<String, AttributeValue>> intent() {
    if (declined != null) {
      return new TryIntent.Decline<>(declined);
    }
    JsonText remembered = JsonText.of(reservation);
    if (remembered.utf8Length() > MAX_RESERVATION_BYTES) {
      throw new IllegalArgumentException(
          "the reservation takes "
              + remembered.utf8Length()
              + " bytes of JSON, at most "
              + MAX_RESERVATION_BYTES
              + " are kept");
    }
    return new TryIntent.Reserve<>(remembered, result, writes);
  }

  private TryPlan<T> with(GuardedWrite<TransactWriteItem, Map<String, AttributeValue>> write) {
    requireReservation("a write");
    List<GuardedWrite<TransactWriteItem, Map<String, AttributeValue>>> more =
        new ArrayList<>(writes);
    more.add(write);
    return new TryPlan<>(reservation, null, List.copyOf(more), result);
  }

  private void requireReservation(String what) {
    if (declined != null) {
      throw new IllegalStateException(
          what + " makes no sense in a plan that declines; start with TryPlan.reserve");
    }
  }

  private static boolean isConditional(TransactWriteItem write) {
    return write.conditionCheck() != null
        || (write.put() != null && write.put().conditionExpression() != null)
        || (write.update() != null && write.update().conditionExpression() != null)
        || (write.delete() != null && write.delete().conditionExpression() != null);
  }
}

package io.lambdatcc.participant.fence;

import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ParticipantReply.Refused;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A participant's durable memory of one branch.
 *
 * <p>Combinations that no rule produces cannot be constructed.
 *
 * @param digest SHA-256 of the canonical payload in hexadecimal; null only where a Cancel came
 *     before any Try
 * @param reservation what the author asked to remember; while {@code TRIED}
 * @param result what the Try returned; kept for replays of Try and Confirm
 * @param refusal the refusal to replay; if and only if {@code REFUSED}
 * @param keepUntil when it may be forgotten; null while {@code TRIED}, which may never be
 * @param deadline of the Try, from which on the participant may ask what has become of it; only
 *     while {@code TRIED}, and null where it is not kept
 */
public record Fence(
    FenceState state,
    @Nullable String digest,
    @Nullable JsonText reservation,
    @Nullable JsonText result,
    @Nullable Refused refusal,
    @Nullable Instant keepUntil,
    @Nullable Instant deadline) {

  public Fence {
    boolean possible =
        switch (state) {
          case TRIED ->
              digest != null && reservation != null && refusal == null && keepUntil == null;
          case CONFIRMED ->
              digest != null && reservation == null && refusal == null && keepUntil != null;
          case CANCELLED ->
              reservation == null && result == null && refusal == null && keepUntil != null;
          case REFUSED ->
              digest != null
                  && reservation == null
                  && result == null
                  && refusal != null
                  && keepUntil != null;
        };
    if (!possible || (deadline != null && state != FenceState.TRIED)) {
      throw new IllegalArgumentException(
          "no "
              + state
              + " fence has digest "
              + digest
              + ", reservation "
              + reservation
              + ", result "
              + result
              + ", refusal "
              + refusal
              + ", keepUntil "
              + keepUntil
              + ", deadline "
              + deadline);
    }
  }

  /** A fence that keeps no deadline. */
  public Fence(
      FenceState state,
      @Nullable String digest,
      @Nullable JsonText reservation,
      @Nullable JsonText result,
      @Nullable Refused refusal,
      @Nullable Instant keepUntil) {
    this(state, digest, reservation, result, refusal, keepUntil, null);
  }

  static Fence tried(
      String digest, JsonText reservation, @Nullable JsonText result, @Nullable Instant deadline) {
    return new Fence(FenceState.TRIED, digest, reservation, result, null, null, deadline);
  }

  static Fence refused(String digest, Refused refusal, Instant keepUntil) {
    return new Fence(FenceState.REFUSED, digest, null, null, refusal, keepUntil);
  }

  /** What a Cancel leaves; without a digest when it came before any Try. */
  static Fence cancelled(@Nullable String digest, Instant keepUntil) {
    return new Fence(FenceState.CANCELLED, digest, null, null, null, keepUntil);
  }

  Fence confirmed(Instant keepUntil) {
    return new Fence(FenceState.CONFIRMED, digest, null, result, null, keepUntil);
  }
}

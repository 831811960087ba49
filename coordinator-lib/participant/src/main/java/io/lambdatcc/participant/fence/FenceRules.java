package io.lambdatcc.participant.fence;

import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantReply;
import io.lambdatcc.wire.ParticipantReply.Done;
import io.lambdatcc.wire.ParticipantReply.NotNow;
import io.lambdatcc.wire.ParticipantReply.Refused;
import io.lambdatcc.wire.ParticipantReply.Rejected;
import io.lambdatcc.wire.ParticipantReply.Violated;
import io.lambdatcc.wire.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which a participant answers: a pure function of the fence, the message and the time.
 *
 * <table>
 * <caption>What happens (w: with the participant's writes, in the same commit)</caption>
 * <tr><th></th><th>no fence</th><th>TRIED</th><th>CONFIRMED</th><th>CANCELLED</th><th>REFUSED</th></tr>
 * <tr><td>Try</td><td>TRIED w, or REFUSED</td><td>replay</td><td>replay</td>
 *     <td>refused, branch-cancelled</td><td>replay the refusal</td></tr>
 * <tr><td>Confirm</td><td>violation</td><td>CONFIRMED w</td><td>replay</td><td>violation</td>
 *     <td>violation</td></tr>
 * <tr><td>Cancel</td><td>CANCELLED</td><td>CANCELLED w</td><td>violation</td><td>replay</td>
 *     <td>cancelled, as nothing was reserved</td></tr>
 * </table>
 *
 * <p>Why each effect happens at most once (I3): effects come only with a commit that takes the
 * fence from none to {@code TRIED} or from {@code TRIED} to its end; each of these edges can be
 * taken once, since no edge leads back. Why no Try hangs (I4): every Cancel ends with a fence other
 * than {@code TRIED} in place, and a Try acts only where there is none. A fence that was forgotten
 * after its retention is made up for by the deadline, which then is long past, provided that no
 * single request is under way for as long as the retention.
 *
 * <p>Open only so that tests can break a rule on purpose and see it noticed.
 */
public class FenceRules {
  /** The shortest time for which a finished fence is kept. */
  public static final Duration MIN_RETENTION = Duration.ofDays(30);

  /** How far the clocks of coordinator and participant may be apart. */
  public static final Duration CLOCK_ALLOWANCE = Duration.ofMinutes(5);

  /** The code of the refusal of a Try that comes after a Cancel. */
  public static final String BRANCH_CANCELLED = "branch-cancelled";

  private final Duration retention;

  /**
   * Rules that keep finished fences for this long.
   *
   * @throws IllegalArgumentException when that is shorter than {@link #MIN_RETENTION}
   */
  public FenceRules(Duration retention) {
    if (retention.compareTo(MIN_RETENTION) < 0) {
      throw new IllegalArgumentException(
          "retention is "
              + retention
              + ", at least "
              + MIN_RETENTION
              + " is needed: a message may be that late");
    }
    this.retention = retention;
  }

  /**
   * What a Try leads to. The fence comes before the deadline: what was answered is answered again.
   */
  public Step onTry(@Nullable Fence fence, TryRequest request, Instant now) {
    if (fence == null) {
      return now.minus(CLOCK_ALLOWANCE).isAfter(request.deadline())
          ? answer(rejected(ProblemType.DEADLINE_PASSED, "the first Try came after the deadline"))
          : new Step.AskParticipant();
    }
    if (fence.digest() != null && !fence.digest().equals(request.digest())) {
      return answer(
          rejected(ProblemType.PAYLOAD_CONFLICT, "this branch was tried with another payload"));
    }
    return answer(
        switch (fence.state()) {
          case TRIED, CONFIRMED -> new Done(Operation.TRY, fence.result());
          case CANCELLED -> new Refused(BRANCH_CANCELLED, "the branch was cancelled before");
          case REFUSED -> Objects.requireNonNull(fence.refusal());
        });
  }

  /** The participant can do it: remember the reservation together with its writes. */
  public Step reserve(TryRequest request, JsonText reservation, @Nullable JsonText result) {
    return new Step.Commit(
        null,
        Fence.tried(request.digest(), reservation, result, request.deadline()),
        true,
        new Done(Operation.TRY, result));
  }

  /**
   * The participant cannot do it.
   *
   * <p>A refusal is put in place of the fence before it is told: once told, no late copy of the Try
   * may reserve anything. Not now leaves nothing.
   *
   * @param verdict of a failed condition, where {@link Verdict.Proceed} means that check and
   *     condition contradict each other
   */
  public Step decline(TryRequest request, Verdict verdict, Instant now) {
    if (verdict instanceof Verdict.Never never) {
      Refused refusal = new Refused(never.code(), never.reason());
      return new Step.Commit(
          null, Fence.refused(request.digest(), refusal, now.plus(retention)), false, refusal);
    }
    if (verdict instanceof Verdict.NotNow notNow) {
      return answer(new NotNow(notNow.retryAfter()));
    }
    return answer(
        new ParticipantReply.Unknown(
            "a condition failed on an item that its own check finds nothing wrong with"));
  }

  /** What a Confirm leads to. */
  public Step onConfirm(@Nullable Fence fence, Instant now) {
    if (fence == null) {
      return answer(new Violated("Confirm of a branch that was never tried"));
    }
    return switch (fence.state()) {
      case TRIED ->
          new Step.Commit(
              FenceState.TRIED,
              fence.confirmed(now.plus(retention)),
              true,
              new Done(Operation.CONFIRM, fence.result()));
      case CONFIRMED -> answer(new Done(Operation.CONFIRM, fence.result()));
      case CANCELLED -> answer(new Violated("Confirm of a branch that was cancelled"));
      case REFUSED -> answer(new Violated("Confirm of a branch that was refused"));
    };
  }

  /** What a Cancel leads to. */
  public Step onCancel(@Nullable Fence fence, Instant now) {
    Done done = new Done(Operation.CANCEL, null);
    if (fence == null) {
      return new Step.Commit(null, Fence.cancelled(null, now.plus(retention)), false, done);
    }
    return switch (fence.state()) {
      case TRIED ->
          new Step.Commit(
              FenceState.TRIED, Fence.cancelled(fence.digest(), now.plus(retention)), true, done);
      case CONFIRMED -> answer(new Violated("Cancel of a branch that was confirmed"));
      case CANCELLED, REFUSED -> answer(done);
    };
  }

  /**
   * Whether to ask the coordinator what has become of a branch: while something is held reserved
   * for it past the deadline of its Try. Told that it is cancelled, an ordinary Cancel follows;
   * told anything else, nothing: however long it takes, a reservation never lapses by itself.
   */
  public boolean asks(@Nullable Fence fence, Instant now) {
    return fence != null
        && fence.state() == FenceState.TRIED
        && fence.deadline() != null
        && !now.isBefore(fence.deadline());
  }

  private static Step answer(ParticipantReply reply) {
    return new Step.Answer(reply);
  }

  private static Rejected rejected(ProblemType type, String reason) {
    return new Rejected(type.status(), type.slug(), reason);
  }
}

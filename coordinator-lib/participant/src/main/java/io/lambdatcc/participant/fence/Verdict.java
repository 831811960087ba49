package io.lambdatcc.participant.fence;

import io.lambdatcc.wire.ParticipantReply;
import java.time.Duration;
import java.util.Objects;

/** What the state of an item means for a Try. */
public sealed interface Verdict {

  /** The write is possible. */
  record Proceed() implements Verdict {}

  /** What is missing may come back; nothing is remembered. */
  record NotNow(Duration retryAfter) implements Verdict {
    public NotNow {
      Objects.requireNonNull(retryAfter, "retryAfter");
    }
  }

  /** It will not become possible for this branch; remembered and repeated for ever. */
  record Never(String code, String reason) implements Verdict {
    public Never {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(reason, "reason");
    }
  }

  static Verdict proceed() {
    return new Proceed();
  }

  /** Ask again soon: others hold what is missing and may give it back. */
  static Verdict notNow() {
    return new NotNow(ParticipantReply.DEFAULT_RETRY_AFTER);
  }

  /** Ask again after this time. */
  static Verdict notNow(Duration retryAfter) {
    return new NotNow(retryAfter);
  }

  /**
   * A refusal.
   *
   * @param code for programs, like {@code out-of-stock}
   * @param reason for people
   */
  static Verdict never(String code, String reason) {
    return new Never(code, reason);
  }

  /** The graver of two: never before not now before proceed; the first of equals. */
  default Verdict or(Verdict other) {
    return gravity(other) > gravity(this) ? other : this;
  }

  private static int gravity(Verdict verdict) {
    if (verdict instanceof Never) {
      return 2;
    }
    return verdict instanceof NotNow ? 1 : 0;
  }
}

package io.lambdatcc.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Why a transaction was cancelled.
 *
 * @param kind the class of reason
 * @param branchId the branch that gave it, where one did
 * @param code the participant's code, where it gave one
 * @param text for people
 */
public record CancelReason(
    Kind kind, @Nullable String branchId, @Nullable String code, String text) {

  /** The longest {@link #text} and {@link #code}, in characters. */
  public static final int MAX_TEXT_LENGTH = 500;

  /** Cuts what a participant said to the room that the log has for it. */
  public CancelReason {
    code = code == null ? null : Texts.cut(code, MAX_TEXT_LENGTH);
    text = Texts.cut(text, MAX_TEXT_LENGTH);
  }

  /** The classes of reason. */
  public enum Kind {
    /** A branch answered a durable no. */
    REFUSED(false),
    /** A participant did not accept the Try as a message. */
    REJECTED(false),
    /** The deadline passed before every branch had answered. */
    DEADLINE(true),
    /** It waited for what others held while holding what others may wait for. */
    CONTENDED(true),
    /** A client or an operator asked for it. */
    REQUESTED(false),
    /** Its begin never reached the log, and can no more; what was tried beside it is undone. */
    NEVER_BEGUN(true);

    private final boolean retryable;

    Kind(boolean retryable) {
      this.retryable = retryable;
    }

    /** Whether the same request under a new name may well succeed. */
    public boolean retryable() {
      return retryable;
    }
  }
}

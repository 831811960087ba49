package io.lambdatcc.protocol;

import java.time.Instant;

/**
 * The word of somebody who answers for it that a branch is settled, whatever its participant says:
 * an operator has seen to it by hand.
 *
 * @param at when it was given
 * @param by who gave it: the role of an operator, at most {@value #MAX_BY_LENGTH} characters
 * @param reason why, for whoever asks later: at most {@value #MAX_REASON_LENGTH} characters
 */
public record Resolution(Instant at, String by, String reason) {
  /** The longest {@link #by}: an ARN of a role with the longest path and name fits. */
  public static final int MAX_BY_LENGTH = 640;

  /** The longest {@link #reason}: it takes the room that the branch's problem had in the log. */
  public static final int MAX_REASON_LENGTH = BranchState.MAX_PROBLEM_LENGTH;

  /** Rejects what says nothing; cuts nothing off, since it is evidence. */
  public Resolution {
    check("by", by, MAX_BY_LENGTH);
    check("reason", reason, MAX_REASON_LENGTH);
  }

  private static void check(String field, String text, int most) {
    if (text.isBlank() || text.length() > most) {
      throw new IllegalArgumentException(
          field + ": needs 1 to " + most + " characters, these are " + text.strip().length());
    }
  }
}

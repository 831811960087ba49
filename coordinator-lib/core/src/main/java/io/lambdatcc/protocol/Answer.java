package io.lambdatcc.protocol;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What became of one call to a participant. Answers are three-valued: done, definitely not, or
 * nobody knows; the last is never taken for either of the others.
 */
public sealed interface Answer {

  /**
   * The operation is done, now or earlier; what was answered first is answered again.
   *
   * @param result opaque text of the participant's, at most 2048 bytes of UTF-8
   */
  record Done(@Nullable String result) implements Answer {}

  /** A durable no: this branch will never hold a reservation. Try only. */
  record Refused(String code, String reason) implements Answer {}

  /** Ask again later; nothing was left behind. */
  record NotNow(Duration retryAfter) implements Answer {}

  /**
   * The participant does not accept the message (it is malformed, unauthorized, too large …). Ends
   * a Try in Cancel at once; says nothing durable about the branch.
   */
  record Rejected(String code, String reason) implements Answer {}

  /** The operation contradicts the participant's fence; it had no effect. */
  record Violated(String reason) implements Answer {}

  /** The call may or may not have had its effect. */
  record Unknown(String reason) implements Answer {}

  /** The call was never sent, so this attempt had no effect. */
  record NotSent(String reason) implements Answer {}
}

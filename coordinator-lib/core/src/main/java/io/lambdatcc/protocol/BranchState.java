package io.lambdatcc.protocol;

import org.jspecify.annotations.Nullable;

/**
 * One branch of a transaction.
 *
 * @param id unique within the transaction
 * @param participant the service that it is at
 * @param payloadDigest of the payload, which itself is not stored
 * @param status what is known of it
 * @param attempts calls sent in the present phase (Try; or Confirm or Cancel)
 * @param failures calls of phase two that failed for other reasons than "not now": what parking
 *     counts
 * @param result what Try answered besides yes
 * @param problem the last answer that was not a yes, for people
 * @param calling whether a call is out; known to the driving coordinator alone, never stored
 */
public record BranchState(
    String id,
    String participant,
    Digest payloadDigest,
    BranchStatus status,
    int attempts,
    int failures,
    @Nullable String result,
    @Nullable String problem,
    boolean calling) {

  /** The longest {@link #problem}, in characters. */
  public static final int MAX_PROBLEM_LENGTH = 300;

  /** The longest {@link #result}, in bytes of UTF-8; a longer one is not kept. */
  public static final int MAX_RESULT_BYTES = 2048;

  /** Rejects impossible branches, and cuts what takes more room than the log has for it. */
  public BranchState {
    TransactionKey.checkName("branch id", id);
    TransactionKey.checkName("participant", participant);
    if (attempts < 0 || failures < 0) {
      throw new IllegalArgumentException("branch " + id + ": counts cannot be negative");
    }
    problem = problem == null ? null : Texts.cut(problem, MAX_PROBLEM_LENGTH);
    if (result != null && Texts.utf8Length(result) > MAX_RESULT_BYTES) {
      // the answer stands; what came with it cannot be kept
      result = null;
    }
  }

  /** A branch of which nothing is known yet. */
  public static BranchState pending(String id, String participant, Digest payloadDigest) {
    return new BranchState(
        id, participant, payloadDigest, BranchStatus.PENDING, 0, 0, null, null, false);
  }

  BranchState asked() {
    BranchStatus now = status == BranchStatus.PENDING ? BranchStatus.ASKED : status;
    return new BranchState(
        id, participant, payloadDigest, now, attempts + 1, failures, result, problem, true);
  }

  BranchState called() {
    return new BranchState(
        id, participant, payloadDigest, status, attempts + 1, failures, result, problem, true);
  }

  BranchState answered(BranchStatus now, @Nullable String itsResult) {
    return new BranchState(
        id,
        participant,
        payloadDigest,
        now,
        attempts,
        failures,
        itsResult == null ? result : itsResult,
        null,
        false);
  }

  BranchState unanswered(BranchStatus now, String why, boolean failure) {
    return new BranchState(
        id,
        participant,
        payloadDigest,
        now,
        attempts,
        failure ? failures + 1 : failures,
        result,
        why,
        false);
  }

  BranchState failedAtLeast(int times) {
    return new BranchState(
        id,
        participant,
        payloadDigest,
        status,
        attempts,
        Math.max(failures, times),
        result,
        problem,
        calling);
  }

  BranchState inPhaseTwo() {
    return new BranchState(id, participant, payloadDigest, status, 0, 0, result, problem, false);
  }

  BranchState forgiven() {
    return new BranchState(
        id, participant, payloadDigest, status, attempts, 0, result, problem, calling);
  }

  BranchState durable() {
    return calling
        ? new BranchState(
            id, participant, payloadDigest, status, attempts, failures, result, problem, false)
        : this;
  }
}

package io.lambdatcc.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One branch of a transaction.
 *
 * @param id unique within the transaction
 * @param participant the service that it is at
 * @param payloadDigest of the payload, which itself is not stored
 * @param address where at its participant it is, where its initiator has said so; the participant
 *     client alone knows what it means
 * @param status what is known of it
 * @param attempts calls sent in the present phase (Try; or Confirm or Cancel)
 * @param failures calls of phase two that failed for other reasons than "not now": what parking
 *     counts
 * @param result what Try answered besides yes
 * @param problem the last answer that was not a yes, for people
 * @param triedAt when its Try was answered, with yes or for ever with no
 * @param heardAt when the last call ended, however it did
 * @param resolution who has stated that it is settled, where no answer of its own did
 * @param calling whether a call is out; known to the driving coordinator alone, never stored
 */
public record BranchState(
    String id,
    String participant,
    Digest payloadDigest,
    @Nullable String address,
    BranchStatus status,
    int attempts,
    int failures,
    @Nullable String result,
    @Nullable String problem,
    @Nullable Instant triedAt,
    @Nullable Instant heardAt,
    @Nullable Resolution resolution,
    boolean calling) {

  /** The longest {@link #problem}, in characters. */
  public static final int MAX_PROBLEM_LENGTH = 300;

  /** The longest {@link #result}, in bytes of UTF-8; a longer one is not kept. */
  public static final int MAX_RESULT_BYTES = 2048;

  /** The longest {@link #address}, in characters. */
  public static final int MAX_ADDRESS_LENGTH = 1024;

  /** Rejects impossible branches, and cuts what takes more room than the log has for it. */
  public BranchState {
    TransactionKey.checkName("branch id", id);
    TransactionKey.checkName("participant", participant);
    if (attempts < 0 || failures < 0) {
      throw new IllegalArgumentException("branch " + id + ": counts cannot be negative");
    }
    if (address != null && address.length() > MAX_ADDRESS_LENGTH) {
      throw new IllegalArgumentException(
          "branch " + id + ": the address is longer than " + MAX_ADDRESS_LENGTH + " characters");
    }
    if (resolution != null && !status.settled()) {
      throw new IllegalArgumentException("branch " + id + ": what is resolved is settled");
    }
    problem = problem == null ? null : Texts.cut(problem, MAX_PROBLEM_LENGTH);
    if (result != null && Texts.utf8Length(result) > MAX_RESULT_BYTES) {
      // the answer stands; what came with it cannot be kept
      result = null;
    }
  }

  /** A branch of which nothing is known yet, at a participant that needs no address. */
  public static BranchState pending(String id, String participant, Digest payloadDigest) {
    return pending(id, participant, payloadDigest, null);
  }

  /** A branch of which nothing is known yet. */
  public static BranchState pending(
      String id, String participant, Digest payloadDigest, @Nullable String address) {
    return new BranchState(
        id,
        participant,
        payloadDigest,
        address,
        BranchStatus.PENDING,
        0,
        0,
        null,
        null,
        null,
        null,
        null,
        false);
  }

  BranchState asked() {
    return called(status == BranchStatus.PENDING ? BranchStatus.ASKED : status);
  }

  BranchState called() {
    return called(status);
  }

  private BranchState called(BranchStatus now) {
    return new BranchState(
        id,
        participant,
        payloadDigest,
        address,
        now,
        attempts + 1,
        failures,
        result,
        problem,
        triedAt,
        heardAt,
        resolution,
        true);
  }

  BranchState tried(@Nullable String itsResult, Instant at) {
    return new BranchState(
        id,
        participant,
        payloadDigest,
        address,
        BranchStatus.TRIED,
        attempts,
        failures,
        itsResult,
        null,
        at,
        at,
        null,
        false);
  }

  BranchState refused(String why, Instant at) {
    return new BranchState(
        id,
        participant,
        payloadDigest,
        address,
        BranchStatus.REFUSED,
        attempts,
        failures,
        result,
        why,
        at,
        at,
        null,
        false);
  }

  /** Settled by its own answer. */
  BranchState settled(BranchStatus now, Instant at) {
    return settled(now, at, null);
  }

  /** Settled by somebody's word, whatever it answers. */
  BranchState resolved(BranchStatus now, Resolution by) {
    return settled(now, heardAt, by);
  }

  private BranchState settled(
      BranchStatus now, @Nullable Instant heard, @Nullable Resolution itsResolution) {
    return new BranchState(
        id,
        participant,
        payloadDigest,
        address,
        now,
        attempts,
        failures,
        result,
        null,
        triedAt,
        heard,
        itsResolution,
        false);
  }

  /** Of a transaction that never began: nothing is left of it. */
  BranchState forestalled() {
    return settled(BranchStatus.CANCELLED, null, null);
  }

  BranchState unanswered(BranchStatus now, String why, boolean failure, Instant at) {
    return new BranchState(
        id,
        participant,
        payloadDigest,
        address,
        now,
        attempts,
        failure ? failures + 1 : failures,
        result,
        why,
        triedAt,
        at,
        resolution,
        false);
  }

  BranchState failedAtLeast(int times) {
    return with(attempts, Math.max(failures, times), calling);
  }

  BranchState inPhaseTwo() {
    return with(0, 0, false);
  }

  BranchState forgiven() {
    return with(attempts, 0, calling);
  }

  BranchState durable() {
    return calling ? with(attempts, failures, false) : this;
  }

  private BranchState with(int newAttempts, int newFailures, boolean newCalling) {
    return new BranchState(
        id,
        participant,
        payloadDigest,
        address,
        status,
        newAttempts,
        newFailures,
        result,
        problem,
        triedAt,
        heardAt,
        resolution,
        newCalling);
  }
}

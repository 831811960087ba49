package io.lambdatcc.api;

import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.BranchStatus;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.Resolution;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction as it is shown to those it belongs to.
 *
 * @param reason why it was cancelled, if it was
 * @param decidedAt when the decision was made, if it was
 * @param parkedAt since when it waits for somebody to look at it, if it does
 * @param nextTryAt when it is tried again, if it is decided and not finished
 * @param endedAt when the last branch had answered, if it has
 */
public record TccTransaction(
    TransactionId id,
    Phase phase,
    List<Branch> branches,
    @Nullable CancelReason reason,
    Instant createdAt,
    Instant deadline,
    @Nullable Instant decidedAt,
    @Nullable Instant parkedAt,
    @Nullable Instant nextTryAt,
    @Nullable Instant endedAt) {

  /** Copies the branches. */
  public TccTransaction {
    branches = List.copyOf(branches);
  }

  /**
   * A branch as it is shown.
   *
   * @param address where at the participant it is, if its initiator has said so
   * @param attempts calls of the present phase, as far as they are known here
   * @param result what its Try answered besides yes
   * @param problem its last answer that was not a yes
   * @param triedAt when its Try was answered, with yes or for ever with no
   * @param heardAt when the last call to it ended, however it did
   * @param resolution who has stated that it is settled, where no answer of its own did
   */
  public record Branch(
      String id,
      String participant,
      @Nullable String address,
      BranchStatus status,
      int attempts,
      @Nullable String result,
      @Nullable String problem,
      @Nullable Instant triedAt,
      @Nullable Instant heardAt,
      @Nullable Resolution resolution) {}

  /** How this state is shown. */
  public static TccTransaction of(TransactionState state) {
    return new TccTransaction(
        state.id(),
        state.phase(),
        state.branches().stream().map(TccTransaction::shown).toList(),
        state.cancelReason(),
        state.createdAt(),
        state.deadline(),
        kept(state.decidedAt()),
        kept(state.parkedAt()),
        state.phase().decided() ? kept(state.due()) : null,
        kept(state.endedAt()));
  }

  /** As the log keeps it, so that who asks again is told the same. */
  private static @Nullable Instant kept(@Nullable Instant time) {
    return time == null ? null : time.truncatedTo(ChronoUnit.MILLIS);
  }

  private static @Nullable Resolution kept(@Nullable Resolution made) {
    return made == null
        ? null
        : new Resolution(made.at().truncatedTo(ChronoUnit.MILLIS), made.by(), made.reason());
  }

  private static Branch shown(BranchState branch) {
    return new Branch(
        branch.id(),
        branch.participant(),
        branch.address(),
        branch.status(),
        branch.attempts(),
        branch.result(),
        branch.problem(),
        kept(branch.triedAt()),
        kept(branch.heardAt()),
        kept(branch.resolution()));
  }

  /** Whether it waits for somebody to look at it. */
  public boolean parked() {
    return parkedAt != null;
  }

  /** Whether it was cancelled for a reason that may well not hold for another attempt. */
  public boolean retryable() {
    return reason != null && reason.kind().retryable();
  }
}

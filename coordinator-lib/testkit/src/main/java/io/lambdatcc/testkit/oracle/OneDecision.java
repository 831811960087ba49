package io.lambdatcc.testkit.oracle;

import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.Resolution;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Happening.Arrived;
import io.lambdatcc.testkit.history.Happening.FenceChanged;
import io.lambdatcc.testkit.history.Happening.Landed;
import io.lambdatcc.testkit.history.Happening.Sent;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * I2: at most one decision is ever durable, nothing overwrites it, and no Confirm or Cancel is sent
 * before it.
 *
 * <p>What is decided about must not change either: the branches and the request of a transaction
 * are those of its begin, for ever, and so are the time of and the reason for its decision. Nor may
 * an operator's word for a branch come before the decision, or be lost after it.
 */
final class OneDecision extends InvariantOracle {
  OneDecision(Facts facts) {
    super("I2", facts, Sort.SENT, Sort.ARRIVED, Sort.LANDED, Sort.FENCE_CHANGED);
  }

  @Override
  @Nullable String judge(Happening happening) {
    if (happening instanceof Sent sent) {
      return isBacked(sent.call(), "was sent by " + sent.coordinator());
    }
    if (happening instanceof Arrived arrived) {
      return isBacked(arrived.call(), "arrived");
    }
    if (happening instanceof FenceChanged change) {
      return release(change);
    }
    return happening instanceof Landed landed ? overwrites(landed) : null;
  }

  /** Also what a participant does by itself, having asked, is an effect of a decision. */
  private @Nullable String release(FenceChanged change) {
    Fence after = change.after();
    return after == null || after.state() != FenceState.CANCELLED || isCancelled()
        ? null
        : change.participant() + " cancels " + change.key() + ", but that is not what was decided";
  }

  /** Whether nothing but Cancel can follow: it is decided, or it can never begin. */
  private boolean isCancelled() {
    TransactionFacts transaction = facts().transaction();
    return transaction.decided(false) || facts().isDisplaced(transaction);
  }

  private @Nullable String isBacked(BranchCall call, String what) {
    if (call.operation() == Operation.TRY) {
      return null;
    }
    TransactionFacts transaction = facts().transaction();
    if (call.operation() == Operation.CANCEL ? isCancelled() : transaction.decided(true)) {
      return null;
    }
    TransactionState decision = transaction.decision();
    return call.operation()
        + " of "
        + call.transactionId()
        + "/"
        + call.branchId()
        + " "
        + what
        + ", but "
        + (decision == null ? "nothing is decided" : "it was decided to be " + decision.phase());
  }

  private @Nullable String overwrites(Landed landed) {
    TransactionState after = landed.after();
    TransactionFacts transaction = facts().transaction();
    TransactionState decision = transaction.decision();
    if (decision != null) {
      if (after.phase() == Phase.TRYING
          || after.phase().confirms() != decision.phase().confirms()) {
        return said(landed, "overwrites the decision, which was " + decision.phase());
      }
      if (!Objects.equals(after.decidedAt(), decision.decidedAt())
          || !Objects.equals(after.cancelReason(), decision.cancelReason())) {
        return said(
            landed,
            "changes why and when it was decided, which was "
                + decision.cancelReason()
                + " at "
                + decision.decidedAt());
      }
    }
    TransactionState before = landed.before();
    if (before != null && before.phase().finished()) {
      return said(landed, "follows its end, " + before.phase());
    }
    if (after.version() == 1 && transaction.toldCancelled()) {
      return said(landed, "begins what a participant was told is cancelled");
    }
    TransactionState first = transaction.first();
    if (first != null && !first.forestalled() && !isOfTheSame(first, after)) {
      return said(landed, "is about something else than what was begun");
    }
    return words(landed);
  }

  /** An operator's word counts for what is decided alone, and is kept. */
  private static @Nullable String words(Landed landed) {
    TransactionState before = landed.before();
    List<BranchState> branches = landed.after().branches();
    for (int i = 0; i < branches.size(); i++) {
      Resolution was = before == null ? null : before.branches().get(i).resolution();
      Resolution is = branches.get(i).resolution();
      if (was != null && !was.equals(is)) {
        return said(landed, "loses the word of " + was.by() + " for " + branches.get(i).id());
      }
      if (was == null && is != null && (before == null || !before.phase().decided())) {
        return said(landed, "takes a word for " + branches.get(i).id() + " before the decision");
      }
    }
    return null;
  }

  private static boolean isOfTheSame(TransactionState first, TransactionState after) {
    List<BranchState> begun = first.branches();
    List<BranchState> now = after.branches();
    if (begun.size() != now.size()
        || first.order() != after.order()
        || !first.scope().equals(after.scope())
        || !first.createdAt().equals(after.createdAt())
        || !first.deadline().equals(after.deadline())) {
      return false;
    }
    for (int i = 0; i < begun.size(); i++) {
      BranchState one = begun.get(i);
      BranchState other = now.get(i);
      if (!one.id().equals(other.id())
          || !one.participant().equals(other.participant())
          || !one.payloadDigest().equals(other.payloadDigest())) {
        return false;
      }
    }
    return true;
  }

  private static String said(Landed landed, String what) {
    TransactionState after = landed.after();
    return "version "
        + after.version()
        + " of "
        + after.id()
        + ", "
        + after.phase()
        + " with "
        + after.branches().size()
        + " branches, written by "
        + landed.coordinator()
        + ", "
        + what;
  }
}

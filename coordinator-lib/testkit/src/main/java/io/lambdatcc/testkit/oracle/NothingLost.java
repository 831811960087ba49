package io.lambdatcc.testkit.oracle;

import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Happening.Ended;
import io.lambdatcc.testkit.history.Happening.FenceChanged;
import io.lambdatcc.testkit.history.Happening.Forgotten;
import io.lambdatcc.testkit.history.Happening.Landed;
import io.lambdatcc.testkit.history.Happening.Replied;
import io.lambdatcc.testkit.history.Happening.Sent;
import io.lambdatcc.testkit.history.Happening.Unfinished;
import io.lambdatcc.testkit.history.Happening.WriteAnswered;
import io.lambdatcc.wire.ParticipantReply;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * I9: every begun transaction and every live reservation is found by recovery.
 *
 * <p>So no Try goes out before its transaction is in the log, what a participant says it has done
 * is in its fence, nothing live is forgotten, and at the end whatever is still reserved or open
 * belongs to a transaction that the log still shows as unfinished, or to a branch that somebody
 * answers for.
 */
final class NothingLost extends InvariantOracle {
  /** 30 days, but for a time to live that acts a little early. */
  private static final long KEPT_AT_LEAST =
      Duration.ofDays(30).minus(Duration.ofHours(1)).toMillis();

  NothingLost(Facts facts) {
    super(
        "I9",
        facts,
        Sort.SENT,
        Sort.FENCE_CHANGED,
        Sort.REPLIED,
        Sort.LANDED,
        Sort.FORGOTTEN,
        Sort.WRITE_ANSWERED,
        Sort.ENDED);
  }

  @Override
  @Nullable String judge(Happening happening) {
    if (happening instanceof Sent sent) {
      return facts().transaction().first() != null || asksAnyway(sent.call())
          ? null
          : sent.coordinator()
              + " sends "
              + sent.call().operation()
              + " of "
              + sent.call().transactionId()
              + "/"
              + sent.call().branchId()
              + ", but that transaction is not in the log";
    }
    if (happening instanceof FenceChanged change) {
      return loses(change);
    }
    if (happening instanceof Replied replied) {
      return promises(replied);
    }
    if (happening instanceof Landed landed) {
      return displaces(landed);
    }
    if (happening instanceof Forgotten forgotten) {
      return forgets(forgotten);
    }
    if (happening instanceof WriteAnswered answered) {
      return answered.answer().equals("REJECTED") ? cannotGoOn(answered.wanted()) : null;
    }
    return happening instanceof Ended ended ? leaves(ended) : null;
  }

  /** A Try that is found out about even if nothing comes of it, or what undoes it. */
  private boolean asksAnyway(BranchCall call) {
    return call.operation() != Operation.CONFIRM && facts().inquires(call.participant());
  }

  // ---- at participants -------------------------------------------------------------------------

  private @Nullable String loses(FenceChanged change) {
    Fence before = change.before();
    Fence after = change.after();
    if (after == null) {
      return before != null && before.state() == FenceState.TRIED
          ? change.participant() + " forgot what " + change.key() + " holds reserved"
          : null;
    }
    return after.state() == FenceState.TRIED
            && !facts().transaction().begun()
            && !facts().inquires(change.participant())
        ? change.participant()
            + " reserves for "
            + change.key()
            + ", but that transaction is not in the log; no recovery finds it"
        : null;
  }

  private @Nullable String promises(Replied replied) {
    Operation operation = replied.call().operation();
    if (operation == Operation.CANCEL || !(replied.reply() instanceof ParticipantReply.Done)) {
      return null;
    }
    FenceState must = operation == Operation.TRY ? FenceState.TRIED : FenceState.CONFIRMED;
    return facts().branch().reached(must)
        ? null
        : replied.call().participant()
            + " says that "
            + operation
            + " of "
            + replied.call().transactionId()
            + "/"
            + replied.call().branchId()
            + " is done, but its fence is "
            + facts().branch().fence();
  }

  // ---- in the log ------------------------------------------------------------------------------

  private static @Nullable String displaces(Landed landed) {
    TransactionState before = landed.before();
    return before != null && !before.id().equals(landed.after().id())
        ? landed.after().id() + " takes the place of " + before.id() + " in the log"
        : null;
  }

  private @Nullable String cannotGoOn(TransactionState wanted) {
    TransactionFacts transaction = facts().transaction(wanted.id());
    return !transaction.begun() || (wanted.version() == 1 && transaction.begunInDoubt())
        ? null
        : wanted.id()
            + " version "
            + wanted.version()
            + " can never be stored, but the transaction has begun";
  }

  private @Nullable String forgets(Forgotten forgotten) {
    TransactionState last = forgotten.last();
    if (!last.phase().finished()) {
      return "the log forgot " + last.id() + " while it was " + last.phase();
    }
    long kept = forgotten.at() - facts().transaction().endedAt();
    return kept < KEPT_AT_LEAST
        ? "the log forgot " + last.id() + " " + Duration.ofMillis(kept) + " after its end"
        : null;
  }

  // ---- at the end ------------------------------------------------------------------------------

  private @Nullable String leaves(Ended ended) {
    Set<String> found = new HashSet<>();
    for (Unfinished unfinished : ended.unfinished()) {
      found.add(unfinished.id().toString());
    }
    List<TransactionFacts> transactions = facts().transactions();
    for (int i = 0; i < transactions.size(); i++) {
      TransactionFacts transaction = transactions.get(i);
      if (found.contains(transaction.id)) {
        continue;
      }
      TransactionState stored = transaction.stored();
      if (stored != null && !stored.phase().finished()) {
        return transaction.id + " was left " + stored.phase() + ", and nobody finds it";
      }
      List<BranchFacts> branches = transaction.branches();
      for (int b = 0; b < branches.size(); b++) {
        if (branches.get(b).fence() == FenceState.TRIED && !branches.get(b).resolved()) {
          return "branch "
              + branches.get(b).id
              + " of "
              + transaction.id
              + " is still reserved, though the log "
              + (stored == null ? "has no such transaction" : "says " + stored.phase());
        }
      }
    }
    return null;
  }
}

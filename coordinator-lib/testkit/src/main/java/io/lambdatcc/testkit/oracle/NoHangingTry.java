package io.lambdatcc.testkit.oracle;

import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Happening.FenceChanged;
import io.lambdatcc.testkit.history.Happening.Landed;
import io.lambdatcc.testkit.history.Happening.Replied;
import io.lambdatcc.wire.ParticipantReply;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * I4: once a Cancel was handled, no Try of that branch ever reserves anything.
 *
 * <p>Nor does it after a refusal, which therefore is durable before it is told. What both leave is
 * kept long enough, and no id is ever used for a second transaction, whose Tries would meet the
 * fences of the first.
 */
final class NoHangingTry extends InvariantOracle {
  /** 30 days, but for what clocks may be apart. */
  private static final long KEPT_AT_LEAST =
      Duration.ofDays(30).minus(Duration.ofMinutes(10)).toMillis();

  NoHangingTry(Facts facts) {
    super("I4", facts, Sort.FENCE_CHANGED, Sort.REPLIED, Sort.LANDED);
  }

  @Override
  @Nullable String judge(Happening happening) {
    if (happening instanceof FenceChanged change) {
      return change.after() == null ? forgets(change) : hangs(change);
    }
    if (happening instanceof Replied replied) {
      return promises(replied);
    }
    return happening instanceof Landed landed && landed.before() == null ? begins(landed) : null;
  }

  private @Nullable String hangs(FenceChanged change) {
    if (change.by() != Operation.TRY
        || (change.after() != null && change.after().state() == FenceState.REFUSED)) {
      return null;
    }
    BranchFacts branch = facts().branch();
    boolean cancelled = branch.toldDone(Operation.CANCEL) || branch.reached(FenceState.CANCELLED);
    boolean refused = branch.toldRefused() || branch.reached(FenceState.REFUSED);
    return cancelled || refused
        ? "a Try of "
            + change.key()
            + " reserves at "
            + change.participant()
            + " though the branch was "
            + (cancelled ? "cancelled" : "refused")
            + " before"
        : null;
  }

  private @Nullable String forgets(FenceChanged change) {
    Fence before = change.before();
    if (before == null || before.state() == FenceState.TRIED) {
      // not a matter of time: I8 and I9 have their word on these
      return null;
    }
    long kept = change.at() - facts().branch().settledAt();
    return kept < KEPT_AT_LEAST
        ? change.participant()
            + " forgot the fence of "
            + change.key()
            + " after "
            + Duration.ofMillis(kept)
            + "; a late Try would find nothing in its way"
        : null;
  }

  private @Nullable String promises(Replied replied) {
    if (!(replied.reply() instanceof ParticipantReply.Refused)
        || replied.call().operation() != Operation.TRY) {
      return null;
    }
    BranchFacts branch = facts().branch();
    return branch.reached(FenceState.REFUSED) || branch.reached(FenceState.CANCELLED)
        ? null
        : replied.call().participant()
            + " refuses "
            + replied.call().transactionId()
            + "/"
            + replied.call().branchId()
            + " for ever, but has not remembered it: its fence is "
            + branch.fence();
  }

  private @Nullable String begins(Landed landed) {
    return facts().transaction().begins() < 2
        ? null
        : landed.coordinator()
            + " begins "
            + landed.after().id()
            + " a second time; its Tries meet the fences of the first";
  }
}

package io.lambdatcc.testkit.oracle;

import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Happening.Replied;
import io.lambdatcc.wire.ParticipantReply;
import org.jspecify.annotations.Nullable;

/**
 * I5: a Cancel without a Try succeeds and leaves a fence; two at once both succeed.
 *
 * <p>A Cancel may be answered by nothing that says no, unless the branch is confirmed; and once it
 * is answered by yes, the fence is there.
 */
final class EmptyCancel extends InvariantOracle {
  EmptyCancel(Facts facts) {
    super("I5", facts, Sort.REPLIED);
  }

  @Override
  @Nullable String judge(Happening happening) {
    if (!(happening instanceof Replied replied) || replied.call().operation() != Operation.CANCEL) {
      return null;
    }
    BranchFacts branch = facts().branch();
    ParticipantReply reply = replied.reply();
    if (reply instanceof ParticipantReply.Done) {
      return branch.reached(FenceState.CANCELLED) || branch.reached(FenceState.REFUSED)
          ? null
          : said(replied, "is done, but left no fence: there is " + branch.fence());
    }
    boolean no = !(reply instanceof ParticipantReply.Unknown);
    return no && branch.fence() != FenceState.CONFIRMED
        ? said(replied, "is answered " + reply + ", though the fence is " + branch.fence())
        : null;
  }

  private static String said(Replied replied, String what) {
    return "Cancel of "
        + replied.call().transactionId()
        + "/"
        + replied.call().branchId()
        + " at "
        + replied.call().participant()
        + " "
        + what;
  }
}

package io.lambdatcc.testkit.oracle;

import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Happening.FenceChanged;
import io.lambdatcc.testkit.history.Happening.Landed;
import io.lambdatcc.testkit.history.Happening.Replied;
import io.lambdatcc.testkit.history.Happening.Told;
import io.lambdatcc.testkit.history.Telling;
import io.lambdatcc.wire.ParticipantReply;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * I8: whoever saw a phase never later sees an earlier one.
 *
 * <p>A client in what it is told, where it asked after it was told; whoever reads the log in the
 * phases of what is stored; whoever calls a participant in what its fence is and says.
 */
final class NoStepBack extends InvariantOracle {
  private static final int STEPS = 3;

  private final Map<String, int[]> toldAt = new HashMap<>();

  NoStepBack(Facts facts) {
    super("I8", facts, Sort.FENCE_CHANGED, Sort.REPLIED, Sort.LANDED, Sort.TOLD);
  }

  @Override
  @Nullable String judge(Happening happening) {
    if (happening instanceof FenceChanged change) {
      return steps(change);
    }
    if (happening instanceof Replied replied) {
      return takesBack(replied);
    }
    if (happening instanceof Landed landed) {
      return steps(landed);
    }
    return happening instanceof Told told && told.telling() instanceof Telling.Shown shown
        ? shows(told, shown)
        : null;
  }

  // ---- the log ---------------------------------------------------------------------------------

  private static @Nullable String steps(Landed landed) {
    TransactionState before = landed.before();
    TransactionState after = landed.after();
    if (before == null) {
      return after.phase() == Phase.TRYING || after.forestalled()
          ? null
          : after.id() + " begins as " + after.phase() + ", not as TRYING";
    }
    if (step(after.phase()) < step(before.phase())) {
      return after.id() + " goes back from " + before.phase() + " to " + after.phase();
    }
    boolean jumps = after.phase().finished() && !before.phase().decided();
    return jumps ? after.id() + " ends as " + after.phase() + " without a decision" : null;
  }

  // ---- participants ----------------------------------------------------------------------------

  private static @Nullable String steps(FenceChanged change) {
    FenceState from = state(change.before());
    FenceState to = state(change.after());
    return allows(from, to, change.by())
        ? null
        : "the fence of "
            + change.key()
            + " at "
            + change.participant()
            + " goes from "
            + from
            + " to "
            + to
            + " by "
            + (change.by() == null ? "being forgotten" : change.by());
  }

  private static boolean allows(
      @Nullable FenceState from, @Nullable FenceState to, @Nullable Operation by) {
    if (by == null) {
      // I9 has its own word on forgetting what is reserved
      return from != null && to == null;
    }
    if (to == null) {
      return false;
    }
    return switch (to) {
      case TRIED, REFUSED -> from == null && by == Operation.TRY;
      case CONFIRMED -> from == FenceState.TRIED && by == Operation.CONFIRM;
      case CANCELLED -> (from == null || from == FenceState.TRIED) && by == Operation.CANCEL;
    };
  }

  private static @Nullable FenceState state(@Nullable Fence fence) {
    return fence == null ? null : fence.state();
  }

  private @Nullable String takesBack(Replied replied) {
    if (replied.call().operation() != Operation.TRY
        || !(replied.reply() instanceof ParticipantReply.Refused
            || replied.reply() instanceof ParticipantReply.Rejected)) {
      return null;
    }
    BranchFacts branch = facts().branch();
    boolean stands = branch.fence() == FenceState.TRIED || branch.fence() == FenceState.CONFIRMED;
    return stands && branch.toldDone(Operation.TRY)
        ? "a Try of "
            + replied.call().transactionId()
            + "/"
            + replied.call().branchId()
            + " was answered yes and is now answered "
            + replied.reply()
            + ", though nobody cancelled it"
        : null;
  }

  // ---- clients ---------------------------------------------------------------------------------

  private @Nullable String shows(Told told, Telling.Shown shown) {
    int[] moments =
        toldAt.computeIfAbsent(told.ask().client() + " " + shown.id(), unused -> new int[STEPS]);
    int step = step(shown.phase());
    int asked = facts().askedMoment(told.question());
    for (int later = step + 1; later < STEPS; later++) {
      if (moments[later] != 0 && moments[later] < asked) {
        return told.ask().client()
            + " asked again about "
            + shown.id()
            + " and was shown "
            + shown.phase()
            + ", after it had been shown a later phase";
      }
    }
    if (moments[step] == 0) {
      moments[step] = facts().moment();
    }
    return null;
  }

  private static int step(Phase phase) {
    return switch (phase) {
      case TRYING -> 0;
      case CONFIRMING, CANCELLING -> 1;
      case CONFIRMED, CANCELLED -> 2;
    };
  }
}

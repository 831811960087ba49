package io.lambdatcc.testkit.search;

import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceRules;
import io.lambdatcc.participant.fence.Step;
import io.lambdatcc.testkit.world.Wiring;
import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantReply;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A planted bug: a Cancel that finds nothing leaves nothing, so that a late Try reserves (I5, I4).
 */
public final class MissingFence implements Wiring {
  @Override
  public FenceRules rules(FenceRules rules, String participant) {
    return new FenceRules(FenceRules.MIN_RETENTION) {
      @Override
      public Step onCancel(@Nullable Fence fence, Instant now) {
        return fence == null
            ? new Step.Answer(new ParticipantReply.Done(Operation.CANCEL, null))
            : super.onCancel(fence, now);
      }
    };
  }
}

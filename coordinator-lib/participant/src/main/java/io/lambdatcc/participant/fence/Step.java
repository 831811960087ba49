package io.lambdatcc.participant.fence;

import io.lambdatcc.wire.ParticipantReply;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the rules say is to be done next. */
public sealed interface Step {

  /** Answer this; nothing is written. */
  record Answer(ParticipantReply reply) implements Step {
    public Answer {
      Objects.requireNonNull(reply, "reply");
    }
  }

  /** A first Try: ask the participant what it means to do. */
  record AskParticipant() implements Step {}

  /**
   * Write this, and answer only when the write is known to have landed.
   *
   * @param expected the state the fence must still be in; null when there must be none
   * @param next the fence to be
   * @param withWrites whether the participant's own writes are committed with it
   * @param reply the answer once it has landed
   */
  record Commit(
      @Nullable FenceState expected, Fence next, boolean withWrites, ParticipantReply reply)
      implements Step {
    public Commit {
      if (expected != null && expected != FenceState.TRIED) {
        throw new IllegalArgumentException("nothing leaves state " + expected);
      }
      Objects.requireNonNull(next, "next");
      Objects.requireNonNull(reply, "reply");
    }
  }
}

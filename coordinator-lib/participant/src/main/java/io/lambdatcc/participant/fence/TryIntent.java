package io.lambdatcc.participant.fence;

import io.lambdatcc.wire.JsonText;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a participant means to do about a Try.
 *
 * @param <W> a write of the store
 * @param <I> an item of the store
 */
public sealed interface TryIntent<W, I> {

  /**
   * To make these writes and remember this.
   *
   * @param reservation handed to Confirm or Cancel
   * @param result handed to the initiator
   */
  record Reserve<W, I>(
      JsonText reservation, @Nullable JsonText result, List<GuardedWrite<W, I>> writes)
      implements TryIntent<W, I> {
    public Reserve {
      Objects.requireNonNull(reservation, "reservation");
      writes = List.copyOf(writes);
    }
  }

  /** To write nothing: a verdict other than {@link Verdict.Proceed}. */
  record Decline<W, I>(Verdict verdict) implements TryIntent<W, I> {
    public Decline {
      if (verdict instanceof Verdict.Proceed) {
        throw new IllegalArgumentException("to proceed is no reason to decline");
      }
    }
  }
}

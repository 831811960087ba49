package io.lambdatcc.participant.fence;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A write of a Try, with what a failure of its condition means.
 *
 * @param check null for a write without a condition
 */
public record GuardedWrite<W, I>(W write, @Nullable Check<I> check) {
  public GuardedWrite {
    Objects.requireNonNull(write, "write");
  }
}

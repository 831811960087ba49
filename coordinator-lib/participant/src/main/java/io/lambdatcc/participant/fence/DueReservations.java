package io.lambdatcc.participant.fence;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a participant that asks about its reservations finds those whose deadline has passed.
 *
 * <p>It may lag behind, and show what is reserved no more: whoever reads it looks at each fence
 * before it does anything. Methods and iterators block, and throw what the store throws.
 */
public interface DueReservations {

  /**
   * A reservation as it is found.
   *
   * @param deadline of its Try, rounded up to milliseconds
   */
  record Due(FenceKey key, Instant deadline) {
    public Due {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(deadline, "deadline");
    }
  }

  /** How many parts there are, which are read one by one. */
  int shards();

  /**
   * What one part shows, in the order of the deadlines: pages, each read when it is asked for.
   *
   * @param shard from 0 on
   * @param after begins with what follows this one, which may be gone; null for the first
   * @param now the latest deadline
   */
  Iterable<List<Due>> past(int shard, @Nullable Due after, Instant now);
}

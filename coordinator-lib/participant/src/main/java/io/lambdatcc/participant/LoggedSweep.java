package io.lambdatcc.participant;

import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.ReservationSweep;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A sweep of reservations in the log. */
record LoggedSweep(String participant) implements ReservationSweep.Listener {
  private static final Logger log = LoggerFactory.getLogger(LoggedSweep.class);

  @Override
  public void released(FenceKey key) {
    log.info("released {} at {}: it is cancelled, or never was begun", key, participant);
  }

  @Override
  public void failed(FenceKey key, String what, @Nullable RuntimeException cause) {
    log.warn("{} at {} stays reserved for now: {}", key, participant, what, cause);
  }

  @Override
  public void unreadable(int shard, RuntimeException cause) {
    log.error("the reservations of {} in shard {} cannot be listed", participant, shard, cause);
  }
}

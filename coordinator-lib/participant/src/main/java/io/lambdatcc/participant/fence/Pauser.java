package io.lambdatcc.participant.fence;

import java.time.Duration;

/** Lets a random part of a time pass, so that those who met do not meet again. */
@FunctionalInterface
public interface Pauser {
  /** Returns after a random time of at most this, or earlier when the thread is interrupted. */
  void pause(Duration atMost);
}

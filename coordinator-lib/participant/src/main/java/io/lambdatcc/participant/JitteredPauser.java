package io.lambdatcc.participant;

import io.lambdatcc.participant.fence.Pauser;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Sleeps for an evenly distributed part of the time (AWS Architecture Blog: "full jitter"). */
final class JitteredPauser implements Pauser {
  @Override
  public void pause(Duration atMost) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(atMost.toMillis() + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

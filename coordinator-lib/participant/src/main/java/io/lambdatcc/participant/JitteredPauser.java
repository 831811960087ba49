package io.lambdatcc.participant;

import io.lambdatcc.participant.fence.Pauser;
import java.security.SecureRandom;
import java.time.Duration;

/** Sleeps for an evenly distributed part of the time (AWS Architecture Blog: "full jitter"). */
final class JitteredPauser implements Pauser {
  // others would go on where a snapshot left them, in step with every other copy of it
  private final SecureRandom random = new SecureRandom();

  @Override
  public void pause(Duration atMost) {
    try {
      Thread.sleep(random.nextLong(atMost.toMillis() + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

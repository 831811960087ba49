package io.lambdatcc.shop.order;

import io.lambdatcc.client.Pauser;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Time of which a millisecond passes with every look at it, and more only while somebody pauses.
 */
final class Time implements InstantSource, Pauser {
  private Instant now = Instant.parse("2026-07-01T00:00:00Z");

  @Override
  public synchronized Instant instant() {
    now = now.plusMillis(1);
    return now;
  }

  @Override
  public synchronized void pause(Duration pause) {
    now = now.plus(pause);
  }
}

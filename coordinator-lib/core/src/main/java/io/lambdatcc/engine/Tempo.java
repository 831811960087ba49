package io.lambdatcc.engine;

import io.lambdatcc.api.TccSettings;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long the engine pauses before it does a thing again. */
final class Tempo {
  private final Pauses repeatTry;
  private final Pauses waitForOthers;
  private final Pauses nextRound;
  private final Pauses repeatWrite;
  private final Pauses pollLog;
  private final Duration parkedRound;
  private final Duration contendedAtLeast;
  private final RandomGenerator random;

  Tempo(TccSettings settings, RandomGenerator random) {
    this.repeatTry = new Pauses(settings.repeatTry(), random);
    this.waitForOthers = new Pauses(settings.waitForOthers(), random);
    this.nextRound = new Pauses(settings.nextRound(), random);
    this.repeatWrite = new Pauses(settings.repeatWrite(), random);
    this.pollLog = new Pauses(settings.pollLog(), random);
    this.parkedRound = settings.parkedRound();
    this.contendedAtLeast = settings.contendedAtLeast();
    this.random = random;
  }

  Duration repeatTry(int attempts) {
    return repeatTry.after(attempts);
  }

  Duration waitForOthers(int attempts) {
    return waitForOthers.after(attempts);
  }

  Duration nextRound(int failedRounds) {
    return nextRound.after(failedRounds);
  }

  Duration parkedRound() {
    return parkedRound;
  }

  Duration repeatWrite(int attempts) {
    return repeatWrite.after(attempts);
  }

  Duration pollLog(int attempts) {
    return pollLog.after(attempts);
  }

  /**
   * Between once and twice the shortest, so that two who wait for each other do not both give up.
   */
  Duration contended() {
    return Duration.ofMillis(Pauses.jittered(2 * contendedAtLeast.toMillis(), random));
  }
}

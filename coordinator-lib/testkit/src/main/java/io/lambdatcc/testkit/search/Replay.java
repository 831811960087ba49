package io.lambdatcc.testkit.search;

import io.lambdatcc.testkit.world.Run;
import io.lambdatcc.testkit.world.Wiring;
import java.util.function.Supplier;

/**
 * A trial that was run twice.
 *
 * @param run the first time
 * @param trace the hash of what happened the first time
 * @param traceAgain the hash of what happened the second time
 */
public record Replay(Run run, long trace, long traceAgain) {

  /** Runs a trial twice. */
  public static Replay of(Trial trial, Supplier<? extends Wiring> wiring) {
    Run first = trial.run(wiring.get());
    Run second = trial.run(wiring.get());
    return new Replay(first, first.history().hash(), second.history().hash());
  }

  /** Whether the same happened both times, as it must. */
  public boolean deterministic() {
    return trace == traceAgain;
  }
}

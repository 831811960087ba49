package io.lambdatcc.testkit.jqwik;

import io.lambdatcc.testkit.search.MissingFence;
import io.lambdatcc.testkit.search.Simulations;
import io.lambdatcc.testkit.search.Trial;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** A property that fails, and is run by {@link ShrinkingTest} alone. */
class PlantedBug {
  @Property(seed = "4", shrinking = ShrinkingMode.FULL, afterFailure = AfterFailureMode.RANDOM_SEED)
  void aCancelLeavesAFence(@ForAll Trial trial) {
    Simulations.check(trial, MissingFence::new);
  }
}

package io.lambdatcc.testkit.jqwik;

import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Scenarios;
import io.lambdatcc.testkit.search.Trial;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.providers.ArbitraryProvider;
import net.jqwik.api.providers.TypeUsage;

/** Tells jqwik how to generate trials, plans and scenarios; jqwik finds it by itself. */
public final class SimulationProvider implements ArbitraryProvider {

  @Override
  public boolean canProvideFor(TypeUsage target) {
    return target.isOfType(Trial.class)
        || target.isOfType(FaultPlan.class)
        || target.isOfType(Scenario.class);
  }

  @Override
  public Set<Arbitrary<?>> provideFor(TypeUsage target, SubtypeProvider subtypes) {
    if (target.isOfType(Trial.class)) {
      return Set.of(Simulated.trials());
    }
    if (target.isOfType(FaultPlan.class)) {
      return Set.of(
          Simulated.plans(
              target
                  .findAnnotation(In.class)
                  .map(in -> Scenarios.named(in.value()))
                  .orElse(Scenarios.TWO_BRANCHES)));
    }
    return Set.of(Simulated.scenarios());
  }
}

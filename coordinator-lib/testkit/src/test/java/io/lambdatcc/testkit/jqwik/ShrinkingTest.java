package io.lambdatcc.testkit.jqwik;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.lambdatcc.testkit.search.MissingFence;
import io.lambdatcc.testkit.search.SimulationFailedError;
import io.lambdatcc.testkit.search.Simulations;
import io.lambdatcc.testkit.search.Trial;
import io.lambdatcc.testkit.world.Run;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class ShrinkingTest {
  @Test
  void aPlantedBugShrinksToAtMostTwoRules() {
    SimulationFailedError failed = failureOf(PlantedBug.class);
    Run run = failed.run();
    assertThat(requireNonNull(run.finding()).invariant()).isEqualTo("I5");
    assertThat(run.plan().rules()).hasSizeLessThanOrEqualTo(2);
    assertThat(failed).hasMessageContaining("FaultPlan.of(").hasMessageContaining(".svg");
  }

  /** What jqwik says of a class with one property that fails. */
  private static SimulationFailedError failureOf(Class<?> properties) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(properties))
            // reports go to listeners, of which there is none, and not to the console
            .configurationParameter("jqwik.reporting.usejunitplatform", "true")
            .build();
    List<TestExecutionResult> results = new ArrayList<>();
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                  results.add(result);
                }
              }
            });
    assertThat(results).hasSize(1);
    assertThat(results.get(0).getThrowable()).containsInstanceOf(SimulationFailedError.class);
    return (SimulationFailedError) results.get(0).getThrowable().orElseThrow();
  }

  /** A property that fails; nested, so that nobody else runs it. */
  static class PlantedBug {
    @Property(
        seed = "4",
        shrinking = ShrinkingMode.FULL,
        afterFailure = AfterFailureMode.RANDOM_SEED)
    void aCancelLeavesAFence(@ForAll Trial trial) {
      Simulations.check(trial, MissingFence::new);
    }
  }
}

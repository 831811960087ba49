package io.lambdatcc.testkit.world;

import io.lambdatcc.testkit.history.History;
import io.lambdatcc.testkit.oracle.Finding;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.scenario.Scenario;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run that is over.
 *
 * @param finding the first invariant that was broken; null where none was
 * @param sites every site that the run came to, in that order, if they were asked for
 */
public record Run(
    Scenario scenario,
    FaultPlan plan,
    History history,
    @Nullable Finding finding,
    List<Site> sites) {}

package io.lambdatcc.testkit.world;

import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.Site;
import org.jspecify.annotations.Nullable;

/** What chance decides in a run: what goes wrong, how long messages take, what happens next. */
interface Course {

  /** What goes wrong at this site; null for nothing. */
  @Nullable Fault fault(Site site);

  /** How long a message takes that usually takes so long. */
  long latency(long usualMillis, Site site, int leg);

  /** What happens next; null to end the run. */
  @Nullable Delivery next(World world, Agenda agenda);

  /** Whether it compares states, so that everybody has to know what it has been through. */
  boolean comparesStates();
}

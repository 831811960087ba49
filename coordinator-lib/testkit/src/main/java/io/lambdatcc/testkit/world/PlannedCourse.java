package io.lambdatcc.testkit.world;

import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A course that follows a plan, in the order of time. */
final class PlannedCourse implements Course {
  /** Messages of a run in another order take up to so many times as long as usual. */
  private static final int SPREAD = 9;

  private final Map<Site, Fault> faults;
  private final long order;
  private final @Nullable List<Site> visited;

  PlannedCourse(FaultPlan plan, boolean recording) {
    this.faults = plan.bySite();
    this.order = plan.order();
    this.visited = recording ? new ArrayList<>() : null;
  }

  List<Site> visited() {
    return visited == null ? List.of() : visited;
  }

  @Override
  public @Nullable Fault fault(Site site) {
    if (visited != null) {
      visited.add(site);
    }
    if (faults.isEmpty()) {
      return null;
    }
    Fault exactly = faults.get(site);
    return exactly != null ? exactly : faults.get(site.everyTime());
  }

  @Override
  public long latency(long usualMillis, Site site, int leg) {
    if (order == 0) {
      return usualMillis;
    }
    long mixed = (order ^ (site.hashCode() * 0x9E3779B97F4A7C15L)) + leg;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return 1 + Math.floorMod(mixed ^ (mixed >>> 31), usualMillis * SPREAD);
  }

  @Override
  public @Nullable Delivery next(World world, Agenda agenda) {
    return agenda.take();
  }

  @Override
  public boolean comparesStates() {
    return false;
  }
}

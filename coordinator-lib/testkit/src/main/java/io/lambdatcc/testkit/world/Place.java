package io.lambdatcc.testkit.world;

import io.lambdatcc.spi.Scheduler;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Where a part of a coordinator sits.
 *
 * @param coordinator its name, like {@code c1}
 * @param clock its own, which may be wrong
 * @param scheduler its own: what it runs is delayed while the coordinator stands still, and lost
 *     when it dies
 * @param random its random numbers; a clone's are those of the coordinator that it is a clone of
 */
public record Place(
    String coordinator, InstantSource clock, Scheduler scheduler, RandomGenerator random) {}

/**
 * What goes wrong in a campaign and what its clients do, as a function of a seed. Faults at
 * messages are rules of the test kit's {@link io.lambdatcc.testkit.plan.FaultPlan}, at the same
 * sites as in the simulation.
 *
 * <p>For whoever repeats a campaign, or writes one down. Depends on the test kit's plans; the
 * campaign depends on it. Everything here is immutable and safe to share between threads.
 */
@NullMarked
package io.lambdatcc.example.chaos.plan;

import org.jspecify.annotations.NullMarked;

/**
 * What goes wrong in a campaign and what its clients do, as a function of a seed. Faults at
 * messages are rules of the test kit's {@link io.lambdatcc.testkit.plan.FaultPlan}, at the same
 * sites as in the simulation.
 */
@NullMarked
package io.lambdatcc.example.chaos.plan;

import org.jspecify.annotations.NullMarked;

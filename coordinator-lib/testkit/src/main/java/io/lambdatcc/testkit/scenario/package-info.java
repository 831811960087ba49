/**
 * Scenarios: who is there and what clients want, as plain values. What goes wrong is a matter of
 * the fault plan.
 *
 * <p>For authors of simulations. Depends on the coordinator's API. Everything here is immutable.
 */
@NullMarked
package io.lambdatcc.testkit.scenario;

import org.jspecify.annotations.NullMarked;

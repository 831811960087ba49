/**
 * The imperative shell: loads, decides, writes conditionally, and only then performs effects.
 *
 * <p>Internal: used by {@code io.lambdatcc.TccCoordinator} alone. One {@code Drive} per transaction
 * handles its events strictly one at a time; drives run concurrently with each other.
 */
@NullMarked
package io.lambdatcc.engine;

import org.jspecify.annotations.NullMarked;

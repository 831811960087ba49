/**
 * Runs that a person can read: as text, as a space-time diagram, as a report of what was broken.
 *
 * <p>For whoever looks at a failure. Made from a run's history, plan and finding alone; depends on
 * nothing of the engine. Everything here is a pure function of the run: the same run gives the same
 * characters, on every platform. Safe for use by many threads once the run is over.
 */
@NullMarked
package io.lambdatcc.testkit.picture;

import org.jspecify.annotations.NullMarked;

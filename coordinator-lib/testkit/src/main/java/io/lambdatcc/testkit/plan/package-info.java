/**
 * Fault plans: what goes wrong in a run, as plain values that print as Java, shrink, and replay.
 *
 * <p>For whoever searches for bugs or keeps one that was found. Depends on nothing. Everything here
 * is immutable.
 */
@NullMarked
package io.lambdatcc.testkit.plan;

import org.jspecify.annotations.NullMarked;

/**
 * Thirty-six bugs as somebody would write them, and the proof that the searches find each.
 *
 * <p>For whoever changes the world, the oracles or the searches: a kit that no longer finds a bug
 * that it used to find is broken. A mutant is a wrapper around one port, or a subclass of one set
 * of rules, and behaves as production does until something goes wrong. A mutant's wiring serves one
 * run, on one thread.
 */
@NullMarked
package io.lambdatcc.testkit.mutant;

import org.jspecify.annotations.NullMarked;

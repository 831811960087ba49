/**
 * Oracles: one small class per invariant, each judging a run by its history alone.
 *
 * <p>For whoever wants to know what exactly is checked. Never looks at the engine. An oracle serves
 * one run, on one thread.
 */
@NullMarked
package io.lambdatcc.testkit.oracle;

import org.jspecify.annotations.NullMarked;

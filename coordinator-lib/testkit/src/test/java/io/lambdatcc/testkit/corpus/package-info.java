/**
 * Plans that once broke something, by name.
 *
 * <p>For whoever changes the engine, the SDK or the simulated world: these run first. Immutable.
 */
@NullMarked
package io.lambdatcc.testkit.corpus;

import org.jspecify.annotations.NullMarked;

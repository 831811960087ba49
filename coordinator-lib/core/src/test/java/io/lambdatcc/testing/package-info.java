/**
 * The small world in which the engine's tests take place: virtual time, participants with fences, a
 * log that can be made to misbehave, coordinators that stop dead.
 *
 * <p>One thread; for the tests of this module alone.
 */
@NullMarked
package io.lambdatcc.testing;

import org.jspecify.annotations.NullMarked;

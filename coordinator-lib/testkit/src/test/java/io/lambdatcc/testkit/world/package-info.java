/**
 * The simulated world's own tests: that it does what plans say, and that its searches see.
 *
 * <p>For the maintainers of the kit.
 */
@NullMarked
package io.lambdatcc.testkit.world;

import org.jspecify.annotations.NullMarked;

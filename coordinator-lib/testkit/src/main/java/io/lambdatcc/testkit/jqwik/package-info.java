/**
 * The adapter to jqwik: arbitraries for what goes wrong, and for whom.
 *
 * <p>For authors of properties, who bring jqwik themselves. With this package on the class path,
 * {@code @ForAll Trial}, {@code @ForAll FaultPlan} and {@code @ForAll Scenario} need no more. What
 * is generated and shrunk are plans and scenarios, plain values; the schedule follows from them.
 * Everything here may be used by many threads.
 */
@NullMarked
package io.lambdatcc.testkit.jqwik;

import org.jspecify.annotations.NullMarked;

/**
 * Properties of the engine, written as users of the kit write theirs; and what becomes of a plan
 * that jqwik shrinks.
 *
 * <p>For authors of properties who look for an example. Each property is on its own.
 */
@NullMarked
package io.lambdatcc.testkit.jqwik;

import org.jspecify.annotations.NullMarked;

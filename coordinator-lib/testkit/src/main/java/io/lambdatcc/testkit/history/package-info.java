/**
 * What happened in a run: the one thing that oracles, traces and pictures are made from.
 *
 * <p>For authors of oracles and whoever reads a failure. Everything in it could be seen from
 * outside the engine, except {@code Stepped}, which serves coverage alone. Values are immutable; a
 * history belongs to one thread while it grows.
 */
@NullMarked
package io.lambdatcc.testkit.history;

import org.jspecify.annotations.NullMarked;

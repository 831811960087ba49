/**
 * The soak: a coordinator that is offered twice what it can do, for minutes.
 *
 * <p>Read by whoever wants to know what overload does: {@code docs/performance.md}. Nothing depends
 * on it. Log and participants are in memory, slow and of little capacity, so that they are the
 * bottleneck and not this machine; some of their answers are lost.
 */
@NullMarked
package io.lambdatcc.example.soak;

import org.jspecify.annotations.NullMarked;

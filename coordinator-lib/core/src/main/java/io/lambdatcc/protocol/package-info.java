/**
 * The protocol: immutable values and one pure function, {@link io.lambdatcc.protocol.Protocol}.
 *
 * <p>For whoever wants to know what may happen to a transaction and why. Nothing in here reads a
 * clock, draws a random number, performs I/O or starts a thread: time arrives inside {@link
 * io.lambdatcc.protocol.Event events}. Every other package may depend on this one; it depends on
 * none. All types are immutable and therefore safe to share between threads.
 */
@NullMarked
package io.lambdatcc.protocol;

import org.jspecify.annotations.NullMarked;

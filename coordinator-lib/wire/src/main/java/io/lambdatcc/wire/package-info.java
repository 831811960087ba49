/**
 * The messages between initiators, the coordinator and participants, as records with their JSON.
 *
 * <p>Read by everyone who speaks the protocol; depends on nothing but Jackson, whose types appear
 * in no signature. Every type is immutable and safe to share between threads.
 *
 * <p>Compatibility (I12): a reader ignores fields it does not know and refuses a version ({@code
 * v}) it does not know; a writer only ever adds fields; a field never changes its type or meaning;
 * an unknown phase is kept as it was written, never turned into a known one.
 */
@NullMarked
package io.lambdatcc.wire;

import org.jspecify.annotations.NullMarked;

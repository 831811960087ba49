/**
 * The bench: how fast the coordinator is, beside the least that its calls and writes could cost on
 * the same machine in the same minute.
 *
 * <p>Read by whoever wants to know, or to improve, what a transaction costs: {@code
 * docs/performance.md}. Nothing depends on it. The coordinator and the loop that drives it run in
 * one process, and what they talk to in others, so that the processor time of this process is the
 * coordinator's and its clients'. One bench runs at a time.
 */
@NullMarked
package io.lambdatcc.example.bench;

import org.jspecify.annotations.NullMarked;

/**
 * The cold start bench: from the start of a function's process to its first answer, for the
 * functions of this project and for some that do less, on the runtime client that Lambda runs.
 *
 * <p>Read by whoever wants to know, or to improve, what a cold start costs: {@code
 * docs/performance.md}. Nothing depends on it. One thread measures, one start after the other.
 */
@NullMarked
package io.lambdatcc.example.coldstart;

import org.jspecify.annotations.NullMarked;

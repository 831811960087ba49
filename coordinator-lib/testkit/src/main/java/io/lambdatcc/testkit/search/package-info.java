/**
 * Searches: random plans, all plans of a few rules, replay, and the way from a failing plan to the
 * rules that matter.
 *
 * <p>For campaigns, and for whoever has a plan that fails. Depends on the simulated world and its
 * oracles. Everything that a search reports is a function of its arguments, whatever the number of
 * threads; durations are for the caller to measure. Searches may be used by many threads.
 */
@NullMarked
package io.lambdatcc.testkit.search;

import org.jspecify.annotations.NullMarked;

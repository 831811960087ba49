/**
 * What runs have come to: the interesting things that must sometimes happen, and the pairs of phase
 * and event that the protocol was seen in. A campaign in which nothing happens proves nothing.
 *
 * <p>For campaigns. Depends on the history alone. Counters belong to one thread; those of several
 * threads are added up, in any order, to the same sums.
 */
@NullMarked
package io.lambdatcc.testkit.coverage;

import org.jspecify.annotations.NullMarked;

/**
 * Proofs that what happened is counted, and what did not is not.
 *
 * <p>For authors of counters. Histories are told by hand; nothing runs. May be used by no other
 * package.
 */
@NullMarked
package io.lambdatcc.testkit.coverage;

import org.jspecify.annotations.NullMarked;

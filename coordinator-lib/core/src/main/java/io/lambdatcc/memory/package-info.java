/**
 * Ports kept in memory: for unit tests of initiators, not for money.
 *
 * <p>Passes the same contract as the DynamoDB log. Depends on the ports and the protocol only. Safe
 * for use by many threads.
 */
@NullMarked
package io.lambdatcc.memory;

import org.jspecify.annotations.NullMarked;

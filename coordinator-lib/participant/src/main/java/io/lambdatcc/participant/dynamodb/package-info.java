/**
 * Fences in a DynamoDB table, committed together with the participant's own writes.
 *
 * <p>Read by operators who look at the table and by authors who create it locally; everybody else
 * gets it through {@code TccEndpoint}. Depends on the fence package and the AWS SDK. Safe to share
 * between threads.
 */
@NullMarked
package io.lambdatcc.participant.dynamodb;

import org.jspecify.annotations.NullMarked;

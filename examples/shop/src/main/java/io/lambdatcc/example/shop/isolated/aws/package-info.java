/**
 * Stand-ins for the services of AWS that the shop's functions meet: they know who calls, and what
 * he may do.
 *
 * <p>{@link io.lambdatcc.example.shop.isolated.aws.DynamoDbGate} stands in front of a DynamoDB,
 * {@link io.lambdatcc.example.shop.isolated.aws.IamAuthorizer} in the gateway. Depends on the
 * gateway, on {@code isolated.iam} and on Undertow. Every public class is safe for use by many
 * threads.
 */
@NullMarked
package io.lambdatcc.example.shop.isolated.aws;

import org.jspecify.annotations.NullMarked;

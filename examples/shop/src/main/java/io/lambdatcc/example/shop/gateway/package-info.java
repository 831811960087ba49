/**
 * An HTTP server that stands in for API Gateway: it turns requests into the events of payload
 * format 2.0, gives them to the very handlers that are deployed, and turns what these answer back
 * into HTTP.
 *
 * <p>For those who run the shop on one machine. What a handler meets here it meets on AWS: the
 * shape of events, the answers when a function is busy, slow or broken, and functions that share
 * nothing but the network. What IAM says of a caller is decided by an {@link Authorizer} from
 * elsewhere. Not here: CORS, custom domains, throttling by rate, cold starts.
 *
 * <p>Depends on Undertow and the Lambda interfaces; nothing of this project depends on it but the
 * shop's main classes and tests. {@link LocalGateway} is safe for use by many threads.
 */
@NullMarked
package io.lambdatcc.example.shop.gateway;

import org.jspecify.annotations.NullMarked;

/**
 * API Gateway HTTP API events (payload format 2.0) in, JSON and problem+json out.
 *
 * <p>Read by authors of Lambda functions that serve a few routes; used by the coordinator's and the
 * participants' handlers, and knows nothing of either. Everything here is immutable once built and
 * safe to share between threads.
 */
@NullMarked
package io.lambdatcc.http;

import org.jspecify.annotations.NullMarked;

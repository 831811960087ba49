/**
 * The coordinator on AWS: its log in DynamoDB, its participants over HTTP, its Lambda handlers.
 *
 * <p>For those who deploy a coordinator or run one inside their own process. Depends on the
 * coordinator's API and ports, on the wire and http modules and on the AWS SDK; only applications
 * depend on it. Everything public is safe for use by many threads, builders excepted.
 */
@NullMarked
package io.lambdatcc.aws;

import org.jspecify.annotations.NullMarked;

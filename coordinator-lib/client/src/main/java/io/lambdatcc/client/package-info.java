/**
 * The initiator's side: starts transactions over the coordinator's HTTP API and says truthfully
 * what became of them.
 *
 * <p>Read by authors of services that begin transactions without running a coordinator of their
 * own. Depends on wire and the AWS SDK's HTTP client and signer. A client is safe to share between
 * threads; one per process is enough.
 */
@NullMarked
package io.lambdatcc.client;

import org.jspecify.annotations.NullMarked;

/**
 * The participant SDK: describe what Try, Confirm and Cancel write, and get a participant that
 * withstands repeated, late and reordered messages.
 *
 * <p>Read by authors of participant Lambdas, who write one {@link
 * io.lambdatcc.participant.TccParticipant} and hand it to a {@link
 * io.lambdatcc.participant.TccEndpoint}. Depends on wire, http, the fence packages and the AWS SDK.
 * An endpoint is immutable and safe to share between threads, if the participant is.
 */
@NullMarked
package io.lambdatcc.participant;

import org.jspecify.annotations.NullMarked;

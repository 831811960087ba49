package io.lambdatcc.participant;

import java.time.Instant;

/**
 * The branch a participant is asked about.
 *
 * @param transactionId unique for ever; a good reference to store with what is written
 * @param branchId unique within the transaction
 * @param deadline after it the coordinator sends no new Try; only for information, a reservation
 *     must not lapse by it
 */
public record Branch(String transactionId, String branchId, Instant deadline) {}

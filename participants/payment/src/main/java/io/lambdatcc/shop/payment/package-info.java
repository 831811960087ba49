/**
 * The shop's payments: users with a credit, of which transactions reserve parts.
 *
 * <p>Read as an example of a participant: {@code PaymentParticipant} is all it takes, the rest is
 * the service's own endpoints. Depends on the participant SDK. Everything is safe to share between
 * threads.
 */
@NullMarked
package io.lambdatcc.shop.payment;

import org.jspecify.annotations.NullMarked;

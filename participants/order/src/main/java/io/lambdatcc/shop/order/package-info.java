/**
 * The shop's orders, and their checkout: one transaction over order, stock and payment.
 *
 * <p>Read as an example of a participant that also begins transactions: {@code OrderParticipant} is
 * the one side, {@code Checkout} the other. Depends on the participant SDK and the coordinator's
 * client. Everything is safe to share between threads.
 */
@NullMarked
package io.lambdatcc.shop.order;

import org.jspecify.annotations.NullMarked;

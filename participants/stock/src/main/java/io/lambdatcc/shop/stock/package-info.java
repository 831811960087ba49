/**
 * The shop's stock: items with a price and a number, of which transactions reserve parts.
 *
 * <p>Read as an example of a participant: {@code StockParticipant} is all it takes, the rest is the
 * service's own endpoints. Depends on the participant SDK. Everything is safe to share between
 * threads.
 */
@NullMarked
package io.lambdatcc.shop.stock;

import org.jspecify.annotations.NullMarked;

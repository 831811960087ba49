/**
 * The entry: {@link io.lambdatcc.TccCoordinator} runs Try-Confirm-Cancel transactions.
 *
 * <p>For initiators. Depends on every other package of this module; only adapters and applications
 * depend on it. Safe for use by many threads.
 */
@NullMarked
package io.lambdatcc;

import org.jspecify.annotations.NullMarked;

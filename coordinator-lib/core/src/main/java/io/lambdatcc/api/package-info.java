/**
 * What an initiator says and hears: requests, results, settings and errors.
 *
 * <p>For users of {@code io.lambdatcc.TccCoordinator}. Depends on the protocol only. All types are
 * immutable and therefore safe to share between threads.
 */
@NullMarked
package io.lambdatcc.api;

import org.jspecify.annotations.NullMarked;

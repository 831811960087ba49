/**
 * The ports: what the engine needs from the world, and what it may rely on.
 *
 * <p>For authors of a transaction log, a participant transport, a scheduler or a listener. Each
 * port's Javadoc states what must be true when a method returns. Depends on the protocol only.
 * Implementations must be safe for use by many threads.
 */
@NullMarked
package io.lambdatcc.spi;

import org.jspecify.annotations.NullMarked;

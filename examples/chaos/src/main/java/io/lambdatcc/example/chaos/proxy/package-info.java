/**
 * A fault proxy: an HTTP intermediary on real sockets that loses, holds, doubles, resets, cuts and
 * slows what passes through it.
 *
 * <p>For the campaign, which tells it the fate of each message. Knows nothing of what is said, and
 * depends on the JDK alone. A proxy is safe for use by many threads, and has one for each
 * connection.
 */
@NullMarked
package io.lambdatcc.example.chaos.proxy;

import org.jspecify.annotations.NullMarked;

/**
 * A fault proxy: an HTTP intermediary on real sockets that loses, holds, doubles, resets, cuts and
 * slows what passes through it. Knows nothing of what is said.
 */
@NullMarked
package io.lambdatcc.example.chaos.proxy;

import org.jspecify.annotations.NullMarked;

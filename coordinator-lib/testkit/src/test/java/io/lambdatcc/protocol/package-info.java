/**
 * Protocols that are broken on purpose, each in one rule.
 *
 * <p>For the mutants alone. Pure, as the protocol itself.
 */
@NullMarked
package io.lambdatcc.protocol;

import org.jspecify.annotations.NullMarked;

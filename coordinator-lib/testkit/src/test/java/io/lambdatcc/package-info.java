/**
 * Lets the tests of the kit build a coordinator that follows other rules than the library's.
 *
 * <p>For the mutants alone. Stateless.
 */
@NullMarked
package io.lambdatcc;

import org.jspecify.annotations.NullMarked;

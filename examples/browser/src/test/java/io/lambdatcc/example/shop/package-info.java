/**
 * The console in a real browser: on the shop itself, and on a coordinator whose transactions are
 * made up.
 *
 * <p>In the shop's own package, since that is where it can be opened.
 */
@NullMarked
package io.lambdatcc.example.shop;

import org.jspecify.annotations.NullMarked;

/**
 * A service that starts transactions with a coordinator in its own process, and sweeps its own log.
 *
 * <p>For authors of such services. A project of its own: it imports the library's BOM and depends on
 * {@code lambda-tcc-aws}. What its functions share is safe for use by many threads.
 */
@NullMarked
package com.example.booking;

import org.jspecify.annotations.NullMarked;

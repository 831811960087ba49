/**
 * A service that starts transactions with a coordinator in its own process, and sweeps its own log.
 */
@NullMarked
package com.example.booking;

import org.jspecify.annotations.NullMarked;

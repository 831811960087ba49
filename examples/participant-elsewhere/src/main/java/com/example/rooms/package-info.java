/**
 * A Lambda function of another project that takes part in transactions: the rooms of some hotels.
 *
 * <p>For authors of participants. A project of its own: it imports the library's BOM and depends on
 * {@code lambda-tcc-participant}. Everything is safe to share between threads.
 */
@NullMarked
package com.example.rooms;

import org.jspecify.annotations.NullMarked;

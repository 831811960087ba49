/**
 * A Lambda function of another project that takes part in transactions: the rooms of some hotels.
 */
@NullMarked
package com.example.rooms;

import org.jspecify.annotations.NullMarked;

/**
 * What happened in a campaign, in a file, and the verdict on it. Depends on nothing but that file.
 */
@NullMarked
package io.lambdatcc.example.chaos.history;

import org.jspecify.annotations.NullMarked;

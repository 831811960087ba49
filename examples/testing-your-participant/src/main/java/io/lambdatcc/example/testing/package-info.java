/**
 * A participant that is written by hand, without the SDK, to show how to test one.
 *
 * <p>For authors of participants. Depends on the messages alone; nothing depends on it. Safe for
 * use by many threads.
 */
@NullMarked
package io.lambdatcc.example.testing;

import org.jspecify.annotations.NullMarked;

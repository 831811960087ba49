/**
 * How far long work has come.
 *
 * <p>A class of our own and no library: those that draw bars bring a terminal library of a megabyte
 * along, and draw them into a build's log as well, which wants a plain line now and then.
 *
 * <p>For campaigns and benches of this project; not published. Depends on the JDK alone. Safe for
 * use by many threads.
 */
@NullMarked
package io.lambdatcc.progress;

import org.jspecify.annotations.NullMarked;

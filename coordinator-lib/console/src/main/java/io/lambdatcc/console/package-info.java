/**
 * A web page to look at a coordinator and to help what is stuck, and what brings it to a browser.
 *
 * <p>The page is plain HTML, CSS and ES modules, which lie beside these classes as resources and
 * are sent as they are. {@link io.lambdatcc.console.ConsolePages} answers requests for them, behind
 * any server; the page calls the coordinator's API at the origin it came from. Where that API wants
 * signatures, {@link io.lambdatcc.console.ConsoleMain} serves both on 127.0.0.1 and signs.
 *
 * <p>For operators, and for those who serve the page themselves. Depends on the client, for its way
 * to call the API, and on the JDK's HTTP server; of this project only the shop on one machine
 * depends on it. Pages and proxy are safe for use by many threads.
 */
@NullMarked
package io.lambdatcc.console;

import org.jspecify.annotations.NullMarked;

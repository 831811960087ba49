/**
 * A web page to look at a coordinator and to help what is stuck, and what brings it to a browser.
 *
 * <p>The page is plain HTML, CSS and ES modules, which lie beside these classes as resources and
 * are sent as they are. {@link io.lambdatcc.console.ConsolePages} answers requests for them, behind
 * any server; the page calls the coordinator's API at the origin it came from. Where that API wants
 * signatures, {@link io.lambdatcc.console.ConsoleMain} serves both on 127.0.0.1 and signs.
 *
 * <p>Depends on the client, for its way to call the API, and on the JDK's HTTP server.
 */
@NullMarked
package io.lambdatcc.console;

import org.jspecify.annotations.NullMarked;

/**
 * The searches at work: on small questions whose answers are known, and on the engine itself.
 *
 * <p>For whoever changes a search, or wants to know what the engine has been through. Nothing here
 * depends on clocks, chance or the number of threads.
 */
@NullMarked
package io.lambdatcc.testkit.search;

import org.jspecify.annotations.NullMarked;

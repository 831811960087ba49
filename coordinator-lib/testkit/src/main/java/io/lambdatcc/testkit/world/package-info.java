/**
 * The simulated world: one thread, virtual time, and the production engine and fence driver on
 * ports whose every dealing is a place where a fault plan may strike.
 *
 * <p>For the searches, and for whoever replays a plan. Depends on the coordinator, the participant
 * SDK's fences, plans, scenarios, history and oracles. A world is used once, by one thread.
 */
@NullMarked
package io.lambdatcc.testkit.world;

import org.jspecify.annotations.NullMarked;

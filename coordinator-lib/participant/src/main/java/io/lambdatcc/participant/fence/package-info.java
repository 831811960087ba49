/**
 * What a participant remembers of a branch, the rules it follows, and the driver that follows them.
 *
 * <p>Read by whoever wants to know why a message arriving twice, late or in the wrong order does no
 * harm, and by the simulation, which runs these very rules. Pure but for the ports it is handed: no
 * AWS type, no clock, no randomness, no threads. Depends on {@code io.lambdatcc.wire} only. Values
 * are immutable; the driver is as safe to share as the ports it was given.
 */
@NullMarked
package io.lambdatcc.participant.fence;

import org.jspecify.annotations.NullMarked;

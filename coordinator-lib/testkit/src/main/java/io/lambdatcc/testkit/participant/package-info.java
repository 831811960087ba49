/**
 * Participants as the kit meets them: a function, a URL, or any object; and what they hold.
 *
 * <p>For authors of participants who test them by a contract or in a simulation. Depends on the
 * messages and on the participant SDK's names for things. Whoever calls in from several threads is
 * told in each class whether that is safe.
 */
@NullMarked
package io.lambdatcc.testkit.participant;

import org.jspecify.annotations.NullMarked;

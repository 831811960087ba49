/**
 * The long campaign: {@code mvn -q -Psimulate package -Dplans=1000000 -Dseed=1}.
 *
 * <p>For whoever wants to know more than a build can afford to find out. Depends on everything in
 * the kit and on its mutants. What is printed, but for times and rates, is a function of the two
 * numbers.
 */
@NullMarked
package io.lambdatcc.testkit.simulate;

import org.jspecify.annotations.NullMarked;

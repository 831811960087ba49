/**
 * The test kit: contracts and simulations for participants of your own.
 *
 * <p>For authors of participants; the packages below are for those who go further. Depends on core
 * and the participant SDK. Nothing here is for production use. Contracts are run by JUnit, one test
 * at a time; a simulation is built by one thread and may then be checked by any.
 */
@NullMarked
package io.lambdatcc.testkit;

import org.jspecify.annotations.NullMarked;

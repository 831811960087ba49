/**
 * The test kit: contracts and simulations for participants of your own.
 *
 * <p>For authors of participants; the packages below are for those who go further. Depends on core
 * and the participant SDK. Nothing here is for production use.
 */
@NullMarked
package io.lambdatcc.testkit;

import org.jspecify.annotations.NullMarked;

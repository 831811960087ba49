/**
 * Proofs that every oracle can fail, and accepts what is right.
 *
 * <p>For authors of oracles. Histories are told by hand, by {@link
 * io.lambdatcc.testkit.oracle.Tale}; nothing runs. Other tests may tell such histories too.
 */
@NullMarked
package io.lambdatcc.testkit.oracle;

import org.jspecify.annotations.NullMarked;

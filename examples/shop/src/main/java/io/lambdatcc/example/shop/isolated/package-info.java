/**
 * The shop with every function in processes of its own, on the real Lambda runtime, from the very
 * jars that would be deployed, as {@code template.yaml} describes it.
 *
 * <p>Nothing depends on it but the shop's main classes and tests.
 */
@NullMarked
package io.lambdatcc.example.shop.isolated;

import org.jspecify.annotations.NullMarked;

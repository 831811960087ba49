/**
 * The shop with every function in processes of its own, on the real Lambda runtime, from the very
 * jars that would be deployed, as {@code template.yaml} describes it.
 *
 * <p>For those who want to see on one machine what would run in the cloud: {@code
 * docs/isolated.md}. Depends on the gateway, the template and {@code lambda-local}; the shop's main
 * classes, its tests and the campaigns of {@code examples/chaos} depend on it. A shop is opened and
 * closed by one thread, and safe for use by many in between.
 */
@NullMarked
package io.lambdatcc.example.shop.isolated;

import org.jspecify.annotations.NullMarked;

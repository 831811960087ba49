/**
 * Reads {@code template.yaml}: what would be deployed, for those who want to run or check it here.
 *
 * <p>{@link io.lambdatcc.example.shop.template.Template} is the file as it is written, {@link
 * io.lambdatcc.example.shop.template.Stack} what becomes of it with given parameters and with the
 * names that a cloud, or whoever plays it, has given to the resources. Everything in here is
 * immutable and safe to share between threads. It knows what this template uses, and refuses what
 * it does not know instead of guessing.
 *
 * <p>Depends on Jackson's reader of YAML. The isolated shop depends on it, and so do the tests that
 * compare the template with the code.
 */
@NullMarked
package io.lambdatcc.example.shop.template;

import org.jspecify.annotations.NullMarked;

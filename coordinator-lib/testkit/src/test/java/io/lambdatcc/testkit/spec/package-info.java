/**
 * The specification in {@code docs/spec}, checked by TLC, and histories checked to be behaviours of
 * it.
 *
 * <p>For whoever changes the protocol: what is proved of the specification says something of the
 * program as long as what the program does is allowed by the specification. Each TLC runs in a
 * process of its own; nothing here is shared between threads but files that nobody changes.
 */
@NullMarked
package io.lambdatcc.testkit.spec;

import org.jspecify.annotations.NullMarked;

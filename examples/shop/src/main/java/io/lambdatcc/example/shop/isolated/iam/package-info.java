/**
 * Who is who in an account, and who may do what: the part of IAM that the shop's template uses.
 *
 * <p>Roles with inline policies, temporary credentials of sandboxes, one user; statements with
 * Effect, Action and Resource and their wildcards. A statement with anything else in it is refused
 * when it is read, so that nothing is allowed, or denied, by a condition that nobody evaluates.
 *
 * <p>Depends on {@code lambda-local}, which verifies signatures. Every public class is safe for use
 * by many threads.
 */
@NullMarked
package io.lambdatcc.example.shop.isolated.iam;

import org.jspecify.annotations.NullMarked;

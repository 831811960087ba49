/**
 * Coordinator and shop as an app of the AWS CDK: what {@code template.yaml} describes, in Java.
 *
 * <p>{@link io.lambdatcc.example.cdk.TccCoordinator} is the part to take over into an app of one's
 * own, with {@link io.lambdatcc.example.cdk.TccFunction}, {@link
 * io.lambdatcc.example.cdk.SignedApi} and {@link io.lambdatcc.example.cdk.Watch}; {@link
 * io.lambdatcc.example.cdk.ShopStack} shows how they are used. Not a part of the library, and not
 * built with it. Constructs are for the one thread that builds the app.
 */
@NullMarked
package io.lambdatcc.example.cdk;

import org.jspecify.annotations.NullMarked;

/**
 * The whole shop on one machine: coordinator, stock, payment and order as they are deployed, behind
 * a local gateway, on DynamoDB Local.
 *
 * <p>For those who want to see it run ({@link io.lambdatcc.example.shop.DemoMain}), to call it
 * themselves ({@link io.lambdatcc.example.shop.ServeMain}), or to read how the parts are put
 * together ({@link io.lambdatcc.example.shop.Shop}). Nothing depends on it.
 */
@NullMarked
package io.lambdatcc.example.shop;

import org.jspecify.annotations.NullMarked;

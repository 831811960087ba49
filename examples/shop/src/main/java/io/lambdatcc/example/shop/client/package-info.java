/**
 * How to call the shop from outside: over HTTP, signed where it wants that.
 *
 * <p>For those who drive the shop: stories, end-to-end tests, campaigns. It stands for a client
 * that has no library of ours and depends on nothing in this project. Safe for many threads.
 */
@NullMarked
package io.lambdatcc.example.shop.client;

import org.jspecify.annotations.NullMarked;

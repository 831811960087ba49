/**
 * The stories that the shop tells about itself, and the checks that make them true or false.
 *
 * <p>For newcomers: run them with {@code mvn -q -Pdemo package}, then read the one that you did not
 * believe. Depends on the assembled shop; nothing depends on it but the program that tells them.
 * One story runs at a time, on the thread that tells it.
 */
@NullMarked
package io.lambdatcc.example.shop.demo;

import org.jspecify.annotations.NullMarked;

/**
 * What a confirmed transaction costs on AWS: counts that are measured on a DynamoDB, times prices
 * and assumptions that are written down in two files beside this package.
 *
 * <p>For whoever decides whether to use the library, and for the table in {@code
 * docs/deploying.md}, which a test compares with what comes out here. Starts the shop's functions
 * and a coordinator of its own; nothing depends on it.
 */
@NullMarked
package io.lambdatcc.example.shop.cost;

import org.jspecify.annotations.NullMarked;

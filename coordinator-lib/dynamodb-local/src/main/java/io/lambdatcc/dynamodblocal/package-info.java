/**
 * Starts DynamoDB Local, Amazon's DynamoDB on one machine, as a child process: for the tests of
 * this project and for its demo, never for anything deployed.
 *
 * <p>The jars of DynamoDB Local carry AWS's own licence, which permits their use for development in
 * connection with an AWS account. They are therefore fetched by Maven into {@code
 * target/dynamodb-local} of this module and only ever run from there: nothing here is compiled
 * against them, and nothing of them is published, shaded or on the class path of those who depend
 * on this module. Read the licence before you use them for anything else.
 *
 * <p>Depends on the JDK alone. Every public class is safe for use by many threads.
 */
@NullMarked
package io.lambdatcc.dynamodblocal;

import org.jspecify.annotations.NullMarked;

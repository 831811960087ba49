/**
 * Runs Lambda functions on one machine, for the tests of this project, its demo and its benches:
 * every sandbox is a JVM of its own in which Amazon's runtime interface client calls the handler,
 * as it does on Lambda.
 *
 * <pre>{@code
 * try (LocalLambda lambda = LocalLambda.builder().region("eu-west-1").log((function, line) -> System.out.println(function + ": " + line)).build()) {
 *   lambda.add(
 *       FunctionConfiguration.named("stock")
 *           .handler("io.lambdatcc.shop.stock.StockFunction")
 *           .classPath(Path.of("participants/stock/target/function.jar"))
 *           .timeout(Duration.ofSeconds(10))
 *           .aliases("live", "tcc")
 *           .environment(sandboxId -> Map.of("TCC_TABLE", "stock"))
 *           .maximumSandboxes(2)
 *           .queue(1_000)
 *           .build());
 *   InvocationResult result = lambda.invoke("stock", "live", event).get();
 *   if (result instanceof InvocationResult.Payload answer) { ... answer.text() ... }
 * }
 * }</pre>
 *
 * <p>What is as on Lambda: the runtime API with its deadlines, request ids, trace ids and ARNs; one
 * request at a time per sandbox; a new sandbox when none is idle; idle sandboxes stand still
 * (SIGSTOP) until the next request; a function that takes too long is killed; the next request
 * starts what has ended. What is not: memory and CPU shares are not enforced, {@code /tmp} is
 * shared, and with SnapStart the hooks run but no snapshot is taken.
 *
 * <p>Works on Linux, where the runtime client has its native part. The jars of the client are
 * fetched by Maven into {@code target/lambda-runtime} of this module and run from there.
 *
 * <p>For tests and benches of this project; not published. Depends on Undertow, Jackson and the
 * SDK's client for DynamoDB streams, and on nothing of this project. Every public class is safe for
 * use by many threads, builders excepted.
 */
@NullMarked
package io.lambdatcc.lambdalocal;

import org.jspecify.annotations.NullMarked;

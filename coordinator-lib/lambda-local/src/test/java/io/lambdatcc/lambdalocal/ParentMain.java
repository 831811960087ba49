package io.lambdatcc.lambdalocal;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A JVM to be killed: has one sandbox stand still and another at work, prints their process ids and
 * then does nothing.
 */
final class ParentMain {

  private ParentMain() {}

  public static void main(String[] arguments) throws Exception {
    LocalLambda lambda = LocalLambda.builder().build();
    lambda.add(LocalLambdaTest.probe("frozen").build());
    lambda.add(LocalLambdaTest.probe("busy").build());
    var served = lambda.invoke("frozen", null, utf8("served"));
    var unused = lambda.invoke("busy", null, utf8("hang"));
    served.get(60, TimeUnit.SECONDS);
    LocalLambdaTest.await("the freeze", () -> has(lambda, SandboxStatus.State.FROZEN));
    LocalLambdaTest.await("the work", () -> has(lambda, SandboxStatus.State.BUSY));
    lambda.sandboxes().forEach(sandbox -> System.out.println("child " + sandbox.pid()));
    System.out.println("ready");
    System.out.flush();
    Thread.currentThread().join(); // for ever
  }

  private static boolean has(LocalLambda lambda, SandboxStatus.State state) {
    return lambda.sandboxes().stream().anyMatch(sandbox -> sandbox.state() == state);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

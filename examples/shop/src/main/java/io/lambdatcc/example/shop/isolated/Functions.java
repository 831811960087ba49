package io.lambdatcc.example.shop.isolated;

import io.lambdatcc.example.shop.isolated.iam.Account;
import io.lambdatcc.example.shop.isolated.iam.Principal;
import io.lambdatcc.example.shop.template.FunctionResource;
import io.lambdatcc.lambdalocal.FunctionConfiguration;
import io.lambdatcc.lambdalocal.LocalLambda;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Deploys functions to the local Lambda: from their jars, with their variables, each sandbox with
 * credentials of its own.
 */
final class Functions {
  /** What there is room for on a machine with two cores: no second compiler, a small heap. */
  private static final List<String> JVM_OPTIONS =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx160m", "-Xss512k");

  /** A queue, where Lambda would have more sandboxes. */
  private static final int WAITING = 2_000;

  /** Many start at once, and they share two cores. */
  private static final Duration INIT_TIMEOUT = Duration.ofMinutes(2);

  private static final Duration RETRY_DELAY = Duration.ofMinutes(1);

  /** For somebody who steps through it, a function has as long as anything has on Lambda. */
  private static final Duration DEBUG_TIMEOUT = Duration.ofMinutes(15);

  private final LocalLambda lambda;
  private final Account account;
  private final Map<String, String> endpoints;
  private final int sandboxes;

  /**
   * Deploys to this Lambda.
   *
   * @param dynamoDb where sandboxes find DynamoDB
   * @param invokeApi where they find the Lambda API
   * @param sandboxes of each function, at most
   */
  Functions(LocalLambda lambda, Account account, URI dynamoDb, URI invokeApi, int sandboxes) {
    this.lambda = lambda;
    this.account = account;
    this.endpoints =
        Map.of(
            "AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.toString(),
            "AWS_ENDPOINT_URL_LAMBDA", invokeApi.toString());
    this.sandboxes = sandboxes;
  }

  /**
   * Deploys a function as it is described.
   *
   * @param retries of asynchronous invocations that fail
   */
  void deploy(FunctionResource function, int retries) {
    lambda.add(deployed(function, function.id(), retries).build());
  }

  /**
   * Deploys a function to whose only sandbox a debugger may attach. A frozen one would not answer
   * it, and one that stands at a breakpoint is not to be killed for being slow.
   */
  void deployDebuggable(FunctionResource function, String name, int retries, int port) {
    List<String> options = new ArrayList<>(JVM_OPTIONS);
    options.add("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + port);
    lambda.add(
        deployed(function, name, retries)
            .jvmOptions(options)
            .maximumSandboxes(1)
            .freezing(false)
            .timeout(DEBUG_TIMEOUT)
            .build());
  }

  private FunctionConfiguration.Builder deployed(
      FunctionResource function, String name, int retries) {
    return configuration(function, name, Map.of())
        .maximumSandboxes(sandboxes)
        .asynchronousRetries(retries, RETRY_DELAY);
  }

  /** Deploys a function once more, with one sandbox and some other variables. */
  void deployOnceMore(FunctionResource function, String name, Map<String, String> others) {
    lambda.add(configuration(function, name, others).maximumSandboxes(1).build());
  }

  /** Deploys a new version of a function, as it is described but for what it is given here. */
  void redeploy(FunctionResource function, Map<String, String> others, List<Path> first) {
    List<Path> classPath = new ArrayList<>(first);
    classPath.add(function.code());
    lambda.replace(
        configuration(function, function.id(), others)
            .classPath(classPath.toArray(new Path[0]))
            .maximumSandboxes(sandboxes)
            .build());
  }

  private FunctionConfiguration.Builder configuration(
      FunctionResource function, String name, Map<String, String> others) {
    if (!Files.exists(function.code())) {
      throw new IllegalStateException(
          function.code() + " is not there; mvn package makes it (template.yaml: " + name + ")");
    }
    Map<String, String> variables = new LinkedHashMap<>(function.environment());
    variables.putAll(endpoints);
    variables.putAll(others);
    return FunctionConfiguration.named(name)
        .handler(function.handler())
        .classPath(function.code())
        .timeout(function.timeout())
        .initTimeout(INIT_TIMEOUT)
        .memoryMegabytes(function.memory())
        .snapStart(function.snapStart())
        .aliases(function.aliases().toArray(new String[0]))
        .environment(sandbox -> environment(variables, function.role(), sandbox))
        .jvmOptions(JVM_OPTIONS)
        .queue(WAITING);
  }

  private Map<String, String> environment(
      Map<String, String> variables, String role, String sandbox) {
    Principal principal = account.assume(role, sandbox);
    Map<String, String> environment = new LinkedHashMap<>(variables);
    environment.put("AWS_ACCESS_KEY_ID", principal.accessKeyId());
    environment.put("AWS_SECRET_ACCESS_KEY", principal.secretAccessKey());
    environment.put("AWS_SESSION_TOKEN", principal.sessionToken().orElseThrow());
    return environment;
  }

  /** A variable of a function that must have it. */
  static String variable(FunctionResource function, String name) {
    return Objects.requireNonNull(
        function.environment().get(name), () -> function.id() + " has no variable " + name);
  }
}

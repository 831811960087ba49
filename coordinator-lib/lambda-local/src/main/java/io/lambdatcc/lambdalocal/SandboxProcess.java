package io.lambdatcc.lambdalocal;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * How the process of a sandbox is started: which command, in which environment.
 *
 * <p>A shell waits for a line before it turns itself into the JVM. In between, the guardian learns
 * its process id. So there is no moment at which the end of this JVM could leave a sandbox behind:
 * without the line the shell ends.
 */
final class SandboxProcess {

  private static final int FIRST_TO_WARN_OF_NATIVE_CODE = 24;
  private static final byte[] GO = {'\n'};

  private final LocalLambda.Settings settings;
  private final RuntimeClient client;
  private final Path nativePart;
  private final Path taskRoot;
  private final String runtimeApi;

  SandboxProcess(
      LocalLambda.Settings settings,
      RuntimeClient client,
      Path nativePart,
      Path taskRoot,
      String runtimeApi) {
    this.settings = settings;
    this.client = client;
    this.nativePart = nativePart;
    this.taskRoot = taskRoot;
    this.runtimeApi = runtimeApi;
  }

  /** Starts the shell that becomes the sandbox once it is told to {@link #go}. */
  Process start(FunctionConfiguration function, String sandboxId) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command(function))
            .directory(taskRoot.toFile())
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment(function, sandboxId));
    return builder.start();
  }

  static void go(Process waiting) {
    try (OutputStream input = waiting.getOutputStream()) {
      input.write(GO);
    } catch (IOException e) {
      // it has ended already, which whoever waits for its end will see
    }
  }

  private List<String> command(FunctionConfiguration function) {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of("/bin/sh", "-c", "read -r go && exec \"$@\" </dev/null", "lambda-sandbox"));
    command.add(function.javaHome().resolve("bin").resolve("java").toString());
    command.add("-Xmx" + (long) function.memoryMegabytes() * 7 / 8 + "m");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1"); // as on Lambda
    command.add("-XX:-UsePerfData"); // a killed JVM would leave its file behind
    if (feature(function.javaHome()) >= FIRST_TO_WARN_OF_NATIVE_CODE) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.add("-D" + RuntimeClient.NATIVE_PROPERTY + "=" + nativePart);
    if (function.snapStart()) {
      // whoever registers with org.crac registers with the runtime client
      command.add("-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac");
    }
    command.addAll(function.jvmOptions());
    command.add("-cp");
    command.add(client.classPath(function.classPath()));
    command.add(RuntimeClient.MAIN_CLASS);
    command.add(function.handler());
    return command;
  }

  private Map<String, String> environment(FunctionConfiguration function, String sandboxId) {
    Map<String, String> environment = new HashMap<>();
    environment.put("LANG", "en_US.UTF-8");
    environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.put("TZ", ":UTC");
    environment.putAll(function.environment(sandboxId));
    // what is reserved cannot be set by a function's configuration
    environment.put("_HANDLER", function.handler());
    environment.put("AWS_REGION", settings.region());
    environment.put("AWS_DEFAULT_REGION", settings.region());
    environment.put("AWS_EXECUTION_ENV", "AWS_Lambda_java" + feature(function.javaHome()));
    environment.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
    environment.put("AWS_LAMBDA_FUNCTION_VERSION", function.version());
    environment.put(
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(function.memoryMegabytes()));
    environment.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function.name());
    environment.put("AWS_LAMBDA_LOG_STREAM_NAME", sandboxId);
    environment.put(
        "AWS_LAMBDA_INITIALIZATION_TYPE", function.snapStart() ? "snap-start" : "on-demand");
    environment.put("AWS_LAMBDA_RUNTIME_API", runtimeApi + "/" + sandboxId);
    environment.put("LAMBDA_TASK_ROOT", taskRoot.toString());
    environment.put("LAMBDA_RUNTIME_DIR", client.directory().toString());
    return environment;
  }

  /** The feature version of a JDK, from the file in which each says it. */
  private static int feature(Path javaHome) {
    Properties release = new Properties();
    try (var content = Files.newInputStream(javaHome.resolve("release"))) {
      release.load(content);
    } catch (IOException e) {
      throw new UncheckedIOException("no JDK or JRE in " + javaHome, e);
    }
    String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
    return Runtime.Version.parse(version).feature();
  }
}

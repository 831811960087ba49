package io.lambdatcc.example.shop;

import io.lambdatcc.example.shop.demo.Customer;
import io.lambdatcc.example.shop.demo.MortalCoordinator;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The second coordinator of a shop whose first one runs in this process. */
final class MortalProcess implements MortalCoordinator {
  private static final String READY = "coordinator: ";
  private static final String FROZEN = "frozen";
  private static final int SAYS_WITHIN_SECONDS = 60;
  private static final List<String> LOGGING =
      List.of("org.jboss.logging.provider", "org.slf4j.simpleLogger.defaultLogLevel");

  private final Process process;
  private final BufferedReader says;
  private final Entrance entrance;

  /** A way into the shop. */
  interface Entrance extends AutoCloseable {
    /** Where it is. */
    URI uri();

    @Override
    void close();
  }

  /** Builds a way into the shop through a coordinator. */
  @FunctionalInterface
  interface Entrances {
    /** A way into the shop through the coordinator that is there. */
    Entrance through(URI coordinator);
  }

  private MortalProcess(Process process, BufferedReader says, Entrance entrance) {
    this.process = process;
    this.says = says;
    this.entrance = entrance;
  }

  /**
   * Starts the process and opens the way through it.
   *
   * @param main the class of its main method, which prints {@code coordinator: <uri>} and, when it
   *     has stopped dead, {@code frozen}
   * @param properties its system properties
   */
  static MortalProcess start(Class<?> main, Map<String, String> properties, Entrances entrances) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("-Xmx256m");
    for (String logging : LOGGING) {
      command.add("-D" + logging + "=" + System.getProperty(logging, ""));
    }
    properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      BufferedReader says = process.inputReader(StandardCharsets.UTF_8);
      String uri = await(process, says, READY).substring(READY.length());
      return new MortalProcess(process, says, entrances.through(URI.create(uri)));
    } catch (IOException e) {
      throw new IllegalStateException("a second coordinator could not be started", e);
    }
  }

  /** Waits for a line, and for no longer than anything here may take. */
  private static String await(Process process, BufferedReader says, String beginning)
      throws IOException {
    AtomicBoolean said = new AtomicBoolean();
    CompletableFuture.delayedExecutor(SAYS_WITHIN_SECONDS, TimeUnit.SECONDS)
        .execute(
            () -> {
              if (!said.get()) {
                var unused = process.destroyForcibly();
              }
            });
    try {
      return line(says, beginning);
    } finally {
      said.set(true);
    }
  }

  private static String line(BufferedReader says, String beginning) throws IOException {
    for (String line = says.readLine(); line != null; line = says.readLine()) {
      if (line.startsWith(beginning)) {
        return line;
      }
    }
    throw new IllegalStateException("the second coordinator ended before it said " + beginning);
  }

  @Override
  public Customer customer() {
    return new Customer(entrance.uri());
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public void awaitFrozen() throws IOException {
    String unused = await(process, says, FROZEN);
  }

  @Override
  public void kill() throws InterruptedException {
    int unused = process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    entrance.close();
  }
}

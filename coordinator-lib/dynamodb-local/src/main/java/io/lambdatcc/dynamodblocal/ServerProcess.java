package io.lambdatcc.dynamodblocal;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One child process that has answered a request. Not reused: a restart makes another. */
final class ServerProcess {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
  private static final Duration END_LIMIT = Duration.ofSeconds(20);

  private final int port;
  private final Process process;
  private final OutputTail output;

  private ServerProcess(int port, Process process) {
    this.port = port;
    this.process = process;
    this.output = OutputTail.of(process, ServerMain.LISTENING);
  }

  /**
   * Starts a child and returns when it has answered a request.
   *
   * @throws PortTaken if somebody else listens on the port
   * @throws IllegalStateException if it ends or is not ready in time; the message holds what it
   *     printed
   */
  static ServerProcess start(int port, Optional<Path> dbPath) {
    ServerProcess started;
    try {
      started =
          new ServerProcess(
              port,
              new ProcessBuilder(command(Installation.locate(), port, dbPath))
                  .redirectErrorStream(true)
                  .start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a java process for DynamoDB Local", e);
    }
    boolean ready = false;
    try {
      started.awaitReady();
      ready = true;
    } finally {
      if (!ready) {
        started.kill();
      }
    }
    return started;
  }

  int port() {
    return port;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String output() {
    return output.text();
  }

  void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "DynamoDB Local, process " + process.pid() + ", survives being killed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> command(Installation jars, int port, Optional<Path> dbPath) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("-XX:+UseSerialGC");
    // most live for seconds: the second compiler would take as much of the processor as the start
    command.add("-XX:TieredStopAtLevel=1");
    if (Runtime.version().feature() >= 24) {
      command.add("--enable-native-access=ALL-UNNAMED"); // SQLite; 24 is the first to warn
    }
    command.add("-Djava.library.path=" + jars.directory());
    command.add("-cp");
    command.add(Installation.codeSource() + File.pathSeparator + jars.directory().resolve("*"));
    command.add(ServerMain.class.getName());
    dbPath.ifPresentOrElse(
        path -> command.addAll(List.of("-dbPath", path.toString())),
        () -> command.add("-inMemory"));
    command.addAll(List.of("-sharedDb", "-disableTelemetry", "-port", Integer.toString(port)));
    return command;
  }

  /**
   * The child says itself when it listens. Only then is it asked something: an answer from the port
   * alone could come from a stranger who took it before our child did.
   */
  private void awaitReady() {
    try {
      if (!output.awaitMark(START_LIMIT)) {
        if (process.waitFor(1, TimeUnit.SECONDS) && process.exitValue() == ServerMain.PORT_TAKEN) {
          throw new PortTaken(port);
        }
        throw failure("did not start within " + START_LIMIT.toSeconds() + " s");
      }
      URI endpoint = URI.create("http://127.0.0.1:" + port);
      HttpURLConnection request =
          (HttpURLConnection) endpoint.toURL().openConnection(Proxy.NO_PROXY);
      request.setConnectTimeout((int) ANSWER_LIMIT.toMillis());
      request.setReadTimeout((int) ANSWER_LIMIT.toMillis());
      int status = request.getResponseCode(); // unsigned, so a refusal; any answer will do
      request.disconnect();
      if (status < 0) {
        throw failure("does not speak HTTP");
      }
    } catch (IOException e) {
      IllegalStateException failure = failure("does not answer");
      failure.initCause(e);
      throw failure;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("was interrupted while starting");
    }
  }

  private IllegalStateException failure(String what) {
    String state = process.isAlive() ? "still running" : "ended with " + process.exitValue();
    return new IllegalStateException(
        "DynamoDB Local on port "
            + port
            + " "
            + what
            + " ("
            + state
            + "). It printed:\n"
            + output());
  }

  /** Somebody else listens on the port. */
  static final class PortTaken extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    PortTaken(int port) {
      super("port " + port + " is taken; name another for DynamoDB Local");
    }
  }
}

package io.lambdatcc.example.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running {@link NullServerMain}. */
final class NullProcess implements AutoCloseable {
  private static final int TIME_LIMIT_MILLIS = 20_000;

  private final Process process;
  private final URI uri;

  /** What has come in so far. */
  record Counts(long calls, long writes) {
    Counts since(Counts before) {
      return new Counts(calls - before.calls, writes - before.writes);
    }
  }

  private NullProcess(Process process, URI uri) {
    this.process = process;
    this.uri = uri;
  }

  /** One that answers at once. */
  static NullProcess start() throws IOException {
    return start(Duration.ZERO, Duration.ZERO);
  }

  /** One whose participants and whose DynamoDB take this long. */
  static NullProcess start(Duration callDelay, Duration writeDelay) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx128m",
                    "-XX:+UseSerialGC",
                    "-Dslf4j.internal.verbosity=ERROR",
                    "-cp",
                    System.getProperty("java.class.path"),
                    NullServerMain.class.getName(),
                    Long.toString(callDelay.toMillis()),
                    Long.toString(writeDelay.toMillis())))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    boolean ready = false;
    try {
      NullProcess started =
          new NullProcess(process, URI.create("http://127.0.0.1:" + port(process)));
      ready = true;
      return started;
    } finally {
      if (!ready) {
        var unused = process.destroyForcibly();
      }
    }
  }

  private static int port(Process process) throws IOException {
    BufferedReader says = process.inputReader(StandardCharsets.UTF_8);
    String line = says.readLine();
    if (line == null || !line.startsWith(NullServerMain.LISTENING)) {
      throw new IllegalStateException("the null server did not start; it said: " + line);
    }
    return Integer.parseInt(line.substring(NullServerMain.LISTENING.length()));
  }

  URI uri() {
    return uri;
  }

  /** Asks it what has come in. */
  Counts counts() throws IOException {
    HttpURLConnection request =
        (HttpURLConnection) uri.resolve("/counts").toURL().openConnection(Proxy.NO_PROXY);
    request.setConnectTimeout(TIME_LIMIT_MILLIS);
    request.setReadTimeout(TIME_LIMIT_MILLIS);
    try {
      String[] counts =
          new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split(" ", 2);
      return new Counts(Long.parseLong(counts[0]), Long.parseLong(counts[1]));
    } finally {
      request.disconnect();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(TIME_LIMIT_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the null server survives being killed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

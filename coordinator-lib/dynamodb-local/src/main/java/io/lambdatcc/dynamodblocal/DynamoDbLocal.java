package io.lambdatcc.dynamodblocal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One running DynamoDB Local: a child process that listens on 127.0.0.1 and ends when this object
 * is closed or this JVM ends, however it ends.
 *
 * <pre>{@code
 * try (DynamoDbLocal dynamoDb = DynamoDbLocal.start()) {
 *   client = DynamoDbClient.builder().endpointOverride(dynamoDb.endpoint())...
 * }
 * }</pre>
 *
 * <p>Every caller sees the same tables, whatever its credentials and Region. A started one has
 * already answered a request. Starting takes one to three seconds, which is why tests use {@link
 * #sharedEndpoint()}.
 */
public final class DynamoDbLocal implements AutoCloseable {

  /** Names an endpoint that {@link #sharedEndpoint()} answers instead of starting a process. */
  static final String ENDPOINT_PROPERTY = "dynamodb.endpoint";

  /** Between finding a free port and listening on it, anybody may take it: so often we try anew. */
  private static final int PORT_ATTEMPTS = 5;

  private final Optional<Path> dbPath;
  private final int port;
  private final boolean closeable;
  private ServerProcess process;

  private DynamoDbLocal(Optional<Path> dbPath, ServerProcess process, boolean closeable) {
    this.dbPath = dbPath;
    this.port = process.port();
    this.process = process;
    this.closeable = closeable;
  }

  /** Starts one on a free port. Its data lives in memory and ends with it. */
  public static DynamoDbLocal start() {
    return new DynamoDbLocal(Optional.empty(), startOnFreePort(Optional.empty()), true);
  }

  /**
   * Starts one on the given port. Its data lives in memory and ends with it.
   *
   * @throws IllegalArgumentException if the port is not one of 1 to 65535
   * @throws IllegalStateException if it does not start; the message holds what it printed
   */
  public static DynamoDbLocal start(int port) {
    return new DynamoDbLocal(
        Optional.empty(), ServerProcess.start(requirePort(port), Optional.empty()), true);
  }

  /** Starts one on a free port that keeps its data in a file of the given directory. */
  public static DynamoDbLocal startOn(Path dbPath) {
    Optional<Path> directory = Optional.of(created(dbPath));
    return new DynamoDbLocal(directory, startOnFreePort(directory), true);
  }

  /**
   * The one that everybody in this JVM shares: in memory, started at the first call, ended with the
   * JVM. It cannot be closed. Give your tables names of your own.
   */
  static DynamoDbLocal shared() {
    return Shared.INSTANCE;
  }

  /**
   * Where tests find a DynamoDB: at the endpoint that the system property {@code dynamodb.endpoint}
   * names, if it is set, else at one that everybody in this JVM shares: in memory, started at the
   * first call, ended with the JVM. Give your tables names of your own.
   */
  public static URI sharedEndpoint() {
    String other = System.getProperty(ENDPOINT_PROPERTY, "");
    return other.isBlank() ? shared().endpoint() : URI.create(other);
  }

  /** {@code http://127.0.0.1:<port>}: the same for as long as this object lives. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The port it listens on. */
  int port() {
    return port;
  }

  /**
   * Kills the process, as a power cut would, and starts another on the same port and the same data.
   * Requests under way are lost; what was answered is still there.
   *
   * @throws IllegalStateException if the data is in memory, if this is closed, or if the new
   *     process does not start
   */
  public synchronized void restart() {
    if (dbPath.isEmpty()) {
      throw new IllegalStateException(
          "DynamoDB Local on port "
              + port
              + " keeps its data in memory, which no restart survives; start it with"
              + " startOn(dbPath)");
    }
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "DynamoDB Local on port " + port + " has ended; start another:\n" + process.output());
    }
    process.kill();
    process = ServerProcess.start(port, dbPath);
  }

  /** Ends the process and waits for its end. Closing twice is harmless. */
  @Override
  public synchronized void close() {
    if (!closeable) {
      throw new IllegalStateException(
          "the shared DynamoDB Local is used by others and ends with the JVM; do not close it");
    }
    process.kill();
  }

  /** The process that serves this object at the moment. */
  synchronized ProcessHandle processHandle() {
    return process.handle();
  }

  private static ServerProcess startOnFreePort(Optional<Path> dbPath) {
    ServerProcess.PortTaken taken = null;
    for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
      try {
        return ServerProcess.start(freePort(), dbPath);
      } catch (ServerProcess.PortTaken e) {
        taken = e;
      }
    }
    throw new IllegalStateException(
        "found no port for DynamoDB Local in " + PORT_ATTEMPTS + " attempts", taken);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }

  private static int requirePort(int port) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port: expected 1 to 65535, was " + port);
    }
    return port;
  }

  private static Path created(Path directory) {
    try {
      return Files.createDirectories(directory).toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + directory, e);
    }
  }

  /** Started when first touched, by the JVM's own once-only rule. */
  private static final class Shared {
    static final DynamoDbLocal INSTANCE =
        new DynamoDbLocal(Optional.empty(), startOnFreePort(Optional.empty()), false);
  }
}

package io.lambdatcc.dynamodblocal;

import java.io.IOException;
import java.net.BindException;
import java.util.Locale;

/**
 * The main class of the child process: runs DynamoDB Local until standard input ends.
 *
 * <p>Standard input is a pipe whose other end only the parent holds. The operating system closes it
 * when the parent ends for whatever reason, {@code kill -9} included, so no child is ever left
 * behind; a shutdown hook in the parent could not promise that.
 */
final class ServerMain {

  /** Printed on a line of its own as soon as the server accepts connections. */
  static final String LISTENING = "dynamodb-local: listening";

  /** The exit code when the port belongs to somebody else. */
  static final int PORT_TAKEN = 98;

  private static final String SERVER_RUNNER =
      "com.amazonaws.services.dynamodbv2.local.main.ServerRunner";

  private ServerMain() {}

  /** Takes the arguments of DynamoDB Local's own main class. */
  public static void main(String[] arguments) {
    Thread watch = new Thread(ServerMain::haltAtEndOfInput, "watch-parent");
    watch.setDaemon(true);
    watch.start();
    try {
      Object server =
          Class.forName(SERVER_RUNNER)
              .getMethod("createServerFromCommandLineArgs", String[].class)
              .invoke(null, (Object) arguments);
      server.getClass().getMethod("safeStart").invoke(server);
      System.out.println(LISTENING);
    } catch (ReflectiveOperationException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(causedByTakenPort(e) ? PORT_TAKEN : 1);
    }
  }

  private static void haltAtEndOfInput() {
    try {
      while (System.in.read() != -1) {
        // nothing is ever written to us: only the end matters
      }
    } catch (IOException e) {
      // a broken pipe is an end as well
    }
    Runtime.getRuntime().halt(0);
  }

  private static boolean causedByTakenPort(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains("in use");
      }
    }
    return false;
  }
}

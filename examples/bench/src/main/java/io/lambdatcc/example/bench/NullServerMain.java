package io.lambdatcc.example.bench;

import java.io.IOException;
import java.time.Duration;

/**
 * A {@link NullServer} in a process of its own, which says where it listens and ends when standard
 * input does: so with its parent, however that ends.
 */
final class NullServerMain {
  /** What comes before the port, on a line of its own. */
  static final String LISTENING = "null-server: ";

  private NullServerMain() {}

  /** Takes the two delays in milliseconds, of participants and of writes. */
  public static void main(String[] arguments) throws IOException {
    NullServer server =
        new NullServer(
            Duration.ofMillis(Long.parseLong(arguments[0])),
            Duration.ofMillis(Long.parseLong(arguments[1])));
    System.out.println(LISTENING + server.port());
    while (System.in.read() != -1) {
      // nothing is ever written to us: only the end matters
    }
    Runtime.getRuntime().halt(0);
  }
}

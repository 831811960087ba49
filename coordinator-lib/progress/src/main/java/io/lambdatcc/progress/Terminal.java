package io.lambdatcc.progress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Whether somebody looks. */
final class Terminal {
  /** Where Linux says what standard error is. */
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private Terminal() {}

  /**
   * Whether standard error is a terminal that can erase a line. The JDK can tell that of standard
   * input and output alone; so where there is no {@code /proc}, none is.
   */
  static boolean isStandardError() {
    String kind = Objects.requireNonNullElse(System.getenv("TERM"), "dumb");
    if (kind.equals("dumb")) {
      return false;
    }
    try {
      return isTerminal(Files.readSymbolicLink(STANDARD_ERROR));
    } catch (IOException | UnsupportedOperationException e) {
      // there is no such file, or there are no links: nothing that could be written over
      return false;
    }
  }

  static boolean isTerminal(Path device) {
    return device.toString().matches("/dev/(pts/|tty).*");
  }
}

package io.lambdatcc.example.shop;

/**
 * Ends this process with the one that started it.
 *
 * <p>Maven ends its children when it is asked to end, but not when it is killed. Then nobody would
 * be left whom Ctrl-C could reach, and the ports would stay taken.
 */
final class ParentWatch {

  private ParentWatch() {}

  /** From now on this JVM exits, in good order, when its parent process is gone. */
  static void exitWithParent() {
    ProcessHandle.current()
        .parent()
        .ifPresent(
            parent -> {
              var unused = parent.onExit().thenRun(() -> System.exit(0));
            });
  }
}

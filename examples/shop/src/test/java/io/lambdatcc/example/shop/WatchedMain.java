package io.lambdatcc.example.shop;

import java.nio.file.Path;

/**
 * Two JVMs in one class: started without arguments it starts itself with one, prints the child's
 * process id and waits; started with an argument it waits for its parent's end.
 */
final class WatchedMain {

  private WatchedMain() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0) {
      ParentWatch.exitWithParent();
      System.out.println("watching " + ProcessHandle.current().pid());
    } else {
      Process unused = new ProcessBuilder(command("child")).inheritIO().start();
    }
    Thread.currentThread().join(); // for ever
  }

  static String[] command(String... arguments) {
    String[] command = {
      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
      "-cp",
      System.getProperty("java.class.path"),
      WatchedMain.class.getName()
    };
    String[] all = new String[command.length + arguments.length];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(arguments, 0, all, command.length, arguments.length);
    return all;
  }
}

package io.lambdatcc.lambdalocal;

/** Where the lines go that functions print. Called by one thread per sandbox. */
@FunctionalInterface
public interface FunctionLog {

  /** Takes one line of standard output or standard error, without its end, cut at 64 KiB. */
  void line(String functionName, String line);
}

package io.lambdatcc.lambdalocal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads what a process prints, line by line, until it ends. No more than one line is kept: a longer
 * one is cut, and the rest of it thrown away.
 */
final class OutputLines implements Runnable {

  static final int LONGEST = 64 * 1024;

  private final InputStream output;
  private final Consumer<String> sink;
  private final byte[] line = new byte[LONGEST];
  private int length;

  private OutputLines(InputStream output, Consumer<String> sink) {
    this.output = output;
    this.sink = sink;
  }

  /**
   * Reads on a thread of its own, so that the process never waits for room in the pipe.
   *
   * @return the thread, which ends when everything has been read
   */
  static Thread read(String threadName, InputStream output, Consumer<String> sink) {
    Thread reader = new Thread(new OutputLines(output, sink), threadName);
    reader.setDaemon(true);
    reader.start();
    return reader;
  }

  @Override
  public void run() {
    byte[] chunk = new byte[8 * 1024];
    try (output) {
      for (int read = output.read(chunk); read >= 0; read = output.read(chunk)) {
        for (int i = 0; i < read; i++) {
          take(chunk[i]);
        }
      }
    } catch (IOException e) {
      // the process was killed while we read
    }
    if (length > 0) {
      emit();
    }
  }

  private void take(byte next) {
    if (next == '\n') {
      emit();
    } else if (length < LONGEST) {
      line[length++] = next;
    }
  }

  private void emit() {
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    length = 0;
    sink.accept(new String(line, 0, end, StandardCharsets.UTF_8));
  }
}

package io.lambdatcc.example.shop.isolated;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * What this process, which is the gateway's, prints until this is closed. It is printed all the
 * same.
 */
final class Overheard implements AutoCloseable {
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

  private Overheard() {}

  static Overheard start() {
    Overheard overheard = new Overheard();
    System.setOut(overheard.beside(overheard.out));
    System.setErr(overheard.beside(overheard.err));
    return overheard;
  }

  private PrintStream beside(PrintStream printed) {
    OutputStream both =
        new OutputStream() {
          @Override
          public void write(int b) {
            heard.write(b);
            printed.write(b);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            heard.write(bytes, offset, length);
            printed.write(bytes, offset, length);
          }

          @Override
          public void flush() {
            printed.flush();
          }
        };
    return new PrintStream(both, true, UTF_8);
  }

  String text() {
    return heard.toString(UTF_8);
  }

  @Override
  public void close() {
    System.setOut(out);
    System.setErr(err);
  }
}

package io.lambdatcc.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How far long work has come, told on standard error, so that standard output stays what it is.
 *
 * <p>On a terminal it is one line that is written over and is gone in the end. Elsewhere it is a
 * plain line at most every ten seconds, and none at all for work that takes less.
 */
public final class Progress implements AutoCloseable {
  static final String ERASED = "\r\u001b[K";

  private static final Duration ON_A_TERMINAL = Duration.ofMillis(200);
  private static final Duration ELSEWHERE = Duration.ofSeconds(10);
  private static final int SECONDS_OF_A_MINUTE = 60;

  private final String what;
  private final long total;
  private final boolean terminal;
  private final PrintStream out;
  private final LongSupplier nanos;
  private final long start;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong next;

  /**
   * Work of which nothing is done.
   *
   * @param what is counted, such as {@code random plans}
   * @param total how many there are to do, at least as far as is known
   */
  public static Progress of(String what, long total) {
    return new Progress(what, total, Terminal.isStandardError(), System.err, System::nanoTime);
  }

  Progress(String what, long total, boolean terminal, PrintStream out, LongSupplier nanos) {
    this.what = what;
    this.total = total;
    this.terminal = terminal;
    this.out = out;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
    this.next = new AtomicLong(start + pause());
  }

  private long pause() {
    return (terminal ? ON_A_TERMINAL : ELSEWHERE).toNanos();
  }

  /** One more is done. Called by any thread. */
  public void step() {
    long count = done.incrementAndGet();
    long now = nanos.getAsLong();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + pause())) {
      String text = text(count, now - start);
      out.print(terminal ? ERASED + text : text + System.lineSeparator());
      out.flush();
    }
  }

  private String text(long count, long elapsed) {
    long all = Math.max(total, count);
    long left = Math.round((double) elapsed / count * (all - count) / 1e9);
    return String.format(
        Locale.ROOT,
        "%s: %d%%, %,d of %,d, about %s left",
        what,
        100 * count / all,
        count,
        all,
        left < SECONDS_OF_A_MINUTE ? left + " s" : left / SECONDS_OF_A_MINUTE + " min");
  }

  /** Leaves nothing behind on a terminal. */
  @Override
  public void close() {
    if (terminal) {
      out.print(ERASED);
      out.flush();
    }
  }
}

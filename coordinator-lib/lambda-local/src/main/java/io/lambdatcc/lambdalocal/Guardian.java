package io.lambdatcc.lambdalocal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A shell that lives as long as this JVM: sends signals to sandboxes and kills them when this JVM
 * is gone.
 *
 * <p>Java can neither stop a process nor let it go on, and starting a {@code kill} per signal costs
 * more than most requests. The shell has one built in. It reads commands from a pipe whose other
 * end only this JVM holds; when the pipe ends, for whatever reason, it kills every process it was
 * told of. A sandbox could not see to that itself: it may be standing still.
 *
 * <p>Commands take effect in the order in which they were given. Stops are acknowledged. Thaws are
 * not: an invocation may be handed to a process that is still about to go on, since the kernel
 * keeps it.
 */
final class Guardian implements AutoCloseable {

  // signals meant for a terminal's whole process group must not end the one who cleans up
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP QUIT
      pids=' '
      while read -r what pid; do
        case $what in
          stop) kill -STOP "$pid" 2>/dev/null; echo "$pid" ;;
          cont) kill -CONT "$pid" 2>/dev/null ;;
          term) kill -TERM "$pid" 2>/dev/null; kill -CONT "$pid" 2>/dev/null ;;
          guard) pids="$pids$pid " ;;
          forget) case $pids in *" $pid "*) pids="${pids%% $pid *} ${pids#* $pid }" ;; esac ;;
        esac
      done
      for pid in $pids; do kill -KILL "$pid" 2>/dev/null; done
      """;

  private static final long END_LIMIT_SECONDS = 20;

  private final Process shell;
  private final OutputStream commands;
  private final Queue<Runnable> stopsUnderWay = new ConcurrentLinkedQueue<>();
  private final Runnable lost;
  private boolean closed;

  private Guardian(Process shell, Runnable lost) {
    this.shell = shell;
    this.commands = shell.getOutputStream();
    this.lost = lost;
  }

  /** Starts one; {@code lost} runs if the shell ends before it is closed. */
  static Guardian start(Runnable lost) {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", SCRIPT, "lambda-local-guardian")
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    try {
      Guardian guardian = new Guardian(builder.start(), lost);
      Thread reader = new Thread(guardian::readAcknowledgements, "lambda-local-guardian");
      reader.setDaemon(true);
      reader.start();
      return guardian;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a shell", e);
    }
  }

  /** From now on this process is killed when this JVM ends. */
  void guard(long pid) {
    command("guard", pid, null);
  }

  /** This process has ended; its id may soon be another's. */
  void forget(long pid) {
    command("forget", pid, null);
  }

  /** Freezes a process and then runs {@code stopped}. */
  void stop(long pid, Runnable stopped) {
    command("stop", pid, stopped);
  }

  /** Lets a frozen process go on. */
  void proceed(long pid) {
    command("cont", pid, null);
  }

  /** Asks a process to end in good order, also when it is frozen. */
  void terminate(long pid) {
    command("term", pid, null);
  }

  private synchronized void command(String what, long pid, @Nullable Runnable acknowledged) {
    if (closed) {
      return; // and so is every process
    }
    if (acknowledged != null) {
      stopsUnderWay.add(acknowledged);
    }
    try {
      commands.write((what + " " + pid + "\n").getBytes(StandardCharsets.US_ASCII));
      commands.flush();
    } catch (IOException e) {
      shell.destroyForcibly(); // if it has not ended already; the reader notices
    }
  }

  private void readAcknowledgements() {
    try (BufferedReader lines = shell.inputReader(StandardCharsets.US_ASCII)) {
      while (lines.readLine() != null) {
        Runnable acknowledged = stopsUnderWay.poll();
        if (acknowledged != null) {
          acknowledged.run();
        }
      }
    } catch (IOException e) {
      // an end as well
    }
    boolean expected;
    synchronized (this) {
      expected = closed;
      closed = true;
    }
    if (!expected) {
      lost.run();
    }
  }

  /** Kills every guarded process that is left, and returns when that is done. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      try {
        commands.close();
      } catch (IOException e) {
        // the shell has ended already
      }
    }
    try {
      if (!shell.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        shell.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

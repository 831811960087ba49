package io.lambdatcc.dynamodblocal;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The last lines a process printed, and whether it has printed a certain line. A thread of its own
 * reads until the process ends, so that the process never waits for room in the pipe.
 */
final class OutputTail {

  private static final int LINES = 200;
  private static final int LINE_LENGTH = 500;

  private final String mark;
  private final Deque<String> lines = new ArrayDeque<>(LINES);
  private final CountDownLatch markedOrEnded = new CountDownLatch(1);
  private boolean marked;

  private OutputTail(String mark) {
    this.mark = mark;
  }

  static OutputTail of(Process process, String mark) {
    OutputTail tail = new OutputTail(mark);
    Thread reader = new Thread(() -> tail.drain(process), "dynamodb-local-output");
    reader.setDaemon(true);
    reader.start();
    return tail;
  }

  /** Waits for the marking line; false if the output ended or the time passed without it. */
  boolean awaitMark(Duration limit) throws InterruptedException {
    boolean inTime = markedOrEnded.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    synchronized (this) {
      return inTime && marked;
    }
  }

  synchronized String text() {
    return String.join("\n", lines);
  }

  private void drain(Process process) {
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("(reading the output ended: " + e.getMessage() + ")");
    } finally {
      markedOrEnded.countDown();
    }
  }

  private synchronized void add(String line) {
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    lines.addLast(line.length() > LINE_LENGTH ? line.substring(0, LINE_LENGTH) + "…" : line);
    if (line.equals(mark)) {
      marked = true;
      markedOrEnded.countDown();
    }
  }
}

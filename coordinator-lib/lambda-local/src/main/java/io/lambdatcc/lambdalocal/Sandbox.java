package io.lambdatcc.lambdalocal;

import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One process of a function. Its fields belong to the lock of its {@link FunctionPool}. */
final class Sandbox {

  final String id;
  final FunctionPool pool;
  final Process process;

  /** Reads what it prints. */
  final Thread output;

  final long startedNanos;
  SandboxStatus.State state = SandboxStatus.State.STARTING;

  /** The request for the next invocation that waits for an answer, while the sandbox is idle. */
  @Nullable HttpServerExchange waiting;

  /** What it works on. */
  @Nullable Invocation current;

  /** The end of its patience: with its start, or with what it works on. */
  @Nullable Future<?> timer;

  /** What it said, or we know, about why it ends before it has asked for an invocation. */
  InvocationResult.@Nullable FunctionError initError;

  /** Told to end, or ended: it is given nothing any more. */
  boolean doomed;

  /** About to ask for an invocation: it starts, or has answered one. */
  boolean coming = true;

  /** Stops that the guardian has not acknowledged yet. */
  int stopsUnderWay;

  long invocations;
  private @Nullable Duration initDuration;
  private @Nullable Duration coldStart;

  Sandbox(String id, FunctionPool pool, Process process, Thread output, long startedNanos) {
    this.id = id;
    this.pool = pool;
    this.process = process;
    this.output = output;
    this.startedNanos = startedNanos;
  }

  void hasAskedForInvocation() {
    if (initDuration == null) {
      initDuration = Duration.ofNanos(System.nanoTime() - startedNanos);
    }
  }

  void hasAnswered() {
    if (coldStart == null) {
      coldStart = Duration.ofNanos(System.nanoTime() - startedNanos);
    }
  }

  boolean hasStarted() {
    return initDuration != null;
  }

  void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  SandboxStatus status() {
    return new SandboxStatus(
        id,
        pool.function().name(),
        process.pid(),
        state,
        invocations,
        Optional.ofNullable(initDuration),
        Optional.ofNullable(coldStart));
  }
}

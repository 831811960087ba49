package io.lambdatcc.lambdalocal;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sandboxes of one function and the invocations that wait for them.
 *
 * <p>One lock guards both. Signals are given under it, so that the order in which the guardian gets
 * them is the order of the decisions; everything else that touches the world, as completing a
 * future, answering a request or starting a process, happens after it was released.
 */
final class FunctionPool {

  private final FunctionConfiguration function;
  private final Workshop workshop;

  private final Object lock = new Object();
  private final Map<String, Sandbox> sandboxes = new LinkedHashMap<>();
  private final Deque<Sandbox> idle = new ArrayDeque<>();
  private final Deque<Invocation> waiting = new ArrayDeque<>();

  /** Sandboxes that count against the maximum: ordered or running, and not doomed. */
  private int count;

  /** Those of them that will ask for an invocation soon: they start, or have just answered one. */
  private int coming;

  private long coldStarts;
  private boolean closed;

  FunctionPool(FunctionConfiguration function, Workshop workshop) {
    this.function = function;
    this.workshop = workshop;
  }

  FunctionConfiguration function() {
    return function;
  }

  CompletableFuture<InvocationResult> invoke(Invocation invocation) {
    Runnable next;
    synchronized (lock) {
      Sandbox sandbox = closed ? null : idle.pollFirst();
      if (closed) {
        next = complete(invocation, RuntimeErrors.gone(invocation.requestId()));
      } else if (sandbox != null) {
        next = handOver(sandbox, invocation, function.freezing());
      } else if (count < function.maximumSandboxes() && waiting.size() >= coming) {
        waiting.add(invocation);
        next = order();
      } else if (waiting.size() < coming + function.queue()) {
        waiting.add(invocation);
        next = FunctionPool::nothing;
      } else {
        next = complete(invocation, new InvocationResult.Throttled());
      }
    }
    next.run();
    return invocation.result();
  }

  /** A sandbox asks for its next invocation, on this exchange, which is ours from now on. */
  void ready(Sandbox sandbox, HttpServerExchange exchange) {
    Runnable before = FunctionPool::nothing;
    Runnable next = FunctionPool::nothing;
    synchronized (lock) {
      if (sandbox.doomed) {
        // an answer without an invocation would make its client crash; it is on its way out anyway
        sandbox.waiting = exchange;
      } else {
        if (sandbox.coming) {
          coming--;
          sandbox.coming = false;
        }
        if (!sandbox.hasStarted()) {
          sandbox.stopTimer();
          sandbox.hasAskedForInvocation();
        }
        Invocation unanswered = sandbox.current;
        if (unanswered != null) {
          sandbox.stopTimer();
          before = complete(unanswered, RuntimeErrors.exited(unanswered.requestId(), 0));
        }
        sandbox.current = null;
        sandbox.waiting = exchange;
        sandbox.state = SandboxStatus.State.IDLE;
        Invocation invocation = waiting.poll();
        if (invocation != null) {
          next = handOver(sandbox, invocation, false);
        } else {
          idle.addFirst(sandbox);
          if (function.freezing()) {
            sandbox.stopsUnderWay++;
            workshop.guardian().stop(sandbox.process.pid(), () -> stopped(sandbox));
          }
        }
      }
    }
    before.run();
    next.run();
  }

  /** Takes the result of an invocation; false if the sandbox does not work on this one. */
  boolean respond(Sandbox sandbox, String requestId, InvocationResult result) {
    Runnable next;
    synchronized (lock) {
      Invocation invocation = sandbox.current;
      if (invocation == null || !invocation.requestId().equals(requestId)) {
        return false;
      }
      sandbox.current = null;
      sandbox.stopTimer();
      sandbox.hasAnswered();
      if (!sandbox.doomed) {
        sandbox.coming = true;
        coming++;
      }
      next = complete(invocation, result);
    }
    next.run();
    return true;
  }

  /** A sandbox says why it is about to end. */
  void initError(Sandbox sandbox, InvocationResult.FunctionError error) {
    synchronized (lock) {
      sandbox.initError = error;
    }
  }

  List<SandboxStatus> sandboxes() {
    synchronized (lock) {
      return sandboxes.values().stream().map(Sandbox::status).toList();
    }
  }

  long coldStarts() {
    synchronized (lock) {
      return coldStarts;
    }
  }

  /** Dooms the sandbox with this process id and sends it on its way. */
  Optional<Process> end(long pid, Consumer<Process> how) {
    Process process;
    Runnable replacements;
    synchronized (lock) {
      Sandbox sandbox =
          sandboxes.values().stream().filter(s -> s.process.pid() == pid).findAny().orElse(null);
      if (sandbox == null) {
        return Optional.empty();
      }
      doom(sandbox);
      replacements = replacements();
      process = sandbox.process;
    }
    how.accept(process);
    replacements.run();
    return Optional.of(process);
  }

  /**
   * Kills every sandbox, fails what waits and what is under way, and answers with those that are to
   * end.
   */
  List<Sandbox> close() {
    List<Invocation> unserved = new ArrayList<>();
    List<Sandbox> ending = new ArrayList<>();
    synchronized (lock) {
      closed = true;
      unserved.addAll(waiting);
      waiting.clear();
      for (Sandbox sandbox : sandboxes.values()) {
        doom(sandbox);
        if (sandbox.current != null) {
          unserved.add(sandbox.current);
          sandbox.current = null;
        }
        ending.add(sandbox);
      }
    }
    ending.forEach(sandbox -> sandbox.process.destroyForcibly());
    unserved.forEach(
        invocation -> complete(invocation, RuntimeErrors.gone(invocation.requestId())).run());
    return ending;
  }

  /** Under the lock: gives the invocation to a sandbox that waits for one. */
  private Runnable handOver(Sandbox sandbox, Invocation invocation, boolean stopped) {
    HttpServerExchange exchange = sandbox.waiting;
    if (exchange == null) {
      throw new IllegalStateException("sandbox " + sandbox.id + " has not asked for an invocation");
    }
    if (stopped) {
      workshop.guardian().proceed(sandbox.process.pid());
    }
    sandbox.waiting = null;
    sandbox.current = invocation;
    sandbox.state = SandboxStatus.State.BUSY;
    sandbox.invocations++;
    Instant deadline = Instant.now().plus(function.timeout());
    sandbox.timer = after(function.timeout(), () -> timeOut(sandbox, invocation));
    return () -> RuntimeApi.handOver(exchange, invocation, deadline);
  }

  private void stopped(Sandbox sandbox) {
    synchronized (lock) {
      sandbox.stopsUnderWay--;
      if (sandbox.stopsUnderWay == 0 && sandbox.state == SandboxStatus.State.IDLE) {
        sandbox.state = SandboxStatus.State.FROZEN;
      }
    }
  }

  private void timeOut(Sandbox sandbox, Invocation invocation) {
    Runnable next;
    Runnable replacements;
    synchronized (lock) {
      if (sandbox.current != invocation) {
        return;
      }
      sandbox.current = null;
      doom(sandbox);
      next =
          complete(invocation, RuntimeErrors.timedOut(invocation.requestId(), function.timeout()));
      replacements = replacements();
    }
    sandbox.process.destroyForcibly();
    next.run();
    replacements.run();
  }

  private void initTimeOut(Sandbox sandbox) {
    synchronized (lock) {
      if (sandbox.hasStarted()) {
        return;
      }
      sandbox.initError = RuntimeErrors.initTimedOut(sandbox.id, function.initTimeout());
    }
    sandbox.process.destroyForcibly();
  }

  /** Under the lock: makes room for another, and promises to start it once the lock is free. */
  private Runnable order() {
    count++;
    coming++;
    return () -> workshop.starter().execute(this::start);
  }

  /** Under the lock: orders a sandbox for everything that waits and has none coming. */
  private Runnable replacements() {
    List<Runnable> orders = new ArrayList<>();
    while (!closed && coming < waiting.size() && count < function.maximumSandboxes()) {
      orders.add(order());
    }
    return () -> orders.forEach(Runnable::run);
  }

  private void start() {
    String id = workshop.newSandboxId();
    Process process;
    try {
      process = workshop.processes().start(function, id);
    } catch (IOException | RuntimeException e) {
      notStarted(e);
      return;
    }
    workshop.guardian().guard(process.pid());
    Thread output =
        OutputLines.read(
            "lambda-local-output-" + id,
            process.getInputStream(),
            line -> workshop.settings().log().line(function.name(), line));
    Sandbox sandbox = new Sandbox(id, this, process, output, System.nanoTime());
    boolean go;
    synchronized (lock) {
      go = !closed;
      if (go) {
        sandboxes.put(id, sandbox);
        coldStarts++;
        sandbox.timer = after(function.initTimeout(), () -> initTimeOut(sandbox));
      }
    }
    if (!go) {
      process.destroyForcibly();
      return;
    }
    workshop.register(sandbox);
    var unused =
        process
            .onExit()
            .thenAcceptAsync(ended -> ended(sandbox, ended.exitValue()), workshop.starter());
    SandboxProcess.go(process);
  }

  private void notStarted(Exception cause) {
    Runnable next = FunctionPool::nothing;
    Runnable replacements;
    synchronized (lock) {
      count--;
      coming--;
      Invocation victim = waiting.poll();
      if (victim != null) {
        next =
            complete(victim, RuntimeErrors.notStarted(victim.requestId(), String.valueOf(cause)));
      }
      replacements = replacements();
    }
    next.run();
    replacements.run();
  }

  private void ended(Sandbox sandbox, int status) {
    workshop.guardian().forget(sandbox.process.pid());
    workshop.unregister(sandbox);
    Runnable next = FunctionPool::nothing;
    Runnable replacements;
    HttpServerExchange unanswered;
    SandboxStatus last;
    synchronized (lock) {
      sandboxes.remove(sandbox.id);
      boolean killedByUs = sandbox.doomed;
      doom(sandbox);
      Invocation invocation = sandbox.current;
      sandbox.current = null;
      if (invocation == null && !sandbox.hasStarted() && !killedByUs) {
        invocation = waiting.poll(); // for whose sake it was started, or might have been
      }
      if (invocation != null) {
        next = complete(invocation, error(sandbox, invocation, status));
      }
      replacements = replacements();
      unanswered = sandbox.waiting;
      sandbox.waiting = null;
      last = sandbox.status();
    }
    if (unanswered != null) {
      unanswered.endExchange(); // nobody is there to read it
    }
    workshop.settings().ended().accept(last);
    next.run();
    replacements.run();
  }

  private static InvocationResult error(Sandbox sandbox, Invocation invocation, int status) {
    return !sandbox.hasStarted() && sandbox.initError != null
        ? sandbox.initError
        : RuntimeErrors.exited(invocation.requestId(), status);
  }

  /** Under the lock: from now on this one gets nothing, and another may take its place. */
  private void doom(Sandbox sandbox) {
    if (sandbox.doomed) {
      return;
    }
    sandbox.doomed = true;
    sandbox.state = SandboxStatus.State.ENDED;
    sandbox.stopTimer();
    idle.remove(sandbox);
    count--;
    if (sandbox.coming) {
      sandbox.coming = false;
      coming--;
    }
  }

  private @Nullable Future<?> after(Duration delay, Runnable task) {
    return closed ? null : workshop.timer().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static Runnable complete(Invocation invocation, InvocationResult result) {
    return () -> invocation.result().complete(result);
  }

  private static void nothing() {}
}

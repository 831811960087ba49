package io.lambdatcc.lambdalocal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What all functions of a local Lambda share: how sandboxes are started, signalled and found. */
final class Workshop {

  private final LocalLambda.Settings settings;
  private final Guardian guardian;
  private final SandboxProcess processes;
  private final ExecutorService starter;
  private final ScheduledExecutorService timer;
  private final Map<String, Sandbox> sandboxes;
  private final AtomicLong ids = new AtomicLong();

  Workshop(
      LocalLambda.Settings settings,
      Guardian guardian,
      SandboxProcess processes,
      ExecutorService starter,
      ScheduledExecutorService timer,
      ConcurrentHashMap<String, Sandbox> sandboxes) {
    this.settings = settings;
    this.guardian = guardian;
    this.processes = processes;
    this.starter = starter;
    this.timer = timer;
    this.sandboxes = sandboxes;
  }

  LocalLambda.Settings settings() {
    return settings;
  }

  Guardian guardian() {
    return guardian;
  }

  SandboxProcess processes() {
    return processes;
  }

  /** Starts processes and hears of their ends. */
  ExecutorService starter() {
    return starter;
  }

  ScheduledExecutorService timer() {
    return timer;
  }

  String newSandboxId() {
    return "sandbox-" + ids.incrementAndGet();
  }

  /** From now on the runtime API knows it. */
  void register(Sandbox sandbox) {
    sandboxes.put(sandbox.id, sandbox);
  }

  void unregister(Sandbox sandbox) {
    @Nullable Sandbox unused = sandboxes.remove(sandbox.id);
  }
}

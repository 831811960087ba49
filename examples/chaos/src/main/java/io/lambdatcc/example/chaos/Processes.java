package io.lambdatcc.example.chaos;

import io.lambdatcc.example.shop.isolated.IsolatedShop;
import io.lambdatcc.example.shop.isolated.iam.Principal;
import io.lambdatcc.lambdalocal.SandboxStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The processes of the functions, and what can be done to them. */
final class Processes implements AutoCloseable {
  private final IsolatedShop shop;
  private final Map<String, String> workOf = new ConcurrentHashMap<>();
  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "thaw");
            thread.setDaemon(true);
            return thread;
          });

  Processes(IsolatedShop shop) {
    this.shop = shop;
  }

  /** Whoever signs with this key works for this transaction. */
  void works(String accessKey, String transaction) {
    if (!transaction.isEmpty()) {
      session(accessKey).ifPresent(session -> workOf.put(session, transaction));
    }
  }

  /** What a process was last seen to work for; empty where nobody has seen it work. */
  Optional<String> workOf(SandboxStatus process) {
    return Optional.ofNullable(workOf.get(process.id()));
  }

  private Optional<String> session(String accessKey) {
    return shop.account().holder(accessKey).map(Principal::session);
  }

  /** The process that signs with this key. */
  Optional<SandboxStatus> holder(String accessKey) {
    return session(accessKey)
        .flatMap(
            session ->
                shop.lambda().sandboxes().stream()
                    .filter(process -> process.id().equals(session))
                    .findAny());
  }

  /** A process of this function: one that works, if there is one. */
  Optional<SandboxStatus> busiest(String function) {
    return alive(function).stream()
        .max(Comparator.comparing(process -> process.state() == SandboxStatus.State.BUSY));
  }

  private List<SandboxStatus> alive(String function) {
    return shop.lambda().sandboxes().stream()
        .filter(process -> process.functionName().equals(function))
        .filter(process -> process.state() != SandboxStatus.State.ENDED)
        .toList();
  }

  /** Kills it (SIGKILL); false where it had ended already. */
  boolean kill(SandboxStatus process) {
    return shop.lambda().kill(process.pid());
  }

  /** Stops it (SIGSTOP), and lets it go on later, if it is still there then. */
  void freeze(SandboxStatus process, Duration length) {
    signal("-STOP", process.pid());
    var unused =
        later.schedule(
            () -> {
              // a number may belong to somebody else by now
              if (shop.lambda().sandboxes().stream().anyMatch(p -> p.id().equals(process.id()))) {
                signal("-CONT", process.pid());
              }
            },
            length.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private static void signal(String signal, long pid) {
    try {
      // one that has just ended cannot be stopped any more, which is all the same
      // the shell has its own: a small machine need not have another
      int unused = new ProcessBuilder("sh", "-c", "kill " + signal + " " + pid).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("kill " + signal, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    later.shutdownNow();
  }
}

package io.lambdatcc.example.chaos;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lambdatcc.example.chaos.history.History;
import io.lambdatcc.example.chaos.plan.Disturbance;
import io.lambdatcc.lambdalocal.SandboxStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Does to processes what a campaign has planned, when so many errands have been started. */
final class Nemesis {
  private static final int LONGEST_SECONDS = 120;

  private final ChaosShop shop;
  private final Mischief mischief;
  private final History history;
  private final Queue<Disturbance> planned;
  private final List<Future<?>> begun = new ArrayList<>();
  private final ExecutorService hands =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "nemesis");
            thread.setDaemon(true);
            return thread;
          });

  /** Does this, in this order. */
  Nemesis(ChaosShop shop, Mischief mischief, History history, List<Disturbance> planned) {
    this.shop = shop;
    this.mischief = mischief;
    this.history = history;
    this.planned = new ArrayDeque<>(planned);
  }

  /** So many errands have been started. */
  synchronized void started(int errands) {
    while (!planned.isEmpty() && planned.peek().afterErrands() <= errands) {
      Disturbance due = planned.remove();
      begun.add(hands.submit(() -> disturb(due)));
    }
  }

  private void disturb(Disturbance disturbance) {
    ObjectNode event =
        history
            .event("disturbance")
            .put("kind", disturbance.kind().name())
            .put("function", disturbance.function())
            .put("length", disturbance.length().toMillis());
    ArrayNode at = event.putArray("transactions");
    switch (disturbance.kind()) {
      case KILL, FREEZE -> {
        Optional<SandboxStatus> victim = shop.processes().busiest(disturbance.function());
        if (victim.isEmpty()) {
          history.add(event.put("event", "missed"));
          return;
        }
        shop.processes().workOf(victim.get()).ifPresent(at::add);
        history.add(event);
        if (disturbance.kind() == Disturbance.Kind.FREEZE) {
          shop.processes().freeze(victim.get(), disturbance.length());
        } else {
          boolean unused = shop.processes().kill(victim.get());
        }
      }
      case LOG_UNREACHABLE -> {
        history.add(event);
        mischief.unreachable(disturbance.length());
      }
      case DYNAMODB_RESTARTED -> {
        shop.restartDynamoDb();
        history.add(event);
      }
      case REDEPLOYED -> {
        history.add(event.put("function", "CoordinatorFunction"));
        shop.redeploy();
      }
    }
  }

  /**
   * Waits until what has begun is done, and does nothing more.
   *
   * @throws ExecutionException where something could not be done, and the campaign means nothing
   */
  synchronized void finish() throws InterruptedException, ExecutionException, TimeoutException {
    hands.shutdown();
    for (Future<?> each : begun) {
      var unused = each.get(LONGEST_SECONDS, TimeUnit.SECONDS);
    }
  }
}

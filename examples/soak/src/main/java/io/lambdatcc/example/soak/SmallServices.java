package io.lambdatcc.example.soak;

import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.spi.ParticipantClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Participants that do a few calls at a time and let the others wait in line, which is what bounds
 * the rate. Some Tries are refused, and some calls have their answers lost.
 */
final class SmallServices implements ParticipantClient {
  private static final int AT_A_TIME = 8;
  private static final Duration TAKES = Duration.ofMillis(5);
  private static final int REFUSED_ONE_IN = 101;
  private static final int LOST_ONE_IN = 499;

  /** A Try, and a Confirm or Cancel. */
  private static final int CALLS_OF_A_BRANCH = 2;

  private static final double MILLIS_OF_A_SECOND = 1_000;

  private final ScheduledExecutorService timer;
  private final Map<String, Service> services = new ConcurrentHashMap<>();

  SmallServices(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  /** How many transactions a second they can do at all, where none has two branches at one. */
  static double capacity() {
    return AT_A_TIME * MILLIS_OF_A_SECOND / TAKES.toMillis() / CALLS_OF_A_BRANCH;
  }

  @Override
  public boolean knows(String participant) {
    return true;
  }

  @Override
  public CompletionStage<Answer> call(BranchCall call) {
    CompletableFuture<Answer> told = new CompletableFuture<>();
    services
        .computeIfAbsent(call.participant(), name -> new Service())
        .work(() -> told.complete(answer(call)));
    return told;
  }

  /** The same at every repetition of a Try, unless its answer is lost. */
  private static Answer answer(BranchCall call) {
    int chance = Math.floorMod((call.transactionId() + call.branchId()).hashCode(), LOST_ONE_IN);
    if (chance == 0 && call.attempt() <= 1) {
      return new Answer.Unknown("the answer was lost");
    }
    boolean refused =
        call.operation() == Operation.TRY
            && Math.floorMod(call.transactionId().hashCode(), REFUSED_ONE_IN) == 0;
    return refused ? new Answer.Refused("sold-out", "nothing is left") : new Answer.Done(null);
  }

  /** One participant and the line before it. */
  private final class Service {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int busy;

    synchronized void work(Runnable done) {
      waiting.add(done);
      next();
    }

    private synchronized void next() {
      while (busy < AT_A_TIME && !waiting.isEmpty()) {
        Runnable done = waiting.remove();
        busy++;
        Object unused = timer.schedule(() -> finish(done), TAKES.toMillis(), TimeUnit.MILLISECONDS);
      }
    }

    private void finish(Runnable done) {
      synchronized (this) {
        busy--;
      }
      next();
      done.run();
    }
  }
}

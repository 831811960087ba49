package io.lambdatcc.engine;

import static io.lambdatcc.testing.World.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.Backoff;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.memory.InMemoryTransactionLog;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.spi.ParticipantClient;
import io.lambdatcc.spi.Scheduler.Timer;
import io.lambdatcc.testing.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The one thread that a coordinator starts; how long it takes is of no account here. */
class SchedulerThreadTest {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final int PATIENCE_SECONDS = 60;

  @Test
  void whatIsDueRunsOnADaemonThreadAndWhatIsCancelledDoesNot() throws Exception {
    List<String> ran = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    try (SchedulerThread scheduler = new SchedulerThread()) {
      // from a thread that is none itself: a new one is what its maker is
      Thread asking =
          new Thread(
              () -> {
                Timer cancelled =
                    scheduler.schedule(Duration.ofMinutes(1), () -> ran.add("cancelled"));
                cancelled.cancel();
                scheduler.schedule(Duration.ofMinutes(1), () -> ran.add("late"));
                scheduler.schedule(SHORT, () -> thread.complete(Thread.currentThread()));
              });
      asking.setDaemon(false);
      asking.start();
      assertThat(thread.get(PATIENCE_SECONDS, TimeUnit.SECONDS).isDaemon()).isTrue();
      assertThat(scheduler.waiting()).as("what is cancelled takes no room").isEqualTo(1);
    }
    assertEnds(thread.get());
    assertThat(ran).isEmpty();
  }

  @Test
  void aCoordinatorEndsTheThreadThatItHasStarted() throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    ParticipantClient busyUntilTheTimerAsks =
        new ParticipantClient() {
          @Override
          public boolean knows(String participant) {
            return true;
          }

          @Override
          public CompletionStage<Answer> call(BranchCall call) {
            if (call.operation() == Operation.TRY) {
              if (!Thread.currentThread().getName().equals("lambda-tcc-timer")) {
                return CompletableFuture.completedFuture(new Answer.NotNow(SHORT));
              }
              thread.complete(Thread.currentThread());
            }
            return CompletableFuture.completedFuture(new Answer.Done(null));
          }
        };
    TccCoordinator tcc =
        TccCoordinator.builder(new InMemoryTransactionLog(), busyUntilTheTimerAsks)
            .scope(World.SCOPE)
            .settings(TccSettings.builder().waitForOthers(new Backoff(SHORT, 1, SHORT)).build())
            .build();
    TccOutcome outcome =
        tcc.execute(request("order-1", "stock"))
            .toCompletableFuture()
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(outcome).isInstanceOf(TccOutcome.Confirmed.class);
    tcc.close();
    assertEnds(thread.get());
  }

  private static void assertEnds(Thread thread) throws InterruptedException {
    thread.join(Duration.ofSeconds(PATIENCE_SECONDS).toMillis());
    assertThat(thread.isAlive()).isFalse();
  }
}

package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.memory.InMemoryTransactionLog;
import io.lambdatcc.protocol.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SweepHandlerTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final FakeParticipants participants = new FakeParticipants();
  private final TccCoordinator coordinator =
      TccCoordinator.builder(new InMemoryTransactionLog(), participants)
          .scope("test")
          .clock(this::now)
          .settings(TccSettings.builder().continuesUnattended(false).build())
          .build();
  private final List<Duration> pauses = new ArrayList<>();
  private final SweepHandler handler = new SweepHandler(coordinator, this::now, this::sleep);
  private volatile Instant now = START;
  private volatile int timeout = 60_000;

  private Instant now() {
    return now;
  }

  private void sleep(Duration length) {
    pauses.add(length);
    now = now.plus(length);
  }

  private int remainingMillis() {
    return timeout - (int) Duration.between(START, now).toMillis();
  }

  private Map<String, Object> sweep() {
    return handler.handleRequest(Map.of(), Invocations.with(this::remainingMillis));
  }

  @AfterEach
  void close() {
    coordinator.close();
  }

  @Test
  void itSweepsEveryFiveSecondsForFiftySeconds() {
    assertThat(sweep()).containsEntry("sweeps", 10).containsEntry("due", 0);

    assertThat(pauses).hasSize(9).containsOnly(Duration.ofSeconds(5));
  }

  @Test
  void itEndsTenSecondsBeforeItsInvocationWould() {
    timeout = 30_000;

    assertThat(sweep()).containsEntry("sweeps", 4);

    assertThat(remainingMillis()).isGreaterThanOrEqualTo(10_000);
  }

  @Test
  void anInvocationWithoutTimeSweepsNothing() {
    timeout = 10_000;

    assertThat(sweep()).containsEntry("sweeps", 0);
  }

  @Test
  void itFinishesWhatOthersLeftAndCountsIt() throws Exception {
    Object unused =
        coordinator
            .execute(
                TccRequest.of("a", List.of(TccBranch.at("stock", Payload.of("{}"))))
                    .waitingFor(WaitFor.DECIDED, null))
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);

    assertThat(sweep())
        .containsEntry("due", 1)
        .containsEntry("finished", 1)
        .containsEntry("pending", 0)
        .containsEntry("failed", 0)
        .containsEntry("broken", 0);
    assertThat(participants.calls(Operation.CONFIRM)).isEqualTo(1);
  }

  @Test
  void aSweepThatBreaksIsCountedAndFollowedByTheNext() {
    coordinator.close();

    assertThat(sweep()).containsEntry("sweeps", 10).containsEntry("broken", 10);
  }
}

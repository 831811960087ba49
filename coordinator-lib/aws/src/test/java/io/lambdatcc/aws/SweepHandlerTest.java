package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.memory.InMemoryTransactionLog;
import io.lambdatcc.protocol.Answer;
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
  private final MetricsListener metrics = new MetricsListener("Test");
  private final TccCoordinator coordinator =
      TccCoordinator.builder(new InMemoryTransactionLog(), participants)
          .scope("test")
          .clock(this::now)
          .listener(metrics)
          .settings(TccSettings.builder().continuesUnattended(false).build())
          .build();
  private final List<Duration> pauses = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final SweepHandler handler =
      new SweepHandler(
          coordinator,
          new InvocationMetrics(metrics, lines::add),
          SweepHandler.USUAL,
          this::now,
          this::sleep);
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

  private Map<String, Long> sweep() {
    return handler.handleRequest(Map.of(), Invocations.with(this::remainingMillis));
  }

  @AfterEach
  void close() {
    coordinator.close();
  }

  @Test
  void itSweepsEveryFiveSecondsForFiftySeconds() {
    assertThat(sweep()).containsEntry("sweeps", 10L).containsEntry("due", 0L);

    assertThat(pauses).hasSize(9).containsOnly(Duration.ofSeconds(5));
  }

  @Test
  void itSweepsAsOftenAsItIsTold() {
    SweepHandler often =
        new SweepHandler(
            coordinator,
            new InvocationMetrics(metrics, lines::add),
            Duration.ofSeconds(2),
            this::now,
            this::sleep);

    assertThat(often.handleRequest(Map.of(), Invocations.with(this::remainingMillis)))
        .containsEntry("sweeps", 25L);

    assertThat(pauses).hasSize(24).containsOnly(Duration.ofSeconds(2));
  }

  @Test
  void itEndsTenSecondsBeforeItsInvocationWould() {
    timeout = 30_000;

    assertThat(sweep()).containsEntry("sweeps", 4L);

    assertThat(remainingMillis()).isGreaterThanOrEqualTo(10_000);
  }

  @Test
  void anInvocationWithoutTimeSweepsNothing() {
    timeout = 10_000;

    assertThat(sweep()).containsEntry("sweeps", 0L);
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
        .containsEntry("due", 1L)
        .containsEntry("finished", 1L)
        .containsEntry("pending", 0L)
        .containsEntry("failed", 0L)
        .containsEntry("broken", 0L);
    assertThat(participants.calls(Operation.CONFIRM)).isEqualTo(1);
  }

  @Test
  void itWritesWhatItAnswersAndWhatItsCoordinatorCountedAsMetrics() throws Exception {
    participants.answering(Operation.CONFIRM, new Answer.Violated("no such fence"));
    Object unused =
        coordinator
            .execute(
                TccRequest.of("a", List.of(TccBranch.at("stock", Payload.of("{}"))))
                    .waitingFor(WaitFor.DECIDED, null))
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);

    assertThat(sweep())
        .containsExactly(
            Map.entry("sweeps", 10L),
            Map.entry("broken", 0L),
            Map.entry("due", 1L),
            Map.entry("leftAlone", 0L),
            Map.entry("finished", 0L),
            Map.entry("pending", 1L),
            Map.entry("failed", 0L),
            Map.entry("parked", 1L),
            Map.entry("oldestSeconds", 45L));

    assertThat(lines).hasSize(2);
    Emf line = Emf.of(lines.get(0));
    assertThat(line.counts())
        .containsExactly(
            Map.entry("SweepSweeps", 10L),
            Map.entry("SweepBroken", 0L),
            Map.entry("SweepDue", 1L),
            Map.entry("SweepLeftAlone", 0L),
            Map.entry("SweepFinished", 0L),
            Map.entry("SweepPending", 1L),
            Map.entry("SweepFailed", 0L),
            Map.entry("SweepParked", 1L),
            Map.entry("SweepOldestSeconds", 45L),
            Map.entry("Parked", 1L));
    assertThat(line.units()).containsEntry("SweepOldestSeconds", "Seconds");
    assertThat(line.property("requestId")).isEqualTo("request");
    assertThat(Emf.of(lines.get(1)).dimensions()).isEqualTo(Map.of("Participant", "stock"));
  }

  @Test
  void aSweepThatBreaksIsCountedAndFollowedByTheNext() {
    coordinator.close();

    assertThat(sweep()).containsEntry("sweeps", 10L).containsEntry("broken", 10L);
  }
}

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
import io.lambdatcc.wire.ParticipantList;
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
  private final SweepHandler handler = every(SweepHandler.USUAL);
  private volatile Instant now = START;
  private volatile int timeout = 60_000;

  private SweepHandler every(Duration length) {
    return new SweepHandler(
        coordinator, new InvocationMetrics(metrics, lines::add), length, this::now, this::sleep);
  }

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
    return sweep(handler);
  }

  private Map<String, Long> sweep(SweepHandler sweeping) {
    return sweeping.handleRequest(Map.of(), Invocations.with(this::remainingMillis));
  }

  private static void decide(TccCoordinator deciding) throws Exception {
    Object unused =
        deciding
            .execute(
                TccRequest.of("a", List.of(TccBranch.at("stock", Payload.of("{}"))))
                    .waitingFor(WaitFor.DECIDED, null))
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
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
    assertThat(sweep(every(Duration.ofSeconds(1)))).containsEntry("sweeps", 50L);

    assertThat(pauses).hasSize(49).containsOnly(Duration.ofSeconds(1));
  }

  @Test
  void theEnvironmentTellsItHowOften() {
    CoordinatorConfiguration configuration =
        CoordinatorConfiguration.of(
            Map.of(
                "TCC_TABLE", "transactions",
                "TCC_PARTICIPANTS", "stock=https://stock.example.com",
                "AWS_REGION", "eu-central-1",
                "TCC_SWEEP_SECONDS", "20"));
    Assembly assembly =
        new Assembly(
            coordinator,
            () -> new ParticipantList(List.of()),
            Roles.NONE,
            null,
            new InvocationMetrics(metrics, lines::add),
            () -> {},
            () -> {});

    assertThat(sweep(new SweepHandler(configuration, assembly, this::now, this::sleep)))
        .containsEntry("sweeps", 3L);

    assertThat(pauses).hasSize(2).containsOnly(Duration.ofSeconds(20));
  }

  @Test
  void itEndsTenSecondsBeforeItsInvocationWould() {
    timeout = 30_000;

    assertThat(sweep()).containsEntry("sweeps", 4L);

    assertThat(remainingMillis()).isGreaterThanOrEqualTo(10_000);
  }

  @Test
  void anInterruptEndsItAndIsNotSwallowed() {
    SweepHandler interrupted =
        new SweepHandler(
            coordinator,
            new InvocationMetrics(metrics, lines::add),
            SweepHandler.USUAL,
            this::now,
            length -> {
              throw new InterruptedException();
            });

    assertThat(sweep(interrupted)).containsEntry("sweeps", 1L).containsEntry("broken", 0L);

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void anInvocationWithoutTimeSweepsNothing() {
    timeout = 10_000;

    assertThat(sweep()).containsEntry("sweeps", 0L);
  }

  @Test
  void itFinishesWhatOthersLeftAndCountsIt() throws Exception {
    decide(coordinator);

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
    decide(coordinator);

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
  void whatSomebodyWithAFasterClockHasBegunIsNoYoungerThanNew() throws Exception {
    participants.answering(Operation.CONFIRM, new Answer.Unknown("no reply"));
    now = START.plusSeconds(60);
    decide(coordinator);
    now = now.plusSeconds(3);
    SweepHandler behind =
        new SweepHandler(
            coordinator,
            new InvocationMetrics(metrics, lines::add),
            SweepHandler.USUAL,
            () -> now.minusSeconds(600),
            this::sleep);
    timeout = 90_000;

    assertThat(sweep(behind)).containsEntry("finished", 0L).containsEntry("oldestSeconds", 0L);
    assertThat(participants.calls(Operation.CONFIRM)).isPositive();
  }

  @Test
  void aSweepThatBreaksIsCountedAndFollowedByTheNext() {
    coordinator.close();

    assertThat(sweep()).containsEntry("sweeps", 10L).containsEntry("broken", 10L);
  }
}

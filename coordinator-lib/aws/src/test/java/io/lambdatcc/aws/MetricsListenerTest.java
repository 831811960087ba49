package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.memory.InMemoryTransactionLog;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.BranchStatus;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Event;
import io.lambdatcc.protocol.InvariantViolation;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.Step;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsListenerTest {
  /** How the metrics begin that participants make, of what they ask about. */
  private static final String BY_PARTICIPANTS = "Reservations";

  private static final TransactionId ID = TransactionId.parse("a~0123456789abnonce");

  private final FakeParticipants participants = new FakeParticipants();
  private final MetricsListener metrics = new MetricsListener("LambdaTcc/shop");
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final TccCoordinator coordinator =
      TccCoordinator.builder(new InMemoryTransactionLog(), participants)
          .scope("test")
          .clock(() -> now)
          .listener(metrics)
          .settings(
              TccSettings.builder()
                  .continuesUnattended(false)
                  .defaultWait(Duration.ofSeconds(30))
                  .build())
          .build();

  private synchronized void pass(Duration time) {
    now = now.plus(time);
  }

  @AfterEach
  void close() {
    coordinator.close();
  }

  private void execute(String name, String... at)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<TccBranch> branches = new ArrayList<>();
    for (String participant : at) {
      branches.add(TccBranch.at(participant, Payload.of("{}")));
    }
    Object unused =
        coordinator
            .execute(TccRequest.of(name, branches))
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
  }

  private List<Emf> told() {
    return metrics.lines().stream().map(Emf::of).toList();
  }

  @Test
  void whatEndedIsOneLineWithTheTimesItTook() throws Exception {
    participants.answering(
        call -> {
          pass(Duration.ofMillis(call.operation() == Operation.TRY ? 20 : 300));
          return new Answer.Done(null);
        });
    execute("a", "stock");
    execute("b", "stock");

    List<Emf> lines = told();

    assertThat(lines).hasSize(1);
    Emf line = lines.get(0);
    assertThat(line.namespace()).isEqualTo("LambdaTcc/shop");
    assertThat(line.dimensions()).isEmpty();
    assertThat(line.counts()).isEqualTo(Map.of("Confirmed", 2L));
    assertThat(line.values("DecidedMillis")).containsExactly(20L, 20L);
    assertThat(line.values("CompletedMillis")).containsExactly(320L, 320L);
    assertThat(line.units())
        .containsEntry("Confirmed", "Count")
        .containsEntry("DecidedMillis", "Milliseconds");
    assertThat(told()).isEmpty();
  }

  @Test
  void aRefusalIsARefusalAndNobodysFailure() throws Exception {
    participants.answering(Operation.TRY, new Answer.Refused("out-of-stock", "none left"));
    execute("a", "stock");

    assertThat(told())
        .singleElement()
        .extracting(Emf::counts)
        .isEqualTo(Map.of("Cancelled", 1L, "CancelledRefused", 1L));
  }

  @Test
  void failuresAreTheParticipants() throws Exception {
    participants.answering(
        call ->
            call.participant().equals("payment") && call.operation() == Operation.TRY
                ? new Answer.Rejected("too-large", "no")
                : new Answer.Done(null));
    execute("a", "stock", "payment");
    execute("b", "payment");

    List<Emf> lines = told();

    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).counts()).isEqualTo(Map.of("Cancelled", 2L, "CancelledRejected", 2L));
    assertThat(lines.get(1).dimensions()).isEqualTo(Map.of("Participant", "payment"));
    assertThat(lines.get(1).counts()).isEqualTo(Map.of("BranchFailures", 2L));
  }

  @Test
  void whatIsParkedIsCountedWhenItIsAndNotAgain() throws Exception {
    participants.answering(Operation.CONFIRM, new Answer.Violated("no such fence"));
    execute("a", "stock");
    assertThat(told().get(0).counts()).isEqualTo(Map.of("Parked", 1L));

    pass(Duration.ofHours(1));
    Object unused =
        coordinator.sweep(Duration.ofSeconds(30)).toCompletableFuture().get(60, TimeUnit.SECONDS);

    assertThat(told())
        .singleElement()
        .satisfies(line -> assertThat(line.units()).containsOnlyKeys("BranchFailures"));
  }

  @Test
  void aLineHasNoMoreValuesThanItCan() throws Exception {
    for (int i = 0; i < 150; i++) {
      execute("a" + i, "stock");
    }

    Emf line = told().get(0);

    assertThat(line.value("Confirmed")).isEqualTo(150);
    assertThat(line.values("CompletedMillis")).hasSize(100);
  }

  @Test
  void doubtAndBrokenInvariantsAreCounted() {
    doubtAndViolation();

    assertThat(told().get(0).counts()).isEqualTo(Map.of("InDoubt", 1L, "InvariantViolations", 1L));
  }

  @Test
  void whatIsTurnedAwayIsCounted() {
    metrics.shed(ID.key());
    metrics.shed(ID.key());

    assertThat(told().get(0).counts()).isEqualTo(Map.of("Shed", 2L));
  }

  @Test
  void noMoreParticipantsAreToldApartThanThereIsRoomFor() throws Exception {
    TransactionListener failuresOnly =
        new TransactionListener() {
          @Override
          public void stepped(TransactionState before, Event event, Step step) {
            metrics.stepped(before, event, step);
          }
        };
    try (TccCoordinator many =
        TccCoordinator.builder(
                new InMemoryTransactionLog(),
                participants.answering(Operation.TRY, new Answer.Rejected("no", "no")))
            .scope("test")
            .listener(failuresOnly)
            .build()) {
      for (int i = 0; i < MetricsListener.MAX_PARTICIPANTS + 20; i++) {
        Object unused =
            many.execute(TccRequest.of("a" + i, List.of(TccBranch.at("p" + i, Payload.of("{}")))))
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
      }
    }

    List<Emf> lines = told();

    assertThat(lines).hasSize(MetricsListener.MAX_PARTICIPANTS + 1);
    Emf others = lines.get(lines.size() - 1);
    assertThat(others.dimensions()).isEqualTo(Map.of("Participant", MetricsListener.OTHERS));
    assertThat(others.value("BranchFailures")).isEqualTo(20);
  }

  @Test
  void manyThreadsAreAllCounted() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          new Thread(
              () -> {
                for (int n = 0; n < 5_000; n++) {
                  metrics.inDoubt(ID);
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(told().get(0).value("InDoubt")).isEqualTo(20_000);
  }

  @Test
  void aSampleIsDrawnFromAllAlike() {
    Sample sample = new Sample(new SplittableRandom(1));
    LongStream.range(0, 10_000).forEach(sample::add);

    assertThat(sample.values()).hasSize(100);
    assertThat(LongStream.of(sample.values()).average().orElseThrow()).isBetween(4_000.0, 6_000.0);
  }

  /** The alarms and the dashboard are compared with that table where the template is tested. */
  @Test
  void theTableInTheDocsHasEveryMetricWithItsUnit() throws Exception {
    List<String> lines = new ArrayList<>();
    InvocationMetrics written = new InvocationMetrics(metrics, lines::add);
    for (CancelReason.Kind kind : CancelReason.Kind.values()) {
      metrics.landed(cancelled(kind));
    }
    doubtAndViolation();
    metrics.shed(ID.key());
    participants.answering(Operation.CONFIRM, new Answer.Violated("no such fence"));
    execute("a", "stock");
    participants.answering(call -> new Answer.Done(null));
    execute("b", "stock");
    written.write(Invocations.with(() -> 0));
    new SweepHandler(coordinator, written, SweepHandler.USUAL, () -> now, length -> {})
        .handleRequest(Map.of(), Invocations.with(() -> 10_001));
    new CompletionHandler(coordinator, written)
        .handleRequest(new DynamodbEvent(), Invocations.with(() -> 10_000));
    Map<String, String> made = new TreeMap<>();
    lines.forEach(line -> made.putAll(Emf.of(line).units()));
    // a filter of the template makes this of the API's own log
    made.put("CoordinatorFailures", "Count");

    Map<String, String> told = new TreeMap<>();
    Pattern.compile("^\\| `(\\w+)` \\| (\\w+) \\|", Pattern.MULTILINE)
        .matcher(Files.readString(Path.of("..", "..", "docs", "observability.md")))
        .results()
        .filter(row -> !row.group(1).startsWith(BY_PARTICIPANTS))
        .forEach(row -> told.put(row.group(1), row.group(2)));

    assertThat(told).isEqualTo(made);
  }

  private void doubtAndViolation() {
    metrics.inDoubt(ID);
    metrics.violated(ID, new InvariantViolation("I9", "it is gone"));
  }

  private TransactionState cancelled(CancelReason.Kind kind) {
    Instant at = now;
    return new TransactionState(
        ID,
        "test",
        Order.PARALLEL,
        at,
        at,
        null,
        3,
        Phase.CANCELLED,
        List.of(
            new BranchState(
                "stock",
                "stock",
                Payload.of("{}").digest(),
                null,
                BranchStatus.CANCELLED,
                1,
                0,
                null,
                null,
                null,
                null,
                null,
                false)),
        new CancelReason(kind, null, null, "a test"),
        0,
        null,
        null,
        at,
        at,
        false,
        null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AWS/Lambda", "with space", "line\nend", "quote\""})
  void whatCannotBeANamespaceIsRefused(String namespace) {
    assertThatThrownBy(() -> new MetricsListener(namespace))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("namespace");
  }
}

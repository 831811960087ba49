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
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.spi.TransactionListener;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** That a listener and a participant client are enough to trace everything that is done. */
class TracingTest {
  private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
  private static final String REQUEST_SPAN = "b7ad6b7169203331";
  private static final Path SOURCES = Path.of("src/test/java/io/lambdatcc/aws");

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exporter)).build();
  private final FakeParticipants participants = new FakeParticipants();
  private final InMemoryTransactionLog log = new InMemoryTransactionLog();

  @AfterEach
  void close() {
    provider.close();
  }

  private TccCoordinator traced() {
    Tracer tracer = provider.get("lambda-tcc");
    TransactionSpans spans = new TransactionSpans(tracer);
    return TccCoordinator.builder(log, new TracedParticipants(participants, tracer, spans))
        .scope("test")
        .listener(TransactionListener.all(new LoggingListener(), spans))
        .settings(TccSettings.builder().continuesUnattended(false).build())
        .build();
  }

  private void execute(TccCoordinator coordinator, WaitFor what) throws Exception {
    Object unused =
        coordinator
            .execute(
                TccRequest.of(
                        "a",
                        List.of(
                            TccBranch.at("stock", Payload.of("{}")),
                            TccBranch.at("payment", Payload.of("{}"))))
                    .tracedBy("00-" + TRACE_ID + "-" + REQUEST_SPAN + "-01")
                    .waitingFor(what, Duration.ofSeconds(30)))
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
  }

  private SpanData span(String name) {
    return exporter.getFinishedSpanItems().stream()
        .filter(each -> each.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Stream<SpanData> calls() {
    return exporter.getFinishedSpanItems().stream()
        .filter(each -> !each.getName().startsWith("transaction"));
  }

  @Test
  void aTransactionIsASpanOfItsRequestsTraceWithAChildForEachCall() throws Exception {
    try (TccCoordinator coordinator = traced()) {
      execute(coordinator, WaitFor.COMPLETED);
    }

    SpanData transaction = span("transaction");
    assertThat(transaction.getTraceId()).isEqualTo(TRACE_ID);
    assertThat(transaction.getParentSpanId()).isEqualTo(REQUEST_SPAN);
    assertThat(transaction.getEvents())
        .extracting(EventData::getName)
        .containsExactly("TRYING", "CONFIRMING", "CONFIRMED");
    assertThat(calls().map(SpanData::getName))
        .containsExactlyInAnyOrder("TRY stock", "TRY payment", "CONFIRM stock", "CONFIRM payment");
    assertThat(calls())
        .allSatisfy(
            call -> {
              assertThat(call.getTraceId()).isEqualTo(TRACE_ID);
              assertThat(call.getParentSpanId()).isEqualTo(transaction.getSpanId());
              assertThat(call.getStartEpochNanos())
                  .isBetween(transaction.getStartEpochNanos(), transaction.getEndEpochNanos());
              assertThat(call.getAttributes().get(AttributeKey.stringKey("tcc.answer")))
                  .isEqualTo("Done");
              assertThat(call.getAttributes().get(AttributeKey.longKey("tcc.attempt")))
                  .isEqualTo(1);
            });
  }

  @Test
  void participantsAreToldTheSpanOfTheirCall() throws Exception {
    try (TccCoordinator coordinator = traced()) {
      execute(coordinator, WaitFor.COMPLETED);
    }

    assertThat(participants.calls().stream().map(BranchCall::traceparent))
        .containsExactlyInAnyOrderElementsOf(
            calls().map(call -> "00-" + TRACE_ID + "-" + call.getSpanId() + "-01").toList());
  }

  @Test
  void whoRecoversLinksToTheTraceOfTheRequest() throws Exception {
    try (TccCoordinator coordinator = traced()) {
      execute(coordinator, WaitFor.DECIDED);
    }
    assertThat(span("transaction").getAttributes().get(AttributeKey.stringKey("tcc.phase")))
        .isEqualTo("CONFIRMING");
    exporter.reset();

    try (TccCoordinator other = traced()) {
      Object unused =
          other
              .complete(Set.of(TransactionKey.of("test", "a")), Duration.ofSeconds(30))
              .toCompletableFuture()
              .get(60, TimeUnit.SECONDS);
    }

    SpanData recovered = span("transaction, recovered");
    assertThat(recovered.getTraceId()).isNotEqualTo(TRACE_ID);
    assertThat(recovered.getLinks())
        .singleElement()
        .satisfies(
            link -> {
              assertThat(link.getSpanContext().getTraceId()).isEqualTo(TRACE_ID);
              assertThat(link.getSpanContext().getSpanId()).isEqualTo(REQUEST_SPAN);
            });
    assertThat(calls().map(SpanData::getName)).contains("CONFIRM stock", "CONFIRM payment");
    assertThat(calls())
        .allSatisfy(call -> assertThat(call.getParentSpanId()).isEqualTo(recovered.getSpanId()));
  }

  @Test
  void everyAttemptIsASpan() throws Exception {
    participants.answering(
        call ->
            call.operation() == Operation.TRY && call.attempt() < 3
                ? new Answer.Unknown("503")
                : new Answer.Done(null));

    try (TccCoordinator coordinator = traced()) {
      execute(coordinator, WaitFor.COMPLETED);
    }

    assertThat(
            calls()
                .filter(call -> call.getName().equals("TRY stock"))
                .map(call -> call.getAttributes().get(AttributeKey.stringKey("tcc.answer"))))
        .containsExactly("Unknown", "Unknown", "Done");
  }

  @Test
  void theCodeInTheDocsIsThis() throws IOException {
    String page = Files.readString(Path.of("..", "..", "docs", "observability.md"));
    List<String> pieces =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(page)
            .results()
            .map(piece -> piece.group(1))
            .toList();
    List<String> sources =
        List.of(
            Files.readString(SOURCES.resolve("TransactionSpans.java")),
            Files.readString(SOURCES.resolve("TracedParticipants.java")),
            Files.readString(SOURCES.resolve("TracingTest.java")));
    assertThat(pieces).hasSize(3);
    assertThat(pieces)
        .allSatisfy(piece -> assertThat(sources).anyMatch(source -> source.contains(piece)));
  }
}

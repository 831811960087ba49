package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.aws.LocalServer.Reply;
import io.lambdatcc.memory.InMemoryTransactionLog;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.wire.ParticipantRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

/** More calls at a time than there are connections. */
class ManyAtOnceTest {
  private static final int CALLS = 10_000;
  private static final int OUT = 4;
  private static final int TRANSACTIONS = 40;

  private static Reply done(LocalServer.Request request) {
    String operation = request.path().substring(request.path().lastIndexOf('/') + 1);
    String outcome =
        switch (operation) {
          case "try" -> "TRIED";
          case "confirm" -> "CONFIRMED";
          default -> "CANCELLED";
        };
    return Reply.of(200, "{\"outcome\":\"" + outcome + "\"}");
  }

  @Test
  void whatABulkheadHasNoRoomForIsNotSentAndNothingWaitsInLine() throws Exception {
    CountDownLatch allAsked = new CountDownLatch(1);
    try (LocalServer server =
            new LocalServer(
                request -> {
                  await(allAsked);
                  return done(request);
                });
        HttpParticipants participants =
            HttpParticipants.builder()
                .participant("stock", server.uri("/stock"))
                .maxConcurrentCalls(OUT)
                .timeout(Duration.ofSeconds(30))
                .build()) {
      List<CompletionStage<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        answers.add(
            participants.call(
                new BranchCall(
                    Operation.TRY,
                    TransactionId.parse("order-" + i + "~0123456789abnonce"),
                    "b1",
                    "stock",
                    Instant.now().plusSeconds(60),
                    "{}",
                    1,
                    null)));
      }
      allAsked.countDown();

      int sent = 0;
      for (CompletionStage<Answer> each : answers) {
        Answer answer = each.toCompletableFuture().get(60, TimeUnit.SECONDS);
        if (answer instanceof Answer.Done) {
          sent++;
        } else {
          assertThat(answer).isInstanceOf(Answer.NotSent.class);
        }
      }
      assertThat(sent).isEqualTo(OUT);
      assertThat(server.requests()).hasSize(OUT);
    }
  }

  /** Netty turns them away, or lets them wait in vain; the engine asks again. */
  @Test
  void connectionsThatCannotBeHadLoseNoTransaction() throws Exception {
    try (SdkAsyncHttpClient narrow =
            NettyNioAsyncHttpClient.builder()
                .maxConcurrency(2)
                .maxPendingConnectionAcquires(8)
                .connectionAcquisitionTimeout(Duration.ofMillis(50))
                .build();
        LocalServer server = new LocalServer(ManyAtOnceTest::done);
        HttpParticipants participants =
            HttpParticipants.builder()
                .httpClient(narrow)
                .participant("stock", server.uri("/stock"))
                // it would take them for trouble at the participant, and rest
                .circuitBreaker(
                    CircuitBreakerConfig.custom()
                        .slidingWindow(CALLS, CALLS, SlidingWindowType.COUNT_BASED)
                        .build())
                .build();
        TccCoordinator tcc =
            TccCoordinator.builder(new InMemoryTransactionLog(), participants)
                .scope("many")
                .build()) {
      List<CompletionStage<TccOutcome>> told = new ArrayList<>();
      for (int i = 0; i < TRANSACTIONS; i++) {
        told.add(
            tcc.execute(TccRequest.of("t" + i, List.of(TccBranch.at("stock", Payload.of("{}"))))));
      }
      for (CompletionStage<TccOutcome> each : told) {
        assertThat(each.toCompletableFuture().get(60, TimeUnit.SECONDS).transaction().phase())
            .satisfies(phase -> assertThat(phase.finished()).isTrue());
      }
      assertThat(tcc.underWay()).isZero();
      // there was more to do than could be done at once
      assertThat(server.requests().stream().map(ManyAtOnceTest::attempt)).anyMatch(n -> n > 1);
    }
  }

  private static int attempt(LocalServer.Request request) {
    return Integer.parseInt(
        String.valueOf(
            request.headers().get(ParticipantRequest.ATTEMPT_HEADER.toLowerCase(Locale.ROOT))));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

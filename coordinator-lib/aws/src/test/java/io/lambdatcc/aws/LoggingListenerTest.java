package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.memory.InMemoryTransactionLog;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.InvariantViolation;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.TransactionId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoggingListenerTest {

  /** What is logged at warn or above meanwhile: all that the tests' logger lets through. */
  private static String logged(ThrowingRunnable work) throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      work.run();
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @FunctionalInterface
  private interface ThrowingRunnable {
    void run() throws Exception;
  }

  private static TccOutcome executed(Answer toConfirm) throws Exception {
    FakeParticipants participants = new FakeParticipants();
    participants.answering(Operation.CONFIRM, toConfirm);
    try (TccCoordinator coordinator =
        TccCoordinator.builder(new InMemoryTransactionLog(), participants)
            .scope("test")
            .listener(new LoggingListener())
            .settings(
                TccSettings.builder()
                    .continuesUnattended(false)
                    .defaultWait(Duration.ofSeconds(5))
                    .build())
            .build()) {
      return coordinator
          .execute(TccRequest.of("a", List.of(TccBranch.at("stock", Payload.of("{\"secret\":1}")))))
          .toCompletableFuture()
          .get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void aParkedTransactionIsAWarningThatNamesBranchAndProblem() throws Exception {
    String logged =
        logged(
            () ->
                assertThat(executed(new Answer.Violated("no fence\n[main] ERROR forged")))
                    .isInstanceOf(TccOutcome.Pending.class));

    assertThat(logged)
        .contains("WARN io.lambdatcc.transactions", "a~", "CONFIRMING is parked", "branch stock")
        .contains("no fence [main] ERROR forged")
        .doesNotContain("secret");
  }

  @Test
  void aTransactionThatGoesWellWarnsNobody() throws Exception {
    String logged =
        logged(
            () ->
                assertThat(executed(new Answer.Done(null)))
                    .isInstanceOf(TccOutcome.Confirmed.class));

    assertThat(logged).isEmpty();
  }

  @Test
  void aBrokenInvariantIsAnError() throws Exception {
    String logged =
        logged(
            () ->
                new LoggingListener()
                    .violated(
                        TransactionId.parse("a~0123456789abnonce"),
                        new InvariantViolation("I9", "it is gone")));

    assertThat(logged)
        .contains("ERROR io.lambdatcc.transactions", "a~0123456789abnonce", "I9 violated");
  }
}

package io.lambdatcc.example.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccOverloadedException;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.memory.InMemoryTransactionLog;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.spi.ParticipantClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What is lost is noticed. */
class AuditTest {
  private static final String SCOPE = "audited";

  private final InMemoryTransactionLog log = new InMemoryTransactionLog();
  private final Audit audit = new Audit(log, SCOPE);

  private CompletionStage<TccOutcome> run(String name, boolean answered) {
    ParticipantClient participants =
        new ParticipantClient() {
          @Override
          public boolean knows(String participant) {
            return true;
          }

          @Override
          public CompletionStage<Answer> call(BranchCall call) {
            return answered
                ? CompletableFuture.completedFuture(new Answer.Done(null))
                : new CompletableFuture<>();
          }
        };
    return TccCoordinator.builder(log, participants)
        .scope(SCOPE)
        .build()
        .execute(TccRequest.of(name, List.of(TccBranch.at("stock", Payload.of("{}")))));
  }

  private TccOutcome confirmed(String name) {
    return run(name, true).toCompletableFuture().join();
  }

  private static CompletionException turnedAway() {
    return new CompletionException(new TccOverloadedException("full", Duration.ofSeconds(1)));
  }

  @Test
  void whatIsConfirmedInTheLogIsNotLost() {
    audit.offered("a");
    audit.told("a", confirmed("a"), null);
    audit.close();
    assertThat(audit.lostCount()).isZero();
    assertThat(audit.confirmedCount()).isEqualTo(1);
  }

  @Test
  void whatIsToldToBeConfirmedAndIsNotInTheLogIsLost() {
    TccOutcome outcome = confirmed("a");
    log.forgetEndedBefore(Instant.MAX);
    audit.told("a", outcome, null);
    assertThat(audit.lostCount()).isEqualTo(1);
  }

  @Test
  void whatIsTurnedAwayIsNotLostUnlessItHasLeftSomething() {
    audit.told("a", null, turnedAway());
    assertThat(audit.lostCount()).isZero();
    assertThat(audit.shedCount()).isEqualTo(1);
    Object unused = confirmed("b");
    audit.told("b", null, turnedAway());
    assertThat(audit.lostCount()).isEqualTo(1);
  }

  @Test
  void whatHasBegunAndNeverEndsIsLost() {
    Object unused = run("a", false);
    audit.offered("a");
    audit.abandoned("a");
    assertThat(audit.unfinished()).isEqualTo(1);
    audit.close();
    assertThat(audit.lostCount()).isEqualTo(1);
  }

  @Test
  void whatHasBegunAndEndsLaterIsNot() {
    audit.offered("a");
    audit.abandoned("a");
    assertThat(audit.unfinished()).isEqualTo(1);
    Object unused = confirmed("a");
    assertThat(audit.unfinished()).isZero();
    audit.close();
    assertThat(audit.lostCount()).isZero();
    assertThat(audit.confirmedCount()).isEqualTo(1);
  }

  @Test
  void whatEndedSinceTheOldestWasOfferedIsStillLookedAt() {
    Instant before = Instant.now();
    audit.offered("a");
    audit.offered("b");
    assertThat(audit.doneWithBefore(Instant.MAX)).isBetween(before, Instant.now());
    audit.told("a", confirmed("a"), null);
    audit.abandoned("b");
    assertThat(audit.unfinished()).isEqualTo(1);
    assertThat(audit.doneWithBefore(Instant.MAX)).isBetween(before, Instant.now());
    Object unused = confirmed("b");
    assertThat(audit.unfinished()).isZero();
    assertThat(audit.doneWithBefore(Instant.MAX)).isEqualTo(Instant.MAX);
  }

  @Test
  void whatFailsInAWayThatNobodyKnowsIsLost() {
    audit.told("a", null, new IllegalStateException("a bug"));
    assertThat(audit.lostCount()).isEqualTo(1);
  }
}

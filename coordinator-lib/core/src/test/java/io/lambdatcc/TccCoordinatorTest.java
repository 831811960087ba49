package io.lambdatcc;

import static io.lambdatcc.testing.World.now;
import static io.lambdatcc.testing.World.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdatcc.api.CancelResult;
import io.lambdatcc.api.NameConflictException;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.ResolveResult;
import io.lambdatcc.api.SweepReport;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccInDoubtException;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.api.TccTransaction;
import io.lambdatcc.api.TccUnavailableException;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Event;
import io.lambdatcc.protocol.InvariantViolation;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.Protocol;
import io.lambdatcc.protocol.Resolution;
import io.lambdatcc.protocol.Step;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.LogRejectedException;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.spi.TransactionListener;
import io.lambdatcc.testing.FaultyLog.Fault;
import io.lambdatcc.testing.Heard;
import io.lambdatcc.testing.Services.Twist;
import io.lambdatcc.testing.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stories of what callers ask and are told. */
class TccCoordinatorTest {
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final World world = new World();
  private final TccCoordinator tcc = world.coordinator();

  // ---- the good case -------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 99})
  void aConfirmedTransactionTakesThreeWritesAndTwoCallsPerBranch(int branches) {
    TccOutcome outcome = world.soon(tcc.execute(request("order-1", services(branches))));
    assertThat(outcome).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(world.log().landed().stream().map(TransactionState::phase))
        .containsExactly(Phase.TRYING, Phase.CONFIRMING, Phase.CONFIRMED);
    assertThat(world.services().calls()).hasSize(2 * branches);
  }

  @Test
  void triesGoOutInParallelAndTakeTheTimeOfTheSlowest() {
    for (String service : services(3)) {
      world.services().next(Operation.TRY, service, new Twist.Slow(Duration.ofMillis(500)));
    }
    Instant start = world.time().instant();
    var told = tcc.execute(request("order-1", services(3)));
    world.time().pass(Duration.ofMillis(530));
    assertThat(now(told)).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(Duration.between(start, world.time().instant())).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void sequentialTriesGoOutOneByOneInTheRequestsOrderAndConfirmsInParallel() {
    world.soon(tcc.execute(request("order-1", services(3)).withOrder(Order.SEQUENTIAL)));
    assertThat(world.services().calls().stream().map(c -> c.operation() + " " + c.branchId()))
        .startsWith("TRY s0", "TRY s1", "TRY s2")
        .hasSize(6);
    assertThat(world.services().mostOut()).isEqualTo(3);
  }

  @Test
  void noMoreCallsAreOutAtATimeThanTheLimit() {
    TccCoordinator narrow = world.coordinator(TccSettings.builder().callsPerTransaction(4).build());
    TccOutcome outcome = world.soon(narrow.execute(request("order-1", services(30))));
    assertThat(outcome).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(world.services().mostOut()).isEqualTo(4);
  }

  @Test
  void onlyTriesCarryThePayloadAndEveryCallTheTrace() {
    TccRequest request =
        TccRequest.of("order-1", List.of(TccBranch.at("stock", Payload.of("{\"n\": 1.0}"))));
    world.soon(tcc.execute(request.tracedBy(TRACE)));
    assertThat(world.services().calls().stream().map(BranchCall::payload))
        .containsExactly("{\"n\": 1.0}", null);
    assertThat(world.services().calls().stream().map(BranchCall::traceparent)).containsOnly(TRACE);
  }

  @Test
  void whatTryAnsweredIsShownAndStored() {
    TccTransaction shown = world.soon(tcc.execute(request("order-1", "stock"))).transaction();
    assertThat(shown.branches().get(0).result()).isEqualTo("{\"tried\":\"stock\"}");
    assertThat(now(tcc.find("order-1")).orElseThrow().branches().get(0).result())
        .isEqualTo("{\"tried\":\"stock\"}");
  }

  // ---- no ------------------------------------------------------------------------------------

  @Test
  void oneRefusalCancelsEveryBranchTheRefusingOneToo() {
    world.services().always(Operation.TRY, "s1", refusal());
    TccOutcome outcome = world.soon(tcc.execute(request("order-1", services(3))));
    assertThat(outcome).isInstanceOf(TccOutcome.Cancelled.class);
    CancelReason reason = reason(outcome);
    assertThat(reason.kind()).isEqualTo(CancelReason.Kind.REFUSED);
    assertThat(reason.branchId()).isEqualTo("s1");
    assertThat(reason.code()).isEqualTo("out-of-stock");
    assertThat(outcome.transaction().retryable()).isFalse();
    assertThat(world.services().count(Operation.CANCEL)).isEqualTo(3);
    assertThat(world.services().effects("order-1").values()).containsOnly(Operation.CANCEL);
  }

  @Test
  void aTryOfUnknownOutcomeIsRepeatedUntilItIsAnswered() {
    world
        .services()
        .next(Operation.TRY, "s0", new Twist.ReplyLost(), unknown(), new Twist.ReplyLost());
    TccOutcome outcome = world.soon(tcc.execute(request("order-1", services(2))));
    assertThat(outcome).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(world.services().count(Operation.TRY)).isEqualTo(5);
    assertThat(
            world.services().calls().stream()
                .filter(c -> c.operation() == Operation.TRY && c.branchId().equals("s0"))
                .map(BranchCall::attempt))
        .containsExactly(1, 2, 3, 4);
  }

  @Test
  void theDeadlineEndsTheTryingAndNoTryIsSentAfterIt() {
    world.services().always(Operation.TRY, "s0", unknown());
    TccOutcome outcome =
        world.soon(tcc.execute(request("order-1", services(2)).withTimeout(Duration.ofSeconds(3))));
    assertThat(reason(outcome).kind()).isEqualTo(CancelReason.Kind.DEADLINE);
    assertThat(outcome.transaction().retryable()).isTrue();
    assertThat(Duration.between(outcome.transaction().createdAt(), world.time().instant()))
        .isLessThan(Duration.ofSeconds(4));
    List<Operation> order = world.services().calls().stream().map(BranchCall::operation).toList();
    assertThat(order.lastIndexOf(Operation.TRY)).isLessThan(order.indexOf(Operation.CANCEL));
  }

  @Test
  void aMessageThatIsNotAcceptedCancelsAtOnce() {
    world
        .services()
        .always(Operation.TRY, "s0", new Twist.Instead(new Answer.Rejected("403", "not for you")));
    TccOutcome outcome = world.soon(tcc.execute(request("order-1", services(2))));
    assertThat(reason(outcome).kind()).isEqualTo(CancelReason.Kind.REJECTED);
    assertThat(world.services().count(Operation.TRY)).isEqualTo(2);
  }

  // ---- contention ----------------------------------------------------------------------------

  @Test
  void whoHoldsAndWaitsInParallelGivesUpWithinTwiceTheBound() {
    world.services().always(Operation.TRY, "s1", notNow());
    var told = tcc.execute(request("order-1", services(2)));
    world.time().pass(Duration.ofMillis(1_100));
    assertThat(reason(now(told)).kind()).isEqualTo(CancelReason.Kind.CONTENDED);
    assertThat(reason(now(told)).branchId()).as("the one that waits").isEqualTo("s1");
    assertThat(now(told).transaction().retryable()).isTrue();
    assertThat(world.services().effects("order-1").values()).containsOnly(Operation.CANCEL);
  }

  @Test
  void whoOnlyWaitsAndHoldsNothingGoesOnWaiting() {
    world.services().always(Operation.TRY, "s0", notNow()).always(Operation.TRY, "s1", notNow());
    var told = tcc.execute(request("order-1", services(2)));
    world.time().pass(Duration.ofSeconds(5));
    world.services().healed(Operation.TRY, "s0").healed(Operation.TRY, "s1");
    assertThat(world.soon(told)).isInstanceOf(TccOutcome.Confirmed.class);
  }

  @Test
  void sequentialOnesMayWaitUntilTheDeadline() {
    world.services().always(Operation.TRY, "s1", notNow());
    var told = tcc.execute(request("order-1", services(2)).withOrder(Order.SEQUENTIAL));
    world.time().pass(Duration.ofSeconds(5));
    world.services().healed(Operation.TRY, "s1");
    assertThat(world.soon(told)).isInstanceOf(TccOutcome.Confirmed.class);
  }

  // ---- phase two -----------------------------------------------------------------------------

  @Test
  void aConfirmThatFailsIsRepeatedUntilItIsAnswered() {
    world.services().next(Operation.CONFIRM, "s0", unknown(), unknown(), unknown());
    TccOutcome outcome = world.soon(tcc.execute(request("order-1", services(2))));
    assertThat(outcome).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(world.services().count(Operation.CONFIRM)).isEqualTo(5);
  }

  @Test
  void aFailedRoundWritesWhoIsDoneAndTheNextRoundCallsOnlyTheOthers() {
    world.services().always(Operation.CONFIRM, "s0", unknown());
    var told =
        tcc.execute(
            request("order-1", services(3)).waitingFor(WaitFor.COMPLETED, Duration.ofSeconds(1)));
    world.time().pass(Duration.ofSeconds(2));
    assertThat(now(told)).isInstanceOf(TccOutcome.Pending.class);
    TransactionState stored = world.stored("order-1").orElseThrow();
    assertThat(stored.phase()).isEqualTo(Phase.CONFIRMING);
    assertThat(stored.failedRounds()).isPositive();
    assertThat(stored.branches().get(1).status().settled()).isTrue();
    assertThat(world.services().calls().stream().filter(c -> c.branchId().equals("s1"))).hasSize(2);
  }

  @Test
  void whatKeepsFailingIsParkedVisibleAndEndsWhenRetriedByHand() {
    world.services().always(Operation.CONFIRM, "s0", unknown());
    var told = tcc.execute(request("order-1", services(2)));
    world.soon(told);
    world.time().pass(Duration.ofMinutes(1));
    TccTransaction parked = now(tcc.find("order-1")).orElseThrow();
    assertThat(parked.parked()).isTrue();
    assertThat(parked.branches().get(0).problem()).contains("500");
    world.services().healed(Operation.CONFIRM, "s0");
    assertThat(world.soon(tcc.retry("order-1", null)).orElseThrow())
        .isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(now(tcc.find("order-1")).orElseThrow().parked()).isFalse();
  }

  @Test
  void aViolationIsParkedAtOnce() {
    world
        .services()
        .always(Operation.CONFIRM, "s0", new Twist.Instead(new Answer.Violated("no fence")));
    var told = tcc.execute(request("order-1", services(2)));
    world.time().pass(Duration.ofMillis(100));
    assertThat(world.stored("order-1").orElseThrow().parked()).isTrue();
    assertThat(now(told)).isInstanceOf(TccOutcome.Pending.class);
  }

  @Test
  void aCoordinatorFollowsTheProtocolThatItIsGiven() {
    TccCoordinator strict =
        TccCoordinator.builder(world.log(), world.services())
            .scope(World.SCOPE)
            .clock(world.time())
            .scheduler(world.time())
            .protocol(new Protocol(1))
            .build();
    world.services().next(Operation.CONFIRM, "s0", unknown());
    var unused = strict.execute(request("order-1", services(2)));
    world.time().pass(Duration.ofMillis(50));
    assertThat(world.stored("order-1").orElseThrow().parked()).as("at once").isTrue();
  }

  @Test
  void whoWaitsForTheDecisionIsToldBeforePhaseTwo() {
    world.services().always(Operation.CONFIRM, "s0", new Twist.Slow(Duration.ofSeconds(9)));
    var told = tcc.execute(request("order-1", services(2)).waitingFor(WaitFor.DECIDED, null));
    world.time().pass(Duration.ofMillis(50));
    assertThat(now(told)).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(now(told).transaction().phase()).isEqualTo(Phase.CONFIRMING);
    assertThat(world.soon(tcc.await("order-1", WaitFor.COMPLETED, null)).orElseThrow())
        .isInstanceOf(TccOutcome.Confirmed.class);
  }

  // ---- when nobody waits ---------------------------------------------------------------------

  @Test
  void unattendedOrNotDecidesWhetherWorkGoesOnAfterTheAnswer() {
    TccCoordinator lambda =
        world.coordinator(TccSettings.builder().continuesUnattended(false).build());
    var told = lambda.execute(request("order-1", services(2)).waitingFor(WaitFor.DECIDED, null));
    assertThat(world.soon(told).transaction().phase()).isEqualTo(Phase.CONFIRMING);
    assertThat(world.services().count(Operation.CONFIRM)).as("nothing more is sent").isZero();
    assertThat(world.time().scheduled()).as("no timer is left").isZero();
    world.time().pass(Duration.ofSeconds(3));
    SweepReport report = world.soon(lambda.sweep(Duration.ofSeconds(2)));
    assertThat(report).isEqualTo(new SweepReport(1, 0, 1, 0, 0, 0, null));
    assertThat(world.stored("order-1").orElseThrow().phase()).isEqualTo(Phase.CONFIRMED);
  }

  @Test
  void outOfTimeTheAnswerIsNotYetAndNothingMoreIsSent() {
    world.services().always(Operation.TRY, "s0", new Twist.Silence());
    TccCoordinator lambda =
        world.coordinator(TccSettings.builder().continuesUnattended(false).build());
    var told =
        lambda.execute(
            request("order-1", services(2)).waitingFor(WaitFor.COMPLETED, Duration.ofSeconds(1)));
    world.time().pass(Duration.ofSeconds(1));
    assertThat(now(told)).isInstanceOf(TccOutcome.Pending.class);
    assertThat(world.time().scheduled()).as("no timer is left").isZero();
    int calls = world.services().calls().size();
    world.time().pass(Duration.ofMinutes(1));
    assertThat(world.services().calls()).hasSize(calls);
    world.soon(lambda.sweep(Duration.ofSeconds(2)));
    assertThat(world.stored("order-1").orElseThrow().phase()).isEqualTo(Phase.CANCELLED);
  }

  @Test
  void beginNeedsACoordinatorThatContinuesUnattended() {
    TccCoordinator lambda =
        world.coordinator(TccSettings.builder().continuesUnattended(false).build());
    assertThatThrownBy(() -> lambda.begin(request("order-1", "stock")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("execute");
  }

  @Test
  void beginAnswersAtOnceAndAwaitTellsTheEnd() {
    var begun = tcc.begin(request("order-1", services(2)));
    world.time().pass(Duration.ofMillis(5));
    assertThat(now(begun).phase()).isEqualTo(Phase.TRYING);
    assertThat(world.soon(tcc.await("order-1", WaitFor.COMPLETED, null)).orElseThrow())
        .isInstanceOf(TccOutcome.Confirmed.class);
  }

  // ---- names ---------------------------------------------------------------------------------

  @Test
  void theSameNameAndRequestTwiceAtOnceIsOneTransaction() {
    var one = tcc.execute(request("order-1", services(2)));
    var two = world.coordinator().execute(request("order-1", services(2)));
    world.time().passUntilQuiet();
    assertThat(now(one)).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(now(two).transaction().id()).isEqualTo(now(one).transaction().id());
    assertThat(now(two)).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(world.services().calls()).hasSize(4);
  }

  @Test
  void theSameNameLaterGetsTheSameAnswer() {
    world.services().always(Operation.TRY, "s0", refusal());
    TccOutcome first = world.soon(tcc.execute(request("order-1", services(2))));
    TccOutcome second = world.soon(tcc.execute(request("order-1", services(2))));
    assertThat(second).isEqualTo(first);
  }

  @Test
  void theSameNameWithAnotherRequestIsRefused() {
    world.soon(tcc.execute(request("order-1", services(2))));
    List<TccRequest> others =
        List.of(
            request("order-1", services(3)),
            request("order-1", "s1", "s0"),
            request("order-1", services(2)).withOrder(Order.SEQUENTIAL),
            TccRequest.of(
                "order-1",
                List.of(
                    TccBranch.at("s0", Payload.of("{}")), TccBranch.at("s1", Payload.of("[]")))));
    for (TccRequest other : others) {
      assertThatThrownBy(() -> world.soon(tcc.execute(other)))
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(NameConflictException.class);
    }
    assertThat(world.services().calls()).hasSize(4);
  }

  @Test
  void whatIsWaitedForIsNotPartOfTheRequest() {
    world.soon(tcc.execute(request("order-1", services(2))));
    var again =
        tcc.execute(
            request("order-1", services(2))
                .withTimeout(Duration.ofSeconds(1))
                .waitingFor(WaitFor.DECIDED, Duration.ofSeconds(1)));
    assertThat(world.soon(again)).isInstanceOf(TccOutcome.Confirmed.class);
  }

  @Test
  void scopesDoNotSeeEachOthersTransactions() {
    TccOutcome mine = world.soon(tcc.execute(request("order-1", "stock")));
    TccCoordinator stranger = tcc.forScope("someone-else");
    String id = mine.transaction().id().toString();
    assertThat(now(stranger.find("order-1"))).isEmpty();
    assertThat(now(stranger.find(id))).isEmpty();
    assertThat(now(stranger.cancel(id, null))).isEmpty();
    assertThat(now(stranger.retry(id, null))).isEmpty();
    assertThat(now(tcc.find(id))).isPresent();
    assertThat(now(tcc.forOperators().find(id))).isPresent();
    assertThat(now(tcc.forOperators().find("order-1"))).isEmpty();
    assertThat(now(tcc.find(id + "0"))).isEmpty();
    assertThat(now(tcc.find("../etc/passwd"))).isEmpty();
  }

  @Test
  void unknownParticipantsAndBadTimeoutsAreRefusedBeforeAnythingIsWritten() {
    world.services().without("nobody");
    assertThatThrownBy(() -> tcc.execute(request("order-1", "stock", "nobody")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("branches[1].participant");
    for (Duration bad : List.of(Duration.ZERO, Duration.ofMillis(99), Duration.ofHours(1))) {
      assertThatThrownBy(() -> tcc.execute(request("order-1", "stock").withTimeout(bad)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("timeoutMillis");
    }
    assertThat(world.log().landed()).isEmpty();
  }

  @Test
  void theShortestAndTheLongestTimeoutAreAccepted() {
    for (Duration good : List.of(TccSettings.MIN_TIMEOUT, TccSettings.defaults().maxTimeout())) {
      TccOutcome outcome =
          world.soon(tcc.execute(request("in-" + good.toMillis(), "stock").withTimeout(good)));
      assertThat(outcome).isInstanceOf(TccOutcome.Confirmed.class);
    }
  }

  // ---- cancel --------------------------------------------------------------------------------

  @Test
  void anybodyOfTheScopeMayCancelWhileItIsTried() {
    world.services().always(Operation.TRY, "s0", unknown());
    var told = tcc.execute(request("order-1", services(2)));
    world.time().pass(Duration.ofMillis(300));
    CancelResult cancelled = world.soon(tcc.cancel("order-1", null)).orElseThrow();
    assertThat(cancelled).isInstanceOf(CancelResult.Accepted.class);
    assertThat(cancelled.transaction().phase()).isEqualTo(Phase.CANCELLED);
    assertThat(reason(now(told)).kind()).isEqualTo(CancelReason.Kind.REQUESTED);
    assertThat(now(tcc.cancel("order-1", null)).orElseThrow())
        .as("asked again because the answer was lost")
        .isInstanceOf(CancelResult.Accepted.class);
  }

  @Test
  void theOwnerAdoptsACancelFromElsewhere() {
    world.services().next(Operation.TRY, "s0", new Twist.Slow(Duration.ofSeconds(2)));
    var told = tcc.execute(request("order-1", services(2)));
    world.time().pass(Duration.ofMillis(300));
    CompletionStage<?> cancelled = world.coordinator().cancel("order-1", null);
    world.time().pass(Duration.ofSeconds(3));
    assertThat(cancelled.toCompletableFuture()).isCompleted();
    assertThat(reason(now(told)).kind()).isEqualTo(CancelReason.Kind.REQUESTED);
    assertThat(world.services().effects("order-1").values()).containsOnly(Operation.CANCEL);
  }

  @Test
  void aLogThatCannotBeReadIsUnavailableAndSaysWhy() {
    world.log().unreadable(TransactionKey.of(World.SCOPE, "order-1"), false);
    assertThatThrownBy(() -> now(tcc.find("order-1")))
        .cause()
        .isInstanceOf(TccUnavailableException.class)
        .cause()
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("log: throttled");
  }

  @Test
  void afterTheDecisionItIsTooLateToCancel() {
    world.soon(tcc.execute(request("order-1", services(2))));
    assertThat(now(tcc.cancel("order-1", null)).orElseThrow())
        .isInstanceOf(CancelResult.AlreadyDecided.class);
    assertThat(now(tcc.cancel("nobody-knows", null))).isEmpty();
  }

  // ---- a log that does not say ---------------------------------------------------------------

  @Test
  void aDecisionWhoseWriteIsUnknownIsNeitherTakenForGrantedNorForFailed() {
    world.log().next(Fault.NONE, Fault.LOST_UNKNOWN, Fault.LOST_UNKNOWN, Fault.LANDED_UNKNOWN);
    TccOutcome outcome = world.soon(tcc.execute(request("order-1", services(2))));
    assertThat(outcome).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(world.services().count(Operation.CANCEL)).isZero();
  }

  @Test
  void everyAttemptAtOneWriteCarriesTheSameTokenAndEveryWriteItsOwn() {
    world.log().next(Fault.NONE, Fault.LOST_UNKNOWN, Fault.LANDED_UNKNOWN, Fault.NONE);
    world.soon(tcc.execute(request("order-1", services(2))));
    List<String> attempts = world.log().attempts();
    assertThat(attempts).hasSize(4);
    assertThat(attempts.subList(0, 3)).containsOnly(attempts.get(0));
    assertThat(attempts.get(3)).isNotEqualTo(attempts.get(0)).startsWith("3 ");
  }

  @Test
  void whoIsInDoubtIsToldWhatTheLogHasSaid() {
    world.log().always(Fault.LOST_UNKNOWN);
    var told =
        tcc.execute(request("order-1", "stock").waitingFor(WaitFor.DECIDED, Duration.ofSeconds(1)));
    assertThatThrownBy(() -> world.soon(told))
        .hasRootCauseMessage("log: LOST_UNKNOWN")
        .cause()
        .isInstanceOfSatisfying(
            TccInDoubtException.class,
            doubt -> assertThat(doubt.id().key().name()).isEqualTo("order-1"));
  }

  @Test
  void whoIsInDoubtBecauseTheCoordinatorIsClosedIsToldThat() {
    var told = tcc.execute(request("order-1", "stock"));
    tcc.close();
    assertThatThrownBy(() -> now(told))
        .hasCauseInstanceOf(TccInDoubtException.class)
        .hasRootCauseMessage("stopped");
  }

  @Test
  void noCallIsMadeWhileNobodyKnowsWhetherItWasBegun() {
    world.log().always(Fault.LANDED_UNKNOWN);
    var told =
        tcc.execute(
            request("order-1", services(2)).waitingFor(WaitFor.COMPLETED, Duration.ofSeconds(5)));
    assertThatThrownBy(() -> world.soon(told)).hasCauseInstanceOf(TccInDoubtException.class);
    assertThat(world.services().calls()).isEmpty();
    assertThat(world.heard().inDoubt()).hasSize(1);
    assertThat(world.heard().left()).isEmpty();
    assertThat(world.time().scheduled()).isZero();
  }

  @Test
  void whoIsInDoubtAsksAgainUnderTheSameNameAndIsToldTheTruth() {
    world.log().always(Fault.LANDED_UNKNOWN);
    var doubt =
        tcc.execute(
            request("order-1", services(2)).waitingFor(WaitFor.COMPLETED, Duration.ofSeconds(1)));
    assertThatThrownBy(() -> world.soon(doubt)).hasCauseInstanceOf(TccInDoubtException.class);
    world.log().always(null);
    TccOutcome again = world.soon(tcc.execute(request("order-1", services(2))));
    assertThat(reason(again).kind()).isEqualTo(CancelReason.Kind.DEADLINE);
    assertThat(world.services().effects("order-1").values()).containsOnly(Operation.CANCEL);
  }

  // ---- sweep ---------------------------------------------------------------------------------

  @Test
  void aSweepLeavesAloneWhatIsStillBeingTriedWithoutAWrite() {
    world.services().always(Operation.TRY, "s0", new Twist.Silence());
    Instant begun = world.time().instant();
    var unused = tcc.execute(request("order-1", services(2)).withTimeout(Duration.ofMinutes(1)));
    world.time().pass(Duration.ofSeconds(10));
    TccCoordinator other = world.coordinator();
    SweepReport report = now(other.sweep(Duration.ofSeconds(2)));
    assertThat(report).isEqualTo(new SweepReport(1, 1, 0, 0, 0, 0, begun));
    assertThat(world.log().landed()).hasSize(1);
  }

  @Test
  void poisonTakesItsPlacesAndTheOthersAreDrivenAllTheSame() {
    TccCoordinator lambda =
        world.coordinator(
            TccSettings.builder().continuesUnattended(false).sweepConcurrency(3).build());
    world
        .services()
        .always(
            Operation.CONFIRM,
            "poison",
            new Twist.SlowlyInstead(Duration.ofSeconds(5), new Answer.Unknown("no reply")));
    Instant begun = world.time().instant();
    for (int i = 0; i < 20; i++) {
      String service = i % 4 == 0 ? "poison" : "stock";
      world.soon(lambda.execute(request("order-" + i, service).waitingFor(WaitFor.DECIDED, null)));
    }
    world.time().pass(Duration.ofSeconds(3));
    SweepReport report = world.soon(lambda.sweep(Duration.ofSeconds(60)));
    assertThat(report).isEqualTo(new SweepReport(20, 0, 15, 5, 0, 0, begun));
  }

  @Test
  void aSweepDrivesNoMoreAtATimeThanItsLimit() {
    TccCoordinator narrow =
        world.coordinator(
            TccSettings.builder().continuesUnattended(false).sweepConcurrency(3).build());
    for (int i = 0; i < 250; i++) {
      world.soon(narrow.execute(request("order-" + i, "stock").waitingFor(WaitFor.DECIDED, null)));
    }
    world.time().pass(Duration.ofSeconds(3));
    SweepReport report = world.soon(narrow.sweep(Duration.ofMinutes(1)));
    assertThat(report).isEqualTo(new SweepReport(250, 0, 250, 0, 0, 0, null));
    assertThat(world.services().mostOut()).isEqualTo(3);
  }

  @Test
  void twoSweepsAtOnceDoNoHarm() {
    TccCoordinator lambda =
        world.coordinator(TccSettings.builder().continuesUnattended(false).build());
    world.soon(lambda.execute(request("order-1", services(3)).waitingFor(WaitFor.DECIDED, null)));
    world.time().pass(Duration.ofSeconds(3));
    var one = world.coordinator().sweep(Duration.ofSeconds(5));
    var two = world.coordinator().sweep(Duration.ofSeconds(5));
    world.time().passUntilQuiet();
    assertThat(now(one).finished() + now(two).finished()).isEqualTo(2);
    assertThat(world.services().effects("order-1").values()).containsOnly(Operation.CONFIRM);
  }

  @Test
  void aClosedCoordinatorSendsNothingMore() {
    world.services().always(Operation.CONFIRM, "s0", unknown());
    var unused = tcc.execute(request("order-1", services(2)));
    world.time().pass(Duration.ofMillis(30));
    tcc.close();
    int calls = world.services().calls().size();
    world.time().pass(Duration.ofMinutes(10));
    assertThat(world.services().calls()).hasSize(calls);
    assertThatThrownBy(() -> tcc.execute(request("order-2", "stock")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tcc.sweep(Duration.ofSeconds(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tcc.complete(Set.of(), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tcc.retryParked("s0", Duration.ofSeconds(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> now(tcc.retry("order-1", null)))
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void aCoordinatorThatIsClosedWhileATransactionIsBeingBegunBeginsNothing() {
    List<TccCoordinator> closing = new ArrayList<>();
    TccCoordinator one =
        TccCoordinator.builder(world.log(), world.services())
            .scope(World.SCOPE)
            .clock(world.time())
            .scheduler(world.time())
            .ids(
                () -> {
                  closing.forEach(TccCoordinator::close);
                  return "t0";
                })
            .build();
    closing.add(one);
    var told = one.execute(request("order-1", "stock"));
    assertThatThrownBy(() -> world.soon(told)).hasCauseInstanceOf(TccInDoubtException.class);
    assertThat(world.log().landed()).isEmpty();
    assertThat(world.services().calls()).isEmpty();
  }

  @Test
  void whoWouldPollIsToldThatTheCoordinatorWasClosedMeanwhile() {
    world.services().always(Operation.TRY, "s0", new Twist.Silence());
    var unused = tcc.execute(request("order-1", services(2)));
    world.log().slowReads(Duration.ofMillis(50));
    TccCoordinator other = world.coordinator();
    var awaited = other.await("order-1", WaitFor.DECIDED, null);
    other.close();
    world.time().pass(Duration.ofMillis(50));
    assertThatThrownBy(() -> now(awaited)).hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void whoPollsForAnotherCoordinatorsTransactionIsToldWhenThisOneIsClosed() {
    world.services().always(Operation.TRY, "s0", new Twist.Silence());
    var unused = tcc.execute(request("order-1", services(2)));
    TccCoordinator other = world.coordinator();
    var joined = other.execute(request("order-1", services(2)));
    world.time().pass(Duration.ofSeconds(1));
    assertThat(joined.toCompletableFuture()).isNotDone();
    other.close();
    assertThat(joined.toCompletableFuture()).isCompletedExceptionally();
  }

  // ---- what happens while a write is out ------------------------------------------------------

  @Test
  void aWishToCancelThatComesWhileTheDecisionIsBeingWrittenWritesNothing() {
    var told = tcc.execute(request("order-1", services(2)));
    world.time().pass(Duration.ofMillis(17));
    var cancel = tcc.cancel("order-1", null);
    assertThat(world.soon(cancel).orElseThrow()).isInstanceOf(CancelResult.AlreadyDecided.class);
    assertThat(now(told)).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(world.log().attempts()).hasSize(2);
  }

  @Test
  void triesThatWaitForTheirTurnAreNotSentOnceTheDecisionIsOnItsWay() {
    TccCoordinator narrow = world.coordinator(TccSettings.builder().callsPerTransaction(4).build());
    world.services().always(Operation.TRY, "s0", refusal());
    world.soon(narrow.execute(request("order-1", services(40))));
    assertThat(world.services().count(Operation.TRY)).isEqualTo(4);
    assertThat(world.services().count(Operation.CANCEL)).isEqualTo(40);
  }

  @Test
  void noTryIsSentWhenTheBeginIsKnownOnlyAfterTheDeadline() {
    world.log().always(Fault.LOST_UNKNOWN);
    var told = tcc.execute(request("order-1", services(2)).withTimeout(Duration.ofSeconds(1)));
    world.time().pass(Duration.ofMillis(1_500));
    world.log().always(null);
    assertThat(reason(world.soon(told)).kind()).isEqualTo(CancelReason.Kind.DEADLINE);
    assertThat(world.services().count(Operation.TRY)).isZero();
  }

  @Test
  void aRetryOfWhatIsNotDecidedOrHasEndedChangesNothing() {
    world.services().next(Operation.TRY, "s0", new Twist.Slow(Duration.ofSeconds(1)));
    var told = tcc.execute(request("order-1", services(2)));
    world.time().pass(Duration.ofMillis(100));
    assertThat(now(tcc.retry("order-1", null)).orElseThrow())
        .isInstanceOf(TccOutcome.Pending.class);
    assertThat(world.soon(told)).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(now(tcc.retry("order-1", null)).orElseThrow())
        .isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(world.log().landed()).hasSize(3);
    assertThat(world.services().calls()).hasSize(4);
  }

  @Test
  void aRetryThatComesWhileItIsBeingParkedIsNotLost() {
    world
        .services()
        .next(Operation.CONFIRM, "s0", new Twist.Instead(new Answer.Violated("no fence")));
    var told = tcc.execute(request("order-1", services(2)));
    world.time().pass(Duration.ofMillis(32));
    assertThat(world.stored("order-1").orElseThrow().parked()).isTrue();
    var retried = tcc.retry("order-1", null);
    assertThat(world.soon(retried).orElseThrow()).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(now(told)).isInstanceOf(TccOutcome.Confirmed.class);
  }

  @Test
  void aRetryOfWhatAnotherCoordinatorHasParkedMeanwhileIsNotLost() {
    world
        .services()
        .next(
            Operation.CONFIRM,
            "s0",
            new Twist.SlowlyInstead(Duration.ofMinutes(1), new Answer.Unknown("no reply")),
            new Twist.Instead(new Answer.Violated("no fence")));
    var unused = tcc.execute(request("order-1", services(2)));
    world.time().pass(Duration.ofSeconds(3));
    var swept = world.coordinator().sweep(Duration.ofSeconds(1));
    world.time().pass(Duration.ofSeconds(1));
    assertThat(now(swept).pending()).isOne();
    assertThat(world.stored("order-1").orElseThrow().parked()).isTrue();
    var retried = tcc.retry("order-1", null);
    world.time().pass(Duration.ofSeconds(1));
    assertThat(now(retried).orElseThrow()).isInstanceOf(TccOutcome.Confirmed.class);
  }

  @Test
  void aBranchThatSomebodyAnswersForIsSettledAndSaysWhoAndWhy() {
    world.services().always(Operation.CONFIRM, "s0", new Twist.Instead(new Answer.Violated("no")));
    var unused = tcc.execute(request("order-1", services(2)));
    world.time().pass(Duration.ofMillis(40));
    assertThat(world.stored("order-1").orElseThrow().parked()).isTrue();
    var resolved = resolve("s0", Operation.CONFIRM);
    assertThat(world.soon(resolved).orElseThrow()).isInstanceOf(ResolveResult.Accepted.class);
    TransactionState stored = world.stored("order-1").orElseThrow();
    assertThat(stored.phase()).isEqualTo(Phase.CONFIRMED);
    Resolution word = Objects.requireNonNull(stored.branches().get(0).resolution());
    assertThat(word.by()).isEqualTo("ops");
    assertThat(word.reason()).isEqualTo("seen to");
    assertThat(stored.branches().get(1).resolution()).isNull();
    TccTransaction shown = now(tcc.find("order-1")).orElseThrow();
    assertThat(shown.branches().get(0).resolution()).isEqualTo(word);
    assertThat(shown.branches().get(1).resolution()).isNull();
  }

  @Test
  void nobodysWordCountsAgainstTheDecision() {
    world.services().always(Operation.CONFIRM, "s0", new Twist.Instead(new Answer.Violated("no")));
    var unused = tcc.execute(request("order-1", services(2)));
    assertThat(now(resolve("s0", Operation.CANCEL)).orElseThrow())
        .isInstanceOf(ResolveResult.NothingDecided.class);
    world.time().pass(Duration.ofMillis(40));
    TransactionState before = world.stored("order-1").orElseThrow();
    assertThat(now(resolve("s0", Operation.CANCEL)).orElseThrow())
        .isInstanceOf(ResolveResult.DecidedOtherwise.class);
    assertThat(now(resolve("s7", Operation.CONFIRM)).orElseThrow())
        .isInstanceOf(ResolveResult.NoSuchBranch.class);
    assertThat(now(resolve("s1", Operation.CONFIRM)).orElseThrow())
        .isInstanceOf(ResolveResult.Accepted.class);
    assertThat(world.stored("order-1")).contains(before);
  }

  @Test
  void aWordIsInDoubtWhileTheLogDoesNotAnswer() {
    world.services().always(Operation.CONFIRM, "s0", new Twist.Instead(new Answer.Violated("no")));
    var unused = tcc.execute(request("order-1", services(2)));
    world.time().pass(Duration.ofMillis(40));
    world.log().always(Fault.LOST_UNKNOWN);
    var resolved =
        tcc.resolve("order-1", "s0", Operation.CONFIRM, "ops", "seen to", Duration.ofSeconds(1));
    world.time().pass(Duration.ofSeconds(2));
    assertThat(now(resolved).orElseThrow()).isInstanceOf(ResolveResult.InDoubt.class);
  }

  @Test
  void aWordWithoutAReasonIsNone() {
    var unused = world.soon(tcc.execute(request("order-1", services(2))));
    assertThat(tcc.resolve("order-1", "s0", Operation.CONFIRM, "ops", "", null))
        .isCompletedExceptionally();
    assertThat(tcc.resolve("order-1", "s0", Operation.TRY, "ops", "seen to", null))
        .isCompletedExceptionally();
  }

  private CompletionStage<Optional<ResolveResult>> resolve(String branch, Operation operation) {
    return tcc.resolve("order-1", branch, operation, "ops", "seen to", null);
  }

  @Test
  void whoHasSeenAPhaseIsNeverToldOfAnEarlierOne() {
    world.log().next(Fault.NONE, Fault.LOST_UNKNOWN);
    var unused = tcc.execute(request("order-1", services(2)));
    world.time().pass(Duration.ofMillis(16));
    var elsewhere = world.coordinator().cancel("order-1", null);
    assertThat(now(tcc.find("order-1")).orElseThrow().phase()).isEqualTo(Phase.CANCELLING);
    var awaited = tcc.await("order-1", WaitFor.COMPLETED, Duration.ZERO);
    world.time().pass(Duration.ofMillis(1));
    assertThat(now(awaited).orElseThrow().transaction().phase()).isEqualTo(Phase.CANCELLING);
    world.time().passUntilQuiet();
    assertThat(elsewhere.toCompletableFuture()).isCompleted();
  }

  // ---- what somebody has to look at -----------------------------------------------------------

  @Test
  void theListenerHearsOfEveryVersion() {
    world.soon(tcc.execute(request("order-1", "stock")));
    assertThat(world.heard().landed().stream().map(TransactionState::phase))
        .containsExactly(Phase.TRYING, Phase.CONFIRMING, Phase.CONFIRMED);
    assertThat(world.heard().steps()).as("of every answer").hasSize(2);
    assertThat(world.heard().failures()).isEmpty();
    assertThat(world.heard().inDoubt()).isEmpty();
  }

  @Test
  void theListenerHearsOnceThatACoordinatorIsDoneWithATransaction() {
    world.soon(tcc.execute(request("order-1", "stock")));
    assertThat(world.heard().left().stream().map(TransactionState::phase))
        .containsExactly(Phase.CONFIRMED);
  }

  @Test
  void theListenerHearsThatNobodyWaitsAnyLonger() {
    world.services().always(Operation.TRY, "stock", new Twist.Silence());
    TccCoordinator frozen =
        world.coordinator(TccSettings.builder().continuesUnattended(false).build());
    world.soon(
        frozen.execute(
            request("order-1", "stock").waitingFor(WaitFor.COMPLETED, Duration.ofSeconds(1))));
    assertThat(world.heard().left().stream().map(TransactionState::phase))
        .containsExactly(Phase.TRYING);
  }

  @Test
  void severalListenersAllHearEverything() {
    Heard other = new Heard();
    Heard another = new Heard();
    TransactionListener both = TransactionListener.all(other, another);
    world.soon(tcc.execute(request("order-1", "stock")));
    TransactionState state = world.heard().landed().get(0);
    both.landed(state);
    both.left(state);
    both.stepped(state, new Event.Found(state.createdAt()), new Step.Ignore("a test"));
    both.inDoubt(state.id());
    both.shed(state.id().key());
    both.violated(state.id(), new InvariantViolation("I1", "a test"));
    both.failed("a test", new IllegalStateException());
    assertThat(List.of(other, another))
        .allSatisfy(
            each -> {
              assertThat(each.landed()).hasSize(1);
              assertThat(each.left()).hasSize(1);
              assertThat(each.steps()).hasSize(1);
              assertThat(each.inDoubt()).hasSize(1);
              assertThat(each.shed()).hasSize(1);
              assertThat(each.violations()).hasSize(1);
              assertThat(each.failures()).hasSize(1);
            });
  }

  @Test
  void aVersionThatCanNeverBeStoredIsNobodysNoButAViolation() {
    world.log().next(Fault.NONE, Fault.NONE, Fault.REJECTED);
    var told = tcc.execute(request("order-1", services(2)));
    assertThatThrownBy(() -> world.soon(told)).hasCauseInstanceOf(InvariantViolation.class);
    assertThat(world.heard().violations()).hasSize(1);
    assertThat(world.stored("order-1").orElseThrow().phase()).isEqualTo(Phase.CONFIRMING);
  }

  @Test
  void aTransactionThatCanNeverBeStoredIsRefusedAtBegin() {
    world.log().next(Fault.REJECTED);
    var told = tcc.execute(request("order-1", services(2)));
    assertThatThrownBy(() -> world.soon(told)).hasCauseInstanceOf(LogRejectedException.class);
    assertThat(world.services().calls()).isEmpty();
    assertThat(world.heard().violations()).isEmpty();
    assertThat(world.heard().failures()).as("it is the caller's").isEmpty();
  }

  @Test
  void theListenerHearsThatTheLogDoesNotAnswer() {
    world.log().next(Fault.NONE, Fault.LOST_UNKNOWN);
    world.soon(tcc.execute(request("order-1", "stock")));
    assertThat(world.heard().failures()).hasSize(1);
    assertThat(world.heard().causes().get(0)).hasMessage("log: LOST_UNKNOWN");
  }

  @Test
  void theListenerHearsOfABugThatEndsADrive() {
    List<String> failures = new ArrayList<>();
    TccCoordinator buggy =
        TccCoordinator.builder(world.log(), world.services())
            .scope(World.SCOPE)
            .clock(world.time())
            .scheduler(world.time())
            .listener(
                new TransactionListener() {
                  @Override
                  public void landed(TransactionState state) {
                    throw new IllegalStateException("a bug");
                  }

                  @Override
                  public void failed(String where, Throwable cause) {
                    failures.add(where + ": " + cause.getMessage());
                  }
                })
            .build();
    var told = buggy.execute(request("order-1", "stock"));
    assertThatThrownBy(() -> world.soon(told)).hasRootCauseMessage("a bug");
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0)).startsWith("drive of order-1~").endsWith(": a bug");
    assertThat(world.services().calls()).isEmpty();
  }

  @Test
  void aClientThatThrowsIsTakenForAParticipantThatDidNotAnswer() {
    world.services().next(Operation.TRY, "s0", new Twist.Thrown());
    TccOutcome outcome = world.soon(tcc.execute(request("order-1", services(2))));
    assertThat(outcome).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(world.services().count(Operation.TRY, "s0")).isEqualTo(2);
  }

  @Test
  void aParticipantThatCannotBeReachedBecomesVisibleToo() {
    world
        .services()
        .always(Operation.CONFIRM, "s0", new Twist.Instead(new Answer.NotSent("no such host")));
    world.soon(tcc.execute(request("order-1", services(2))));
    assertThat(world.stored("order-1").orElseThrow().parked()).isTrue();
  }

  @Test
  void aTraceThatCannotBePassedOnIsDroppedAndBusinessGoesOn() {
    TccOutcome outcome =
        world.soon(tcc.execute(request("order-1", "stock").tracedBy("00-abc\r\nX-Evil: 1")));
    assertThat(outcome).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(world.services().calls().stream().map(BranchCall::traceparent)).containsOnlyNulls();
  }

  // ---- words ---------------------------------------------------------------------------------

  private static String[] services(int n) {
    return IntStream.range(0, n).mapToObj(i -> "s" + i).toArray(String[]::new);
  }

  private static Twist refusal() {
    return new Twist.Instead(new Answer.Refused("out-of-stock", "none left"));
  }

  private static Twist unknown() {
    return new Twist.Instead(new Answer.Unknown("500 from the participant"));
  }

  private static Twist notNow() {
    return new Twist.Instead(new Answer.NotNow(Duration.ofMillis(50)));
  }

  private static CancelReason reason(TccOutcome outcome) {
    CancelReason reason = outcome.transaction().reason();
    assertThat(reason).as("%s has a reason", outcome).isNotNull();
    return Objects.requireNonNull(reason);
  }
}

package io.lambdatcc;

import static io.lambdatcc.testing.World.now;
import static io.lambdatcc.testing.World.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdatcc.api.InquiryAnswer;
import io.lambdatcc.api.TccInDoubtException;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.api.TccUnavailableException;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.memory.InMemoryTransactionLog;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.LogRejectedException;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.testing.FaultyLog.Fault;
import io.lambdatcc.testing.Services.Twist;
import io.lambdatcc.testing.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Begin beside Try, and the questions of participants that make it safe. */
class BesideTest {
  private static final Duration A_MOMENT = Duration.ofMillis(1);

  /** The log of these worlds answers after 5 ms, their participants after 10. */
  private static final Duration LOG = Duration.ofMillis(5);

  private static final Duration CALL = Duration.ofMillis(10);
  private static final Duration TIMEOUT = TccSettings.defaults().defaultTimeout();

  private final World world = new World();
  private final Instant start = world.time().instant();

  // ---- the good case -------------------------------------------------------------------------

  @Test
  void triesLeaveBesideTheBeginAndNothingElseDoes() {
    TccCoordinator tcc = inquiring("stock", "payment");
    CompletionStage<TccOutcome> told = tcc.execute(request("a", "stock", "payment"));

    assertThat(sent()).containsExactly("TRY stock", "TRY payment");
    assertThat(world.soon(told)).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(phases()).containsExactly(Phase.TRYING, Phase.CONFIRMING, Phase.CONFIRMED);
    assertThat(sent()).hasSize(4);
  }

  @Test
  void theDecisionComesOneWriteEarlier() {
    CompletionStage<TccOutcome> told =
        inquiring("stock").execute(request("a", "stock").waitingFor(WaitFor.DECIDED, null));
    world.time().pass(CALL.plus(LOG).plus(A_MOMENT));
    assertThat(now(told)).isInstanceOf(TccOutcome.Confirmed.class);
  }

  @Test
  void whoDoesNotAskIsTriedWhenTheBeginHasLanded() {
    TccCoordinator tcc = inquiring("stock");
    CompletionStage<TccOutcome> told = tcc.execute(request("a", "payment", "stock"));
    assertThat(sent()).containsExactly("TRY stock");

    world.time().pass(LOG.plus(A_MOMENT));
    assertThat(sent()).containsExactly("TRY stock", "TRY payment");
    assertThat(world.soon(told)).isInstanceOf(TccOutcome.Confirmed.class);
  }

  @Test
  void noMoreCallsAreOutAtATimeThanTheLimit() {
    String[] all = IntStream.range(0, 9).mapToObj(i -> "s" + i).toArray(String[]::new);
    for (String each : all) {
      world.services().inquiring(each);
    }
    TccCoordinator narrow = world.coordinator(TccSettings.builder().callsPerTransaction(4).build());
    assertThat(world.soon(narrow.execute(request("a", all))))
        .isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(world.services().mostOut()).isEqualTo(4);
    assertThat(world.services().count(Operation.TRY)).isEqualTo(9);
  }

  @Test
  void oneByOneTheFirstAloneIsBesideTheBegin() {
    TccCoordinator tcc = inquiring("stock", "payment");
    var told = tcc.execute(request("a", "stock", "payment").withOrder(Order.SEQUENTIAL));
    assertThat(sent()).containsExactly("TRY stock");
    assertThat(world.soon(told)).isInstanceOf(TccOutcome.Confirmed.class);
  }

  @Test
  void aBeginInDoubtIsRepeatedAndDecidedOnlyOnceItIsKnown() {
    TccCoordinator tcc = inquiring("stock");
    world.log().next(Fault.LOST_UNKNOWN, Fault.LANDED_UNKNOWN);
    assertThat(world.soon(tcc.execute(request("a", "stock"))))
        .isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(phases()).containsExactly(Phase.TRYING, Phase.CONFIRMING, Phase.CONFIRMED);
    assertThat(world.services().count(Operation.TRY)).isEqualTo(1);
  }

  @Test
  void whereTheLogAnswersAtOnceTriesLeaveAllTheSame() {
    world.services().inquiring("stock");
    TccCoordinator tcc =
        world.coordinator(lambda(), new InMemoryTransactionLog(), world.services(), world.time());
    assertThat(world.soon(tcc.execute(request("a", "stock"))))
        .isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(world.services().count(Operation.TRY)).isEqualTo(1);
  }

  @Test
  void whereNobodyAnswersItIsNotDoneAndSaidSo() {
    world.services().inquiring("stock");
    assertThatThrownBy(
            () -> TccCoordinator.builder(new InMemoryTransactionLog(), world.services()).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("[stock]")
        .hasMessageContaining("answersInquiries()");
  }

  // ---- begins that come to nothing -----------------------------------------------------------

  @Test
  void whoLosesTheNameUndoesWhatItTried() {
    TccCoordinator tcc = inquiring("stock");
    CompletionStage<TccOutcome> first = tcc.execute(request("a", "stock"));
    CompletionStage<TccOutcome> second = tcc.execute(request("a", "stock"));
    assertThat(world.soon(first)).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(world.soon(second)).isEqualTo(now(first));

    assertThat(sent()).containsExactly("TRY stock", "TRY stock", "CANCEL stock", "CONFIRM stock");
  }

  @Test
  void whatCanNeverBeStoredIsTriedNowhereWhereTheLogSaysSoAtOnce() {
    TccCoordinator tcc = inquiring("stock");
    world.log().next(Fault.REJECTED);
    assertThatThrownBy(() -> world.soon(tcc.execute(request("a", "stock"))))
        .hasRootCauseInstanceOf(LogRejectedException.class);
    assertThat(sent()).isEmpty();
  }

  @Test
  void whatTurnsOutNeverToBeStorableIsForestalledAndThenUndone() {
    TccCoordinator tcc = inquiring("stock");
    world.log().next(Fault.LOST_UNKNOWN, Fault.REJECTED);
    assertThatThrownBy(() -> world.soon(tcc.execute(request("a", "stock"))))
        .hasRootCauseInstanceOf(LogRejectedException.class);
    assertThat(sent()).containsExactly("TRY stock", "CANCEL stock");
    assertThat(world.stored("a").orElseThrow().forestalled()).isTrue();
  }

  @Test
  void noBeginFollowsTheDeadline() {
    TccCoordinator tcc = inquiring("stock");
    world.log().always(Fault.LOST_UNKNOWN);
    CompletionStage<TccOutcome> told = tcc.execute(request("a", "stock"));
    world.time().pass(TIMEOUT.plusSeconds(2));
    assertThat(sent()).containsExactly("TRY stock");

    world.log().always(null);
    TccOutcome outcome = world.soon(told);
    assertThat(outcome).isInstanceOf(TccOutcome.Cancelled.class);
    assertThat(why(outcome)).isEqualTo(CancelReason.Kind.NEVER_BEGUN);
    assertThat(outcome.transaction().retryable()).isTrue();
    assertThat(phases()).containsExactly(Phase.CANCELLING, Phase.CANCELLED);
    assertThat(world.services().effects("a").values()).containsOnly(Operation.CANCEL);
  }

  @Test
  void aBeginThatHadLandedAfterAllIsCancelledAsAnyOther() {
    TccCoordinator tcc = inquiring("stock");
    world.log().always(Fault.LANDED_UNKNOWN);
    CompletionStage<TccOutcome> told = tcc.execute(request("a", "stock"));
    world.time().pass(TIMEOUT.plusSeconds(2));
    world.log().always(null);

    TccOutcome outcome = world.soon(told);
    assertThat(why(outcome)).isEqualTo(CancelReason.Kind.DEADLINE);
    assertThat(phases()).containsExactly(Phase.TRYING, Phase.CANCELLING, Phase.CANCELLED);
    assertThat(world.services().effects("a").values()).containsOnly(Operation.CANCEL);
  }

  @Test
  void whoGivesUpInDoubtCancelsNothing() {
    TccCoordinator tcc = inquiring("stock");
    world.log().always(Fault.LOST_UNKNOWN);
    CompletionStage<TccOutcome> told =
        tcc.execute(request("a", "stock").waitingFor(WaitFor.DECIDED, Duration.ofSeconds(1)));
    world.time().pass(Duration.ofSeconds(2));
    assertThatThrownBy(() -> now(told)).hasCauseInstanceOf(TccInDoubtException.class);
    assertThat(sent()).containsExactly("TRY stock");
  }

  @Test
  void aBeginAfterAnAnswerIsCancelledAndItsClientIsToldSo() {
    TccCoordinator tcc = inquiring("stock");
    world.log().always(Fault.LOST_UNKNOWN);
    CompletionStage<TccOutcome> told = tcc.execute(request("a", "stock"));
    world.time().pass(A_MOMENT);
    TransactionId id = world.services().calls().get(0).transactionId();
    // somebody's clock is ahead
    world.log().always(null);
    assertThat(soon(tcc.inquire(id, "stock", "stock", start, world.time().instant())))
        .isEqualTo(InquiryAnswer.CANCELLED);

    TccOutcome outcome = world.soon(told);
    assertThat(outcome).isInstanceOf(TccOutcome.Cancelled.class);
    assertThat(phases()).containsExactly(Phase.CANCELLED);
    assertThat(world.services().effects("a").values()).containsOnly(Operation.CANCEL);
  }

  // ---- questions -----------------------------------------------------------------------------

  @Test
  void whatHasNotBegunIsKeptFromBeginningButNotBeforeItsDeadline() {
    TccCoordinator tcc = world.coordinator();
    TransactionId id = new TransactionId(TransactionKey.of(World.SCOPE, "a"), "zz");
    Instant deadline = start.plusSeconds(10);
    assertThat(soon(tcc.inquire(id, "stock", "stock", deadline, world.time().instant())))
        .isEqualTo(InquiryAnswer.NOT_YET);
    assertThat(world.stored("a")).isEmpty();

    world.time().pass(Duration.ofSeconds(10));
    assertThat(soon(tcc.inquire(id, "stock", "stock", deadline, world.time().instant())))
        .isEqualTo(InquiryAnswer.CANCELLED);
    TransactionState end = world.stored("a").orElseThrow();
    assertThat(end.forestalled()).isTrue();
    assertThat(end.due()).isNull();
    assertThat(world.heard().landed()).as("also what never began").containsExactly(end);
    assertThat(soon(tcc.inquire(id, "stock", "stock", deadline, world.time().instant())))
        .isEqualTo(InquiryAnswer.CANCELLED);
    assertThat(soon(tcc.inquire(id, "payment", "payment", deadline, world.time().instant())))
        .as("another branch of it")
        .isEqualTo(InquiryAnswer.CANCELLED);
  }

  @Test
  void aQuestionOfYesterdayForestallsNothing() {
    TccCoordinator tcc = world.coordinator();
    TransactionId id = new TransactionId(TransactionKey.of(World.SCOPE, "a"), "zz");
    world.time().pass(Duration.ofDays(1));
    assertThat(soon(tcc.inquire(id, "stock", "stock", start, start)))
        .as("it may have been there, and forgotten since")
        .isEqualTo(InquiryAnswer.NOT_YET);
    assertThat(world.stored("a")).isEmpty();
    assertThat(soon(tcc.inquire(id, "stock", "stock", start, start.plusMillis(1))))
        .isEqualTo(InquiryAnswer.CANCELLED);
  }

  @Test
  void aNameThatCameToNothingIsToldSoWhateverIsAskedUnderIt() {
    TccCoordinator tcc = world.coordinator();
    TransactionId id = new TransactionId(TransactionKey.of(World.SCOPE, "a"), "zz");
    assertThat(soon(tcc.inquire(id, "b", "stock", start, world.time().instant())))
        .isEqualTo(InquiryAnswer.CANCELLED);

    TccOutcome outcome = world.soon(tcc.execute(request("a", "stock", "payment")));
    assertThat(outcome).isInstanceOf(TccOutcome.Cancelled.class);
    assertThat(why(outcome)).isEqualTo(CancelReason.Kind.NEVER_BEGUN);
    assertThat(sent()).isEmpty();
    assertThat(now(tcc.find("a"))).isPresent();
    assertThat(now(tcc.forScope("others").find("a"))).isEmpty();
    assertThat(now(tcc.forScope("others").find(id.toString()))).isEmpty();
    assertThat(now(tcc.forOperators().find(id.toString()))).isPresent();
  }

  @Test
  void whatIsStillBeingTriedIsCancelledBeforeThatIsAnswered() {
    TccCoordinator tcc = world.coordinator(lambda());
    world.services().always(Operation.TRY, "payment", new Twist.Silence());
    TccRequest request = request("a", "stock", "payment");
    TccOutcome pending =
        world.soon(tcc.execute(request.waitingFor(WaitFor.DECIDED, Duration.ofMillis(100))));
    assertThat(pending).isInstanceOf(TccOutcome.Pending.class);
    TransactionId id = pending.transaction().id();
    Instant deadline = pending.transaction().deadline();

    world.time().pass(Duration.between(world.time().instant(), deadline).minusMillis(1));
    assertThat(now(tcc.inquire(id, "stock", "stock", deadline, world.time().instant())))
        .isEqualTo(InquiryAnswer.NOT_YET);
    world.time().pass(A_MOMENT);
    CompletionStage<InquiryAnswer> told =
        tcc.inquire(id, "stock", "stock", deadline, world.time().instant());
    assertThat(told.toCompletableFuture()).as("before that is durable").isNotDone();
    assertThat(world.soon(told)).isEqualTo(InquiryAnswer.CANCELLED);
    assertThat(world.stored("a").orElseThrow().phase().confirms()).isFalse();
    assertThat(world.stored("a").orElseThrow().handedOver())
        .as("left to whoever completes it")
        .isTrue();
  }

  @Test
  void whatIsDecidedIsToldAsItIs() {
    TccCoordinator tcc = world.coordinator();
    TransactionId confirmed = world.soon(tcc.execute(request("a", "stock"))).transaction().id();
    Instant deadline = start.plusSeconds(10);
    assertThat(now(tcc.inquire(confirmed, "stock", "stock", deadline, world.time().instant())))
        .isEqualTo(InquiryAnswer.CONFIRMED);
    assertThat(now(tcc.inquire(confirmed, "other", "stock", deadline, world.time().instant())))
        .as("a branch that it does not have")
        .isEqualTo(InquiryAnswer.CANCELLED);
    assertThat(now(tcc.inquire(confirmed, "stock", "payment", deadline, world.time().instant())))
        .as("who has another name than it thinks still holds what is confirmed")
        .isEqualTo(InquiryAnswer.CONFIRMED);
    TransactionId another = new TransactionId(confirmed.key(), "zz");
    assertThat(now(tcc.inquire(another, "stock", "stock", deadline, world.time().instant())))
        .as("another transaction under the same name")
        .isEqualTo(InquiryAnswer.CANCELLED);
  }

  @Test
  void whatBeganWhileItWasAskedAboutIsAnsweredForAsItStands() {
    TccCoordinator tcc = world.coordinator();
    world.log().slowReads(Duration.ofMillis(100));
    TransactionId first = new TransactionId(TransactionKey.of(World.SCOPE, "a"), "t0");
    CompletionStage<InquiryAnswer> told =
        tcc.inquire(first, "stock", "stock", start, world.time().instant());
    CompletionStage<TccOutcome> outcome = tcc.execute(request("a", "stock"));
    world.time().pass(Duration.ofMillis(99));
    assertThat(now(outcome).transaction().id()).isEqualTo(first);
    assertThat(told.toCompletableFuture()).isNotDone();
    assertThat(world.soon(told)).isEqualTo(InquiryAnswer.CONFIRMED);
  }

  @Test
  void nothingIsAnsweredWhereTheLogDoesNotSay() {
    TccCoordinator tcc = world.coordinator();
    TransactionId id = new TransactionId(TransactionKey.of(World.SCOPE, "a"), "zz");
    world.log().always(Fault.LOST_UNKNOWN);
    CompletionStage<InquiryAnswer> told =
        tcc.inquire(id, "stock", "stock", start, world.time().instant());
    assertThatThrownBy(() -> world.soon(told))
        .hasCauseInstanceOf(TccUnavailableException.class)
        .hasRootCauseMessage("log: LOST_UNKNOWN");
    world.log().unreadable(id.key(), false);
    CompletionStage<InquiryAnswer> unread =
        tcc.inquire(id, "stock", "stock", start, world.time().instant());
    assertThatThrownBy(() -> world.soon(unread)).hasCauseInstanceOf(TccUnavailableException.class);
  }

  // ---- words ---------------------------------------------------------------------------------

  private TccCoordinator inquiring(String... participants) {
    for (String each : participants) {
      world.services().inquiring(each);
    }
    return world.coordinator(lambda());
  }

  private static TccSettings lambda() {
    return TccSettings.builder().continuesUnattended(false).build();
  }

  private static CancelReason.Kind why(TccOutcome outcome) {
    return Objects.requireNonNull(outcome.transaction().reason()).kind();
  }

  private <T> T soon(CompletionStage<T> stage) {
    return world.soon(stage);
  }

  private List<String> sent() {
    return world.services().calls().stream().map(BesideTest::word).toList();
  }

  private static String word(BranchCall call) {
    return call.operation() + " " + call.branchId();
  }

  private List<Phase> phases() {
    // a begin that is repeated is answered as landed each time
    return world.log().landed().stream().map(TransactionState::phase).distinct().toList();
  }
}

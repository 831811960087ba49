package io.lambdatcc;

import static io.lambdatcc.testing.World.now;
import static io.lambdatcc.testing.World.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.api.CompletionReport;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.testing.FaultyLog.Fault;
import io.lambdatcc.testing.Services.Twist;
import io.lambdatcc.testing.World;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Stories of decisions that one coordinator hands over and another goes on with. */
class CompletionTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final World world = new World();
  private final TccCoordinator lambda = lambda(16);

  private TccCoordinator lambda(int perParticipant) {
    return world.coordinator(
        TccSettings.builder()
            .continuesUnattended(false)
            .sweepConcurrencyPerParticipant(perParticipant)
            .build());
  }

  // ---- who marks -----------------------------------------------------------------------------

  @Test
  void whoWaitsForTheDecisionHandsTheRestOver() {
    world.soon(decided("order-1", "stock", "payment"));

    assertThat(stored("order-1").phase()).isEqualTo(Phase.CONFIRMING);
    assertThat(stored("order-1").handedOver()).isTrue();
  }

  @Test
  void aDecisionToCancelIsHandedOverToo() {
    world
        .services()
        .always(Operation.TRY, "stock", new Twist.Instead(new Answer.Refused("no", "none")));

    world.soon(decided("order-1", "stock", "payment"));

    assertThat(stored("order-1").phase()).isEqualTo(Phase.CANCELLING);
    assertThat(stored("order-1").handedOver()).isTrue();
  }

  @Test
  void whoWaitsForTheEndHandsNothingOver() {
    world.soon(lambda.execute(request("order-1", "stock")));

    assertThat(world.log().landed()).extracting(TransactionState::handedOver).containsOnly(false);
  }

  @Test
  void aCoordinatorThatLivesOnHandsNothingOver() {
    TccCoordinator service = world.coordinator();

    world.soon(service.execute(request("order-1", "stock").waitingFor(WaitFor.DECIDED, null)));

    assertThat(stored("order-1").phase()).isEqualTo(Phase.CONFIRMED);
    assertThat(world.log().landed()).extracting(TransactionState::handedOver).containsOnly(false);
  }

  @Test
  void aJoinerThatWaitsForTheEndKeepsTheDecisionUnmarked() {
    world.services().always(Operation.TRY, "stock", new Twist.Slow(Duration.ofMillis(100)));
    var told = decided("order-1", "stock");
    world.time().pass(Duration.ofMillis(50));
    var joined = lambda.execute(request("order-1", "stock"));

    world.time().passUntilQuiet();

    assertThat(now(told)).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(now(joined).transaction().phase()).isEqualTo(Phase.CONFIRMED);
    assertThat(world.log().landed()).extracting(TransactionState::handedOver).containsOnly(false);
  }

  @Test
  void aJoinerThatComesWhileTheMarkIsBeingWrittenIsServedAllTheSame() {
    var told = decided("order-1", "stock");
    world.time().pass(Duration.ofMillis(17));
    assertThat(stored("order-1").handedOver()).as("on its way to the one who decides").isTrue();
    var joined = lambda.execute(request("order-1", "stock"));

    world.time().passUntilQuiet();

    assertThat(now(told)).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(now(joined).transaction().phase()).isEqualTo(Phase.CONFIRMED);
    assertThat(stored("order-1").handedOver()).isFalse();
  }

  @Test
  void aSweepThatCancelsGoesOnByItselfAndHandsNothingOver() {
    world.services().always(Operation.TRY, "stock", new Twist.Silence());
    world.soon(lambda.execute(request("order-1", "stock").waitingFor(WaitFor.DECIDED, SECOND)));
    world.time().pass(Duration.ofSeconds(20));

    world.soon(lambda.sweep(SECOND));

    assertThat(stored("order-1").phase()).isEqualTo(Phase.CANCELLED);
    assertThat(world.log().landed()).extracting(TransactionState::handedOver).containsOnly(false);
  }

  @Test
  void everyAttemptAtTheDecisionIsMarkedAlike() {
    world.log().next(Fault.NONE, Fault.LANDED_UNKNOWN, Fault.LOST_UNKNOWN);

    world.soon(decided("order-1", "stock"));

    assertThat(world.log().attempts()).hasSize(3).allMatch(each -> each.startsWith("2 "));
    assertThat(world.log().landed().stream().filter(s -> s.version() == 2))
        .hasSize(2)
        .allMatch(TransactionState::handedOver);
  }

  // ---- who goes on ---------------------------------------------------------------------------

  @Test
  void whatIsHandedOverIsFinishedWithoutWaitingUntilItIsDue() {
    world.soon(decided("order-1", "stock", "payment"));

    assertThat(completed("order-1")).isEqualTo(new CompletionReport(0, 1, 0, 0, Set.of()));

    assertThat(stored("order-1").phase()).isEqualTo(Phase.CONFIRMED);
    assertThat(world.time().scheduled()).as("no timer is left").isZero();
  }

  @Test
  void beingToldTwiceDoesNothingTwice() {
    world.soon(decided("order-1", "stock"));
    completed("order-1");

    assertThat(completed("order-1")).isEqualTo(new CompletionReport(1, 0, 0, 0, Set.of()));

    assertThat(world.services().count(Operation.CONFIRM)).isEqualTo(1);
  }

  @Test
  void whatIsGoneIsLeftAlone() {
    assertThat(completed("never-begun")).isEqualTo(new CompletionReport(1, 0, 0, 0, Set.of()));
  }

  @Test
  void whatIsNotDecidedIsLeftAloneEvenPastItsDeadline() {
    world.services().always(Operation.TRY, "stock", new Twist.Silence());
    world.soon(lambda.execute(request("order-1", "stock").waitingFor(WaitFor.DECIDED, SECOND)));
    world.time().pass(Duration.ofMinutes(1));

    assertThat(completed("order-1")).isEqualTo(new CompletionReport(1, 0, 0, 0, Set.of()));

    assertThat(stored("order-1").phase()).isEqualTo(Phase.TRYING);
    assertThat(world.services().calls()).hasSize(1);
  }

  @Test
  void aBranchThatDoesNotAnswerIsNoFailureAndKeepsItsPauses() {
    world.services().always(Operation.CONFIRM, "stock", unknown());
    world.soon(decided("order-1", "stock", "payment"));

    assertThat(completed("order-1")).isEqualTo(new CompletionReport(0, 0, 1, 0, Set.of()));
    assertThat(stored("order-1").failedRounds()).isEqualTo(1);
    int calls = world.services().calls().size();

    assertThat(completed("order-1")).isEqualTo(new CompletionReport(1, 0, 0, 0, Set.of()));
    assertThat(world.services().calls()).as("told again, it still waits").hasSize(calls);

    world.time().pass(Duration.ofMinutes(1));
    assertThat(completed("order-1")).isEqualTo(new CompletionReport(0, 0, 1, 0, Set.of()));
    assertThat(stored("order-1").failedRounds()).as("now it was due").isEqualTo(2);
  }

  @Test
  void whatIsParkedIsLeftToTheSweepAndToPeople() {
    world
        .services()
        .always(Operation.CONFIRM, "stock", new Twist.Instead(new Answer.Violated("no fence")));
    world.soon(decided("order-1", "stock"));
    completed("order-1");
    assertThat(stored("order-1").parked()).isTrue();
    world.time().pass(Duration.ofHours(1));

    assertThat(completed("order-1")).isEqualTo(new CompletionReport(1, 0, 0, 0, Set.of()));
  }

  @Test
  void whatCannotBeReadIsNamedAndTheOthersAreFinished() {
    world.soon(decided("order-1", "stock"));
    world.soon(decided("order-2", "stock"));
    world.log().unreadable(key("order-1"), false);

    assertThat(completed("order-1", "order-2"))
        .isEqualTo(new CompletionReport(0, 1, 0, 1, Set.of(key("order-1"))));

    world.log().readable();
    assertThat(completed("order-1")).isEqualTo(new CompletionReport(0, 1, 0, 0, Set.of()));
  }

  @Test
  void aReadThatIsNeverAnsweredEndsWithTheTimeAndNothingIsSentAfterIt() {
    world.soon(decided("order-1", "stock"));
    world.soon(decided("order-2", "stock"));
    world.log().unreadable(key("order-1"), true);

    assertThat(completed("order-1", "order-2"))
        .isEqualTo(new CompletionReport(0, 1, 0, 1, Set.of(key("order-1"))));
    assertThat(world.time().scheduled()).isZero();
  }

  @Test
  void aBranchThatHangsEndsWithTheTimeAndNothingIsSentAfterIt() {
    world.services().always(Operation.CONFIRM, "stock", new Twist.Slow(Duration.ofMinutes(1)));
    world.soon(decided("order-1", "stock"));

    var told = lambda.complete(Set.of(key("order-1")), SECOND);
    world.time().pass(SECOND);

    assertThat(now(told)).isEqualTo(new CompletionReport(0, 0, 1, 0, Set.of()));
    int writes = world.log().attempts().size();
    world.time().passUntilQuiet();
    assertThat(world.log().attempts()).as("the late answer writes nothing").hasSize(writes);
    assertThat(stored("order-1").handedOver()).as("for whoever is told again").isTrue();
  }

  @Test
  void withoutTimeNothingIsReadAndAllOfItIsNamed() {
    world.soon(decided("order-1", "stock"));

    CompletionReport report =
        now(lambda.complete(Set.of(key("order-1"), key("order-2")), Duration.ZERO));

    assertThat(report)
        .isEqualTo(new CompletionReport(0, 0, 0, 2, Set.of(key("order-1"), key("order-2"))));
    assertThat(world.services().count(Operation.CONFIRM)).isZero();
  }

  @Test
  void aDriveThatBreaksIsCountedAndTellingAgainWouldNotHelp() {
    world.soon(decided("order-1", "stock"));
    world.log().next(Fault.REJECTED);

    assertThat(completed("order-1")).isEqualTo(new CompletionReport(0, 0, 0, 1, Set.of()));
    assertThat(world.heard().violations()).hasSize(1);
  }

  // ---- words ---------------------------------------------------------------------------------

  private CompletionStage<TccOutcome> decided(String name, String... participants) {
    return lambda.execute(request(name, participants).waitingFor(WaitFor.DECIDED, null));
  }

  private CompletionReport completed(String... names) {
    Set<TransactionKey> keys =
        Stream.of(names).map(CompletionTest::key).collect(Collectors.toSet());
    return world.soon(lambda(16).complete(keys, SECOND));
  }

  private static TransactionKey key(String name) {
    return TransactionKey.of(World.SCOPE, name);
  }

  private TransactionState stored(String name) {
    return world.stored(name).orElseThrow();
  }

  private static Twist unknown() {
    return new Twist.Instead(new Answer.Unknown("500 from the participant"));
  }
}

package io.lambdatcc;

import static io.lambdatcc.testing.World.now;
import static io.lambdatcc.testing.World.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.api.Backoff;
import io.lambdatcc.api.ResolveResult;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.Resolution;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.testing.Services.Twist;
import io.lambdatcc.testing.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Stories of a coordinator that finds what another has written, and of calls that come late. */
class ManyCoordinatorsTest {
  private static final Duration A_MOMENT = Duration.ofMillis(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final World world = new World();
  private final TccCoordinator tcc = world.coordinator();

  // ---- what another has decided --------------------------------------------------------------

  /** A transaction that this coordinator tries, and that one which has died since has cancelled. */
  private void cancelledElsewhere() {
    world.services().always(Operation.TRY, "s0", new Twist.Silence());
    var unused = tcc.execute(request("order-1", "s0", "s1"));
    world.time().pass(Duration.ofMillis(300));
    TccCoordinator other = world.coordinator();
    var unusedToo = other.cancel("order-1", null);
    other.close();
    assertThat(stored().phase()).isEqualTo(Phase.CANCELLING);
  }

  @Test
  void whoeverReadsThatAnotherHasDecidedMakesTheDriveHereGoOnFromThat() {
    cancelledElsewhere();
    var awaited = tcc.await("order-1", WaitFor.COMPLETED, null);
    world.time().pass(Duration.ofMillis(100));
    assertThat(now(awaited).orElseThrow())
        .as("long before its deadline")
        .isInstanceOf(TccOutcome.Cancelled.class);
  }

  @Test
  void aWordAboutWhatAnotherHasDecidedIsNotLost() {
    cancelledElsewhere();
    var resolved = tcc.resolve("order-1", "s0", Operation.CANCEL, "ops", "seen to", null);
    world.time().pass(Duration.ofMillis(100));
    assertThat(now(resolved).orElseThrow()).isInstanceOf(ResolveResult.Accepted.class);
    Resolution word = Objects.requireNonNull(stored().branches().get(0).resolution());
    assertThat(word.by()).isEqualTo("ops");
  }

  @Test
  void whoLosesTheRaceToCloseARoundTakesItsPauseAndThenGoesOn() {
    Duration pause = Duration.ofSeconds(10);
    TccSettings settings = TccSettings.builder().nextRound(new Backoff(pause, 1, pause)).build();
    world
        .services()
        .next(
            Operation.CONFIRM,
            "s0",
            new Twist.SlowlyInstead(Duration.ofSeconds(5), new Answer.Unknown("no reply")),
            new Twist.Instead(new Answer.Unknown("no reply")));
    var told = world.coordinator(settings).execute(request("order-1", "s0"));
    world.time().pass(Duration.ofMillis(4_980));
    var unused = world.coordinator(settings).sweep(SECOND);
    world.time().pass(Duration.ofMillis(100));
    assertThat(stored().failedRounds()).as("both rounds have failed, one is written").isOne();
    Instant due = Objects.requireNonNull(stored().due());

    world.time().pass(Duration.between(world.time().instant(), due).minus(A_MOMENT));
    assertThat(world.services().count(Operation.CONFIRM)).isEqualTo(2);
    world.time().pass(SECOND);
    assertThat(world.services().count(Operation.CONFIRM)).isEqualTo(3);
    assertThat(now(told)).isInstanceOf(TccOutcome.Confirmed.class);
  }

  @Test
  void callsThatWaitForTheirTurnAreForgottenWhereAnotherHasMadeThem() {
    TccCoordinator narrow = world.coordinator(narrow());
    world
        .services()
        .next(
            Operation.CONFIRM,
            "s0",
            new Twist.SlowlyInstead(Duration.ofSeconds(10), new Answer.Unknown("no reply")),
            new Twist.Instead(new Answer.Unknown("no reply")));
    var told = narrow.execute(request("order-1", "s0", "s1", "s2"));
    world.time().pass(Duration.ofSeconds(3));
    var unused = world.coordinator().sweep(SECOND);
    world.time().pass(SECOND);
    var unusedToo = narrow.await("order-1", WaitFor.COMPLETED, null);
    assertThat(world.soon(told)).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(world.services().count(Operation.CONFIRM, "s1")).isEqualTo(1);
    assertThat(world.services().count(Operation.CONFIRM, "s2")).isEqualTo(1);
  }

  // ---- who asks while it is under way --------------------------------------------------------

  @Test
  void whoAsksAboutARoundThatIsUnderWayDoesNotStartItAgain() {
    world.services().always(Operation.CONFIRM, "s0", new Twist.Slow(SECOND));
    var unused = tcc.execute(request("order-1", "s0", "s1"));
    world.time().pass(Duration.ofMillis(100));
    var awaited = tcc.await("order-1", WaitFor.COMPLETED, null);
    var retried = tcc.retry("order-1", null);
    assertThat(world.soon(awaited).orElseThrow()).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(now(retried).orElseThrow()).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(world.services().count(Operation.CONFIRM)).isEqualTo(2);
  }

  @Test
  void whoHasReadWhatIsOutdatedMeanwhileIsToldAtOnceAndChangesNothing() {
    world.log().slowReads(Duration.ofMillis(50));
    world.services().always(Operation.CONFIRM, "s0", new Twist.Slow(SECOND));
    var unused = tcc.execute(request("order-1", "s0", "s1"));
    world.time().pass(A_MOMENT);
    var awaited = tcc.await("order-1", WaitFor.DECIDED, null);
    world.time().pass(Duration.ofMillis(50));
    assertThat(now(awaited).orElseThrow()).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(now(awaited).orElseThrow().transaction().phase()).isEqualTo(Phase.CONFIRMING);
    assertThat(world.services().count(Operation.CONFIRM)).isEqualTo(2);
  }

  @Test
  void whoHasNoTimeIsToldHowFarWhatAnotherDrivesIs() {
    world.services().always(Operation.TRY, "s0", new Twist.Silence());
    var unused = tcc.execute(request("order-1", "s0"));
    var awaited = world.coordinator().await("order-1", WaitFor.COMPLETED, Duration.ZERO);
    assertThat(now(awaited).orElseThrow()).isInstanceOf(TccOutcome.Pending.class);
  }

  // ---- calls that wait for their turn --------------------------------------------------------

  @Test
  void aRetryDoesNotForgetCallsThatWaitForTheirTurn() {
    TccCoordinator narrow = world.coordinator(narrow());
    world.services().next(Operation.CONFIRM, "s0", new Twist.Slow(SECOND));
    var told = narrow.execute(request("order-1", "s0", "s1", "s2"));
    world.time().pass(Duration.ofMillis(500));
    var unused = narrow.retry("order-1", null);
    world.time().pass(SECOND);
    assertThat(now(told)).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(world.services().count(Operation.CONFIRM)).isEqualTo(3);
  }

  @Test
  void anAnswerThatComesTooLateStillMakesRoomForTheNextCall() {
    TccCoordinator narrow = world.coordinator(narrow());
    world.services().next(Operation.TRY, "s0", new Twist.Slow(Duration.ofSeconds(5)));
    var told = narrow.execute(request("order-1", "s0").withTimeout(SECOND));
    world.time().pass(Duration.ofSeconds(2));
    assertThat(stored().phase()).isEqualTo(Phase.CANCELLING);
    assertThat(world.services().count(Operation.CANCEL)).as("its turn has not come").isZero();
    world.time().pass(Duration.ofSeconds(4));
    assertThat(now(told)).isInstanceOf(TccOutcome.Cancelled.class);
  }

  // ---- words ---------------------------------------------------------------------------------

  private static TccSettings narrow() {
    return TccSettings.builder().callsPerTransaction(1).build();
  }

  private TransactionState stored() {
    return world.stored("order-1").orElseThrow();
  }
}

package io.lambdatcc;

import static io.lambdatcc.testing.World.now;
import static io.lambdatcc.testing.World.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.api.Backoff;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.testing.FaultyLog.Fault;
import io.lambdatcc.testing.Services.Twist;
import io.lambdatcc.testing.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How long a coordinator pauses before it does a thing again, and how often it does it. */
class PacingTest {
  private static final Duration A_MOMENT = Duration.ofMillis(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** The log of these worlds answers after 5 ms, their participants after 10. */
  private static final Duration TRY_ANSWERED = Duration.ofMillis(15);

  private final World world = new World();

  // ---- rounds of phase two -------------------------------------------------------------------

  @Test
  void everyFailedRoundIsFollowedByTwiceThePauseAndNobodyIsCalledInIt() {
    TccCoordinator tcc = world.coordinator();
    world.services().always(Operation.CONFIRM, "stock", unknown());
    var unused = tcc.execute(request("order-1", "stock"));
    long longest = TccSettings.defaults().nextRound().first().toMillis();
    for (int round = 1; round <= 5; round++) {
      Instant due = dueAfterRound(round);
      assertThat(Duration.between(world.time().instant(), due).toMillis())
          .as("the pause after round %s", round)
          .isBetween(longest / 2, longest);
      passUntil(due.minus(A_MOMENT));
      assertThat(world.services().count(Operation.CONFIRM)).isEqualTo(round);
      passUntil(due);
      assertThat(world.services().count(Operation.CONFIRM)).isEqualTo(round + 1);
      longest *= 2;
    }
  }

  @Test
  void aRetryEndsThePauseThatItComesInto() {
    TccCoordinator tcc =
        world.coordinator(TccSettings.builder().nextRound(always(Duration.ofSeconds(10))).build());
    world.services().always(Operation.CONFIRM, "stock", unknown());
    var unused = tcc.execute(request("order-1", "stock"));
    Instant due = dueAfterRound(1);
    passUntil(due.minusMillis(100));
    var unusedRetry = tcc.retry("order-1", null);
    passUntil(due.plus(SECOND));
    assertThat(world.services().count(Operation.CONFIRM))
        .as("once in the first round and once for the retry, whose own pause counts")
        .isEqualTo(2);
  }

  /** When the next round is due, at the moment in which this one is written as failed. */
  private Instant dueAfterRound(int round) {
    for (int i = 0; i < 100_000; i++) {
      TransactionState stored = world.stored("order-1").orElse(null);
      if (stored != null && stored.failedRounds() == round) {
        return Objects.requireNonNull(stored.due());
      }
      world.time().pass(A_MOMENT);
    }
    throw new AssertionError("round " + round + " never failed");
  }

  private void passUntil(Instant then) {
    world.time().pass(Duration.between(world.time().instant(), then));
  }

  // ---- Tries ---------------------------------------------------------------------------------

  @Test
  void whoSaysNotNowIsAskedAgainNoSoonerThanItSaid() {
    world.services().next(Operation.TRY, "stock", notNow(Duration.ofSeconds(5)));
    var unused = world.coordinator().execute(request("order-1", "stock"));
    world.time().pass(TRY_ANSWERED.plusSeconds(5).minus(A_MOMENT));
    assertThat(world.services().count(Operation.TRY)).isEqualTo(1);
    world.time().pass(A_MOMENT);
    assertThat(world.services().count(Operation.TRY)).isEqualTo(2);
  }

  @Test
  void whoSaysNotNowAndWhoDoesNotAnswerAreAskedAgainEachInItsOwnTime() {
    TccSettings settings =
        TccSettings.builder()
            .repeatTry(always(Duration.ofSeconds(4)))
            .waitForOthers(always(Duration.ofMillis(200)))
            .build();
    world.services().next(Operation.TRY, "busy", notNow(A_MOMENT));
    world.services().next(Operation.TRY, "silent", unknown());
    var unused = world.coordinator(settings).execute(request("order-1", "busy", "silent"));
    world.time().pass(TRY_ANSWERED.plusMillis(99));
    assertThat(world.services().count(Operation.TRY, "busy")).isEqualTo(1);
    world.time().pass(Duration.ofMillis(101));
    assertThat(world.services().count(Operation.TRY, "busy")).isEqualTo(2);
    world.time().pass(SECOND);
    assertThat(world.services().count(Operation.TRY, "silent")).isEqualTo(1);
    world.time().pass(Duration.ofSeconds(3));
    assertThat(world.services().count(Operation.TRY, "silent")).isEqualTo(2);
  }

  @Test
  void aSchedulerThatRunsAheadOfTheClockDoesNotLoseTheDeadline() {
    Duration ahead = Duration.ofMillis(3);
    TccCoordinator tcc =
        world.coordinator(
            TccSettings.defaults(),
            world.log(),
            world.services(),
            (delay, task) ->
                world
                    .time()
                    .schedule(delay.compareTo(ahead) > 0 ? delay.minus(ahead) : delay, task));
    world.services().always(Operation.TRY, "stock", new Twist.Silence());
    var unused = tcc.execute(request("order-1", "stock").withTimeout(SECOND));
    world.time().pass(SECOND.minus(A_MOMENT));
    assertThat(world.stored("order-1").orElseThrow().phase()).isEqualTo(Phase.TRYING);
    world.time().pass(SECOND);
    assertThat(world.stored("order-1").orElseThrow().phase()).isEqualTo(Phase.CANCELLED);
  }

  // ---- the log -------------------------------------------------------------------------------

  @Test
  void aWriteThatNobodyWaitsForIsGivenUpAfterSixtyAttempts() {
    world.log().next(Fault.NONE).always(Fault.LOST_UNKNOWN);
    var told =
        world
            .coordinator()
            .execute(request("order-1", "stock").waitingFor(WaitFor.COMPLETED, SECOND));
    assertThat(world.soon(told)).isInstanceOf(TccOutcome.Pending.class);
    assertThat(world.log().attempts()).hasSize(60).allMatch(each -> each.startsWith("2 "));
    assertThat(world.heard().left()).hasSize(1);
    assertThat(world.time().scheduled()).isZero();
  }

  @Test
  void aWriteThatSomebodyWaitsForIsNotGivenUp() {
    TccSettings patient = TccSettings.builder().defaultWait(Duration.ofMinutes(5)).build();
    world.log().next(Fault.NONE).always(Fault.LOST_UNKNOWN);
    var told = world.coordinator(patient).execute(request("order-1", "stock"));
    world.time().pass(Duration.ofMinutes(4));
    assertThat(world.log().attempts()).hasSizeGreaterThan(200);
    world.log().healed();
    world.time().pass(Duration.ofSeconds(2));
    assertThat(now(told)).isInstanceOf(TccOutcome.Confirmed.class);
  }

  @Test
  void whoWaitsForWhatAnotherDrivesLooksLessAndLessOften() {
    world.services().always(Operation.TRY, "stock", new Twist.Silence());
    var unused =
        world.coordinator().execute(request("order-1", "stock").withTimeout(Duration.ofMinutes(1)));
    var joined = world.coordinator().execute(request("order-1", "stock"));
    world.time().pass(Duration.ofSeconds(25));
    assertThat(now(joined)).isInstanceOf(TccOutcome.Pending.class);
    assertThat(world.log().reads()).as("looks in 25 s").isBetween(20L, 60L);
  }

  // ---- words ---------------------------------------------------------------------------------

  private static Backoff always(Duration pause) {
    return new Backoff(pause, 1, pause);
  }

  private static Twist unknown() {
    return new Twist.Instead(new Answer.Unknown("500 from the participant"));
  }

  private static Twist notNow(Duration atLeast) {
    return new Twist.Instead(new Answer.NotNow(atLeast));
  }
}

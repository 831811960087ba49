package io.lambdatcc;

import static io.lambdatcc.testing.World.now;
import static io.lambdatcc.testing.World.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdatcc.api.Payload;
import io.lambdatcc.api.ResolveResult;
import io.lambdatcc.api.SweepReport;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.spi.TransactionListener;
import io.lambdatcc.testing.FaultyLog.Fault;
import io.lambdatcc.testing.Services.Twist;
import io.lambdatcc.testing.World;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Stories of sweeps that meet participants which do not answer. */
class SweepTest {
  private final World world = new World();

  private TccCoordinator lambda(int atOnce, int perParticipant) {
    return world.coordinator(
        TccSettings.builder()
            .continuesUnattended(false)
            .sweepConcurrency(atOnce)
            .sweepConcurrencyPerParticipant(perParticipant)
            .build());
  }

  private void leftBehind(int count, String prefix, String... participants) {
    TccCoordinator lambda = lambda(1, 1);
    for (int i = 0; i < count; i++) {
      world.soon(
          lambda.execute(request(prefix + i, participants).waitingFor(WaitFor.DECIDED, null)));
    }
    world.time().pass(Duration.ofSeconds(3));
  }

  @Test
  void aHangingParticipantTakesNoMoreThanItsShareOfASweep() {
    leftBehind(8, "hangs-", "payment");
    leftBehind(8, "passes-", "stock");
    world.services().always(Operation.CONFIRM, "payment", new Twist.Slow(Duration.ofSeconds(5)));

    var told = lambda(4, 2).sweep(Duration.ofSeconds(60));
    world.time().pass(Duration.ofMillis(500));

    assertThat(ended("passes-", 8)).as("eight are through while two hang").isEqualTo(8);
    assertThat(world.services().mostOut()).isLessThanOrEqualTo(4);
    assertThat(world.services().count(Operation.CONFIRM)).isEqualTo(8 + 2);
    assertThat(world.soon(told)).isEqualTo(new SweepReport(16, 0, 16, 0, 0, 0, null));
  }

  @Test
  void whoeverWasReadAgainTakesNoMoreThanItsShareEither() {
    leftBehind(8, "hangs-", "payment");
    world.services().always(Operation.CONFIRM, "payment", new Twist.Slow(Duration.ofSeconds(5)));

    SweepReport report = world.soon(lambda(4, 2).sweep(Duration.ofSeconds(60)));

    assertThat(report.finished()).isEqualTo(8);
    assertThat(world.services().mostOut()).isEqualTo(2);
  }

  @Test
  void aPlaceIsGivenUpWhenEveryBranchAtThatParticipantHasAnswered() {
    TccCoordinator lambda = lambda(1, 1);
    TccRequest twice =
        TccRequest.of(
            "twice",
            List.of(
                new TccBranch("a", "stock", Payload.of("{}")),
                new TccBranch("b", "stock", Payload.of("{}")),
                TccBranch.at("payment", Payload.of("{}"))));
    world.soon(lambda.execute(twice.waitingFor(WaitFor.DECIDED, null)));
    leftBehind(1, "stock-", "stock");
    world
        .services()
        .always(Operation.CONFIRM, "b", new Twist.Slow(Duration.ofSeconds(1)))
        .always(Operation.CONFIRM, "payment", new Twist.Slow(Duration.ofSeconds(5)));

    var told = lambda(4, 1).sweep(Duration.ofSeconds(60));
    world.time().pass(Duration.ofMillis(500));
    assertThat(ended("stock-", 1)).as("one of two has answered").isZero();
    world.time().pass(Duration.ofSeconds(1));
    assertThat(ended("stock-", 1)).as("both have").isEqualTo(1);
    assertThat(world.soon(told).finished()).isEqualTo(2);
  }

  @Test
  void aDriveThatBreaksIsCountedAndGivesUpItsPlaces() {
    Instant begun = world.time().instant();
    world.services().always(Operation.TRY, "stock", new Twist.Silence());
    for (int i = 0; i < 3; i++) {
      world.soon(
          lambda(1, 1)
              .execute(
                  request("order-" + i, "stock")
                      .waitingFor(WaitFor.DECIDED, Duration.ofMillis(20))));
    }
    world.time().pass(Duration.ofSeconds(20));
    world.log().next(Fault.REJECTED);

    assertThat(world.soon(lambda(4, 1).sweep(Duration.ofSeconds(10))))
        .isEqualTo(new SweepReport(3, 0, 2, 0, 1, 0, begun));
  }

  @Test
  void aPlaceIsGivenUpOnceAlsoWhereItsCallIsAnsweredAfterTheEnd() {
    leftBehind(3, "order-", "payment");
    world
        .services()
        .next(Operation.CONFIRM, "payment", new Twist.Slow(Duration.ofSeconds(5)))
        .always(Operation.CONFIRM, "payment", new Twist.Slow(Duration.ofSeconds(20)));
    TccCoordinator sweeping = lambda(4, 1);
    var told = sweeping.sweep(Duration.ofMinutes(2));
    world.time().pass(Duration.ofSeconds(1));
    var resolved =
        sweeping.resolve("order-0", "payment", Operation.CONFIRM, "ops", "seen to", null);
    world.time().pass(Duration.ofSeconds(1));
    assertThat(now(resolved).orElseThrow()).isInstanceOf(ResolveResult.Accepted.class);
    assertThat(world.services().count(Operation.CONFIRM)).as("the next has come").isEqualTo(2);

    world.time().pass(Duration.ofSeconds(4));
    assertThat(world.services().count(Operation.CONFIRM)).as("one at a time").isEqualTo(2);
    assertThat(world.soon(told).finished()).isEqualTo(3);
  }

  @Test
  void whoTouchesTwoParticipantsNeedsRoomAtBoth() {
    leftBehind(2, "both-", "stock", "payment");
    leftBehind(2, "stock-", "stock");
    world.services().always(Operation.CONFIRM, "payment", new Twist.Slow(Duration.ofSeconds(5)));

    var told = lambda(4, 1).sweep(Duration.ofSeconds(60));
    world.time().pass(Duration.ofMillis(500));

    assertThat(ended("stock-", 2)).as("stock has answered, and has room").isEqualTo(2);
    assertThat(world.services().count(Operation.CONFIRM))
        .as("both calls of one of them, and the others'")
        .isEqualTo(4);
    assertThat(world.soon(told).finished()).isEqualTo(4);
  }

  @Test
  void aHangingParticipantDoesNotSlowTheOthersOfItsTransactions() {
    leftBehind(60, "hangs-", "stock", "payment");
    leftBehind(200, "passes-", "stock");
    world.services().always(Operation.CONFIRM, "payment", new Twist.Slow(Duration.ofSeconds(5)));
    world.services().always(Operation.CONFIRM, "stock", new Twist.Slow(Duration.ofMillis(20)));

    var told = lambda(8, 4).sweep(Duration.ofMinutes(10));
    world.time().pass(Duration.ofMillis(200 / 4 * 20 + 500));

    assertThat(ended("passes-", 200)).as("four at a time, 20 ms each").isEqualTo(200);
    assertThat(world.soon(told).finished()).isEqualTo(260);
  }

  @Test
  void aSweepLooksIntoEveryShardOnceBeginningAnywhere() {
    int shards = 4;
    world.log().shards(shards);
    Set<Integer> beginnings = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      leftBehind(20, "sweep-" + i + "-", "stock");
      int before = world.log().shardsAsked().size();
      assertThat(world.soon(lambda(8, 8).sweep(Duration.ofSeconds(10))).finished()).isEqualTo(20);
      List<Integer> asked =
          world.log().shardsAsked().subList(before, world.log().shardsAsked().size());
      assertThat(asked).hasSize(shards);
      for (int next = 1; next < shards; next++) {
        assertThat(asked.get(next)).isEqualTo((asked.get(next - 1) + 1) % shards);
      }
      beginnings.add(asked.get(0));
    }
    assertThat(beginnings).hasSizeGreaterThan(1);
  }

  @Test
  void aSweepOfManyReadsEachOnceWhereTheirParticipantsAnswer() {
    leftBehind(200, "many-", "stock", "payment");
    world.services().always(Operation.CONFIRM, "stock", new Twist.Slow(Duration.ofMillis(20)));
    long before = world.log().reads();

    SweepReport report = world.soon(lambda(8, 4).sweep(Duration.ofSeconds(60)));

    assertThat(report).isEqualTo(new SweepReport(200, 0, 200, 0, 0, 0, null));
    assertThat(world.log().reads() - before).isEqualTo(200);
    assertThat(world.time().scheduled()).as("no timer is left").isZero();
  }

  @Test
  void noMoreAreKeptInMemoryThanAreDrivenAtATimeTheOthersAreReadAgain() {
    leftBehind(4, "slow-", "payment");
    leftBehind(2, "passes-", "stock");
    world
        .services()
        .always(Operation.CONFIRM, "payment", new Twist.Slow(Duration.ofMillis(500)))
        .always(Operation.CONFIRM, "stock", new Twist.Slow(Duration.ofMillis(300)));
    long before = world.log().reads();

    assertThat(world.soon(lambda(3, 1).sweep(Duration.ofSeconds(60))).finished()).isEqualTo(6);

    assertThat(world.log().reads() - before)
        .as("each once, and once more the last, which finds three in line")
        .isEqualTo(7);
  }

  @Test
  void whatIsReadWhenTheTimeIsUpIsNotDrivenAlsoWhereTheSchedulerIsLate() {
    Instant begun = world.time().instant();
    leftBehind(1, "order-", "stock");
    TccCoordinator late =
        world.coordinator(
            TccSettings.builder().continuesUnattended(false).build(),
            world.log(),
            world.services(),
            (delay, task) -> world.time().schedule(delay.plusSeconds(1), task));
    world.log().slowReads(Duration.ofMillis(600));

    assertThat(world.soon(late.sweep(Duration.ofMillis(500))))
        .isEqualTo(new SweepReport(1, 0, 0, 1, 0, 0, begun));

    assertThat(world.services().count(Operation.CONFIRM)).isZero();
  }

  @Test
  void aBranchThatIsDoneTakesNoRoomAtItsParticipant() {
    leftBehind(1, "half-", "stock", "payment");
    world.services().next(Operation.CONFIRM, "payment", unknown());
    world.soon(lambda(4, 1).sweep(Duration.ofSeconds(60)));
    leftBehind(1, "stock-", "stock");
    world.services().always(Operation.CONFIRM, "payment", new Twist.Slow(Duration.ofSeconds(5)));

    var told = lambda(4, 1).sweep(Duration.ofSeconds(60));
    world.time().pass(Duration.ofMillis(500));

    assertThat(ended("stock-", 1)).isEqualTo(1);
    assertThat(world.soon(told).finished()).isEqualTo(2);
  }

  @Test
  void whatFindsNoRoomInTimeIsLeftForTheNextSweepAndCounted() {
    Instant begun = world.time().instant();
    leftBehind(5, "hangs-", "payment");
    world.services().always(Operation.CONFIRM, "payment", new Twist.Slow(Duration.ofSeconds(50)));

    var told = lambda(4, 2).sweep(Duration.ofSeconds(10));
    world.time().pass(Duration.ofSeconds(10));

    assertThat(now(told)).isEqualTo(new SweepReport(5, 0, 0, 5, 0, 0, begun));
    assertThat(world.services().count(Operation.CONFIRM)).isEqualTo(2);
    assertThat(world.time().scheduled()).as("two calls, and no timer of the sweep").isEqualTo(2);
    world.time().passUntilQuiet();
    assertThat(world.services().count(Operation.CONFIRM)).as("nor is it sent later").isEqualTo(2);
  }

  @Test
  void theLineOfThoseWhoWaitForRoomEndsSomewhereAndTheOthersStillPass() {
    leftBehind(1_010, "hangs-", "payment");
    leftBehind(1, "passes-", "stock");
    world.services().always(Operation.CONFIRM, "payment", new Twist.Slow(Duration.ofSeconds(5)));

    SweepReport report = world.soon(lambda(64, 4).sweep(Duration.ofHours(2)));

    assertThat(report.due()).isEqualTo(1_011);
    assertThat(report.pending()).as("beyond 4 under way and 1000 in line").isEqualTo(6);
    assertThat(report.finished()).isEqualTo(1_005);
    assertThat(ended("passes-", 1)).isEqualTo(1);
  }

  @Test
  void aSweepTellsWhoIsParkedAndHowOldTheOldestIs() {
    Instant begun = world.time().instant();
    world
        .services()
        .always(Operation.CONFIRM, "payment", new Twist.Instead(new Answer.Violated("no fence")));
    leftBehind(2, "poison-", "payment");
    leftBehind(2, "passes-", "stock");

    assertThat(world.soon(lambda(4, 2).sweep(Duration.ofSeconds(10))))
        .isEqualTo(new SweepReport(4, 0, 2, 2, 0, 2, begun));

    world.time().pass(Duration.ofMinutes(6));
    assertThat(world.soon(lambda(4, 2).sweep(Duration.ofSeconds(10))))
        .isEqualTo(new SweepReport(2, 0, 0, 2, 0, 2, begun));
    world.services().healed(Operation.CONFIRM, "payment");
    world.time().pass(Duration.ofMinutes(6));
    assertThat(world.soon(lambda(4, 2).sweep(Duration.ofSeconds(10))))
        .isEqualTo(new SweepReport(2, 0, 2, 0, 0, 0, null));
  }

  @Test
  void whatCannotBeReadIsCountedAndDelaysNobody() {
    leftBehind(3, "order-", "stock");
    world.log().unreadable(TransactionKey.of(World.SCOPE, "order-0"), false);
    world.log().unreadable(TransactionKey.of(World.SCOPE, "order-1"), true);

    assertThat(world.soon(lambda(4, 4).sweep(Duration.ofSeconds(10))))
        .isEqualTo(new SweepReport(3, 0, 1, 0, 2, 0, null));
    assertThat(world.time().scheduled()).as("no timer is left").isZero();
    assertThat(world.heard().failures())
        .containsExactly("sweep of " + TransactionKey.of(World.SCOPE, "order-0").text());
  }

  @Test
  void whoWaitsInLineWhenTheTimeIsUpIsSeenAllTheSame() {
    Instant begun = world.time().instant();
    world
        .services()
        .always(Operation.CONFIRM, "payment", new Twist.Instead(new Answer.Violated("no fence")));
    leftBehind(3, "poison-", "payment");
    assertThat(world.soon(lambda(4, 4).sweep(Duration.ofSeconds(10))).parked()).isEqualTo(3);
    world.time().pass(Duration.ofMinutes(6));
    world.services().always(Operation.CONFIRM, "payment", new Twist.Slow(Duration.ofSeconds(50)));

    assertThat(world.soon(lambda(4, 1).sweep(Duration.ofSeconds(10))))
        .isEqualTo(new SweepReport(3, 0, 0, 3, 0, 3, begun));
  }

  @Test
  void aListenerThatThrowsEndsASweepAndNoTimerIsLeft() {
    leftBehind(1, "order-", "stock");
    world.log().unreadable(TransactionKey.of(World.SCOPE, "order-0"), false);
    TccCoordinator sweeping =
        TccCoordinator.builder(world.log(), world.services())
            .clock(world.time())
            .scheduler(world.time())
            .listener(
                new TransactionListener() {
                  @Override
                  public void failed(String where, Throwable cause) {
                    throw new IllegalStateException("a bug in a listener");
                  }
                })
            .build();
    var told = sweeping.sweep(Duration.ofSeconds(10));
    assertThatThrownBy(() -> now(told)).hasRootCauseMessage("a bug in a listener");
    assertThat(world.time().scheduled()).isZero();
  }

  @Test
  void aSweepThatIsOutOfTimeInTheMidstOfThingsLeavesNoTimer() {
    leftBehind(50, "many-", "stock");
    world.services().always(Operation.CONFIRM, "stock", new Twist.Slow(Duration.ofMillis(20)));

    var told = lambda(2, 1).sweep(Duration.ofMillis(510));
    world.time().pass(Duration.ofMillis(510));

    assertThat(now(told).finished()).isBetween(10, 30);
    assertThat(world.time().scheduled()).as("one call is out").isEqualTo(1);
  }

  private static Twist unknown() {
    return new Twist.Instead(new Answer.Unknown("no reply"));
  }

  private long ended(String prefix, int count) {
    long ended = 0;
    for (int i = 0; i < count; i++) {
      if (world.stored(prefix + i).orElseThrow().phase() == Phase.CONFIRMED) {
        ended++;
      }
    }
    return ended;
  }
}

package io.lambdatcc;

import static io.lambdatcc.testing.World.now;
import static io.lambdatcc.testing.World.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdatcc.api.Payload;
import io.lambdatcc.api.SweepReport;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccOverloadedException;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionListener;
import io.lambdatcc.testing.FaultyLog.Fault;
import io.lambdatcc.testing.Services.Twist;
import io.lambdatcc.testing.World;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Beyond its limits a coordinator begins nothing, and goes on with all that has begun. */
class OverloadTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  private final World world = new World();
  private final TccCoordinator tcc =
      world.coordinator(TccSettings.builder().maxTransactions(2).build());

  private CompletionStage<TccOutcome> start(String name) {
    CompletionStage<TccOutcome> told = tcc.execute(request(name, "stock"));
    world.time().pass(Duration.ofMillis(5)); // it is in the log
    return told;
  }

  private void full() {
    world.services().always(Operation.TRY, "stock", new Twist.Slow(Duration.ofSeconds(5)));
    CompletionStage<TccOutcome> unusedFirst = start("first");
    CompletionStage<TccOutcome> unusedSecond = start("second");
    assertThat(tcc.underWay()).isEqualTo(2);
  }

  // ---- what is turned away -------------------------------------------------------------------

  @Test
  void whatFindsNoRoomIsTurnedAwayBeforeAnythingIsWrittenOrSent() {
    full();
    int calls = world.services().calls().size();
    assertThatThrownBy(() -> now(tcc.execute(request("third", "stock"))))
        .cause()
        .isInstanceOfSatisfying(
            TccOverloadedException.class,
            thrown -> assertThat(thrown.retryAfter()).isEqualTo(Duration.ofSeconds(1)));
    assertThatThrownBy(() -> now(tcc.begin(request("fourth", "stock"))))
        .hasCauseInstanceOf(TccOverloadedException.class);
    assertThat(world.stored("third")).isEmpty();
    assertThat(world.stored("fourth")).isEmpty();
    assertThat(world.services().calls()).hasSize(calls);
    assertThat(world.heard().shed())
        .containsExactly(
            TransactionKey.of(World.SCOPE, "third"), TransactionKey.of(World.SCOPE, "fourth"));
    assertThat(tcc.underWay()).isEqualTo(2);
  }

  @Test
  void aRequestThatCanNeverBeCarriedOutIsToldSoAlsoWhereThereIsNoRoom() {
    full();
    world.services().without("nobody");
    assertThatThrownBy(() -> tcc.execute(request("third", "nobody")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsUnderWayGoesOnAndThenThereIsRoom() {
    full();
    world.time().pass(Duration.ofSeconds(10));
    assertThat(tcc.underWay()).isZero();
    world.services().healed(Operation.TRY, "stock");
    assertThat(world.soon(tcc.execute(request("third", "stock"))))
        .isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(now(tcc.find("first")).orElseThrow().phase().finished()).isTrue();
    assertThat(now(tcc.find("second")).orElseThrow().phase().finished()).isTrue();
  }

  @Test
  void payloadsCountToo() {
    TccCoordinator narrow =
        world.coordinator(TccSettings.builder().maxPayloadCharacters(10).build());
    world.services().always(Operation.TRY, "stock", new Twist.Slow(Duration.ofSeconds(5)));
    var unusedSix = narrow.execute(weighing(6, "six"));
    assertThatThrownBy(() -> now(narrow.execute(weighing(5, "five"))))
        .hasCauseInstanceOf(TccOverloadedException.class);
    var unusedFour = narrow.execute(weighing(4, "four"));
    assertThat(narrow.underWay()).isEqualTo(2);
    world.time().pass(Duration.ofSeconds(10));
    var unusedAgain = narrow.execute(weighing(6, "six-again"));
    var unusedToo = narrow.execute(weighing(4, "four-again"));
    assertThat(narrow.underWay()).as("what has ended weighs nothing").isEqualTo(2);
    world.time().pass(Duration.ofSeconds(10));
    // else it could never be begun
    assertThat(world.soon(narrow.execute(weighing(11, "eleven"))))
        .isInstanceOf(TccOutcome.Confirmed.class);
  }

  private static TccRequest weighing(int characters, String name) {
    return TccRequest.of(name, List.of(TccBranch.at("stock", Payload.of("1".repeat(characters)))));
  }

  // ---- what is never turned away -------------------------------------------------------------

  @Test
  void sweepsGoOnWhereThereIsNoRoom() {
    TccCoordinator other = world.coordinator();
    var unused = other.execute(request("left", "stock"));
    world.time().pass(Duration.ofMillis(5));
    other.close();
    world.time().pass(Duration.ofSeconds(20));
    full();
    CompletionStage<SweepReport> swept = tcc.sweep(Duration.ofSeconds(1));
    world.time().pass(Duration.ofSeconds(1));
    assertThat(now(swept).finished()).isEqualTo(1);
    assertThat(tcc.underWay()).isEqualTo(2);
  }

  @Test
  void whatIsUnderWayIsFoundAwaitedAndCancelledWhereThereIsNoRoom() {
    full();
    assertThat(now(tcc.find("first"))).isPresent();
    var awaited = tcc.await("first", WaitFor.COMPLETED, null);
    var cancelled = tcc.cancel("second", null);
    world.time().pass(Duration.ofSeconds(10));
    assertThat(now(awaited).orElseThrow()).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(now(cancelled)).isPresent();
  }

  @Test
  void whoFindsAsManyOthersPollingIsToldAtOnceHowFarItIs() {
    world.services().always(Operation.TRY, "stock", new Twist.Slow(Duration.ofSeconds(5)));
    var unused = world.coordinator().execute(request("elsewhere", "stock"));
    world.time().pass(Duration.ofMillis(5));
    var first = tcc.await("elsewhere", WaitFor.COMPLETED, null);
    var second = tcc.await("elsewhere", WaitFor.COMPLETED, null);
    assertThat(now(tcc.await("elsewhere", WaitFor.COMPLETED, null)).orElseThrow())
        .isInstanceOf(TccOutcome.Pending.class);
    world.time().pass(Duration.ofSeconds(10));
    assertThat(now(first).orElseThrow()).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(now(second).orElseThrow()).isInstanceOf(TccOutcome.Confirmed.class);
    // and nobody polls any more
    var unusedAgain = world.coordinator().execute(request("elsewhere-2", "stock"));
    world.time().pass(Duration.ofMillis(5));
    var third = tcc.await("elsewhere-2", WaitFor.COMPLETED, null);
    world.time().pass(Duration.ofSeconds(10));
    assertThat(now(third).orElseThrow()).isInstanceOf(TccOutcome.Confirmed.class);
  }

  @Test
  void whatOthersLeftIsTakenUpByNoMoreCallersThanTheLimit() {
    TccCoordinator other = world.coordinator();
    for (String name : List.of("a", "b", "c")) {
      var unused = other.execute(request(name, "stock"));
    }
    world.time().pass(Duration.ofMillis(5));
    other.close();
    world.time().pass(Duration.ofSeconds(20));
    world.services().always(Operation.CANCEL, "stock", new Twist.Slow(Duration.ofSeconds(1)));
    for (String name : List.of("a", "b", "c")) {
      var unused = tcc.await(name, WaitFor.COMPLETED, Duration.ofMillis(500));
    }
    world.time().pass(Duration.ofMillis(100));
    assertThat(world.services().count(Operation.CANCEL)).isEqualTo(2);
    assertThat(tcc.underWay()).isZero();
  }

  @Test
  void whatOthersLeftIsTakenUpByWhoWaitsForItAlsoWhereThereIsNoRoom() {
    TccCoordinator other = world.coordinator();
    var unused = other.execute(request("left", "stock"));
    world.time().pass(Duration.ofMillis(5));
    other.close();
    world.time().pass(Duration.ofSeconds(20));
    full();
    var awaited = tcc.await("left", WaitFor.COMPLETED, null);
    world.time().pass(Duration.ofMillis(100));
    assertThat(now(awaited).orElseThrow()).isInstanceOf(TccOutcome.Cancelled.class);
  }

  // ---- however it ends -----------------------------------------------------------------------

  @Test
  void whatTheLogRefusesTakesNoRoom() {
    world.log().next(Fault.REJECTED);
    assertThatThrownBy(() -> world.soon(tcc.execute(request("first", "stock"))))
        .isInstanceOf(RuntimeException.class);
    assertThat(tcc.underWay()).isZero();
  }

  @Test
  void whatStaysInDoubtTakesNoRoomOnceNobodyAsksAnyMore() {
    world.log().always(Fault.LOST_UNKNOWN);
    var unused = tcc.execute(request("first", "stock"));
    world.time().pass(LONG);
    assertThat(tcc.underWay()).isZero();
  }

  @Test
  void whoJoinsTakesNoRoomOnceTheLogHasSaidSo() {
    var unusedFirst = start("first");
    world.time().pass(LONG);
    var unusedAgain = tcc.execute(request("first", "stock"));
    world.time().pass(LONG);
    assertThat(tcc.underWay()).isZero();
  }

  @Test
  void whoJoinsWhatIsUnderWayElsewhereTakesNoRoomWhileItWaits() {
    world.services().always(Operation.TRY, "stock", new Twist.Slow(Duration.ofSeconds(5)));
    var unused = world.coordinator().execute(request("elsewhere", "stock"));
    world.time().pass(Duration.ofMillis(5));
    CompletionStage<TccOutcome> joined = start("elsewhere");
    assertThat(tcc.underWay()).isZero();
    assertThat(world.soon(joined)).isInstanceOf(TccOutcome.Confirmed.class);
  }

  @Test
  void aListenerThatThrowsTakesNoRoom() {
    TccCoordinator told =
        TccCoordinator.builder(world.log(), world.services())
            .scope(World.SCOPE)
            .clock(world.time())
            .scheduler(world.time())
            .listener(
                new TransactionListener() {
                  @Override
                  public void left(TransactionState state) {
                    throw new IllegalStateException("a bug in a listener");
                  }
                })
            .build();
    var unused = told.execute(request("first", "stock"));
    world.time().pass(LONG);
    assertThat(told.underWay()).isZero();
  }

  @Test
  void aClosedCoordinatorHasNothingUnderWay() {
    full();
    tcc.close();
    assertThat(tcc.underWay()).isZero();
  }
}

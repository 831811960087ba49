package io.lambdatcc.participant.fence;

import static io.lambdatcc.wire.Operation.CANCEL;
import static io.lambdatcc.wire.Operation.CONFIRM;
import static io.lambdatcc.wire.Operation.TRY;
import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.participant.fence.FenceStore.Contended;
import io.lambdatcc.participant.fence.FenceStore.NotSeen;
import io.lambdatcc.participant.fence.FenceStore.Outcome;
import io.lambdatcc.participant.fence.FenceStore.Sight;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ParticipantReply;
import io.lambdatcc.wire.ParticipantReply.Done;
import io.lambdatcc.wire.ParticipantReply.NotNow;
import io.lambdatcc.wire.ParticipantReply.Refused;
import io.lambdatcc.wire.ParticipantReply.Unknown;
import io.lambdatcc.wire.ParticipantReply.Violated;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FenceDriverTest {
  private static final Instant START = Instant.parse("2030-01-31T12:00:00Z");
  private static final FenceKey KEY = new FenceKey("t~1", "b");
  private static final Done TRIED = new Done(TRY, JsonText.parse("\"holding 3\""));
  private static final Done CONFIRMED = new Done(CONFIRM, JsonText.parse("\"holding 3\""));
  private static final Done CANCELLED = new Done(CANCEL, null);

  /** Does what the script says next instead of, or before, what it is asked; and writes a log. */
  private static final class ScriptedStore extends MemoryFenceStore {
    final List<String> calls = new ArrayList<>();
    final Deque<Supplier<@Nullable Sight>> looks = new ArrayDeque<>();
    final Deque<Supplier<@Nullable Outcome<Shelf>>> commits = new ArrayDeque<>();
    boolean peeksFail;

    @Override
    public Sight look(FenceKey key) {
      calls.add("look");
      Sight scripted = looks.isEmpty() ? null : looks.remove().get();
      return scripted == null ? super.look(key) : scripted;
    }

    @Override
    public Optional<Shelf> peek(Shelf.Move write) {
      calls.add("peek");
      return peeksFail ? Optional.empty() : super.peek(write);
    }

    @Override
    public Outcome<Shelf> commit(
        FenceKey key, @Nullable FenceState expected, Fence next, List<Shelf.Move> writes) {
      calls.add(next.state().name());
      Outcome<Shelf> scripted = commits.isEmpty() ? null : commits.remove().get();
      return scripted == null ? super.commit(key, expected, next, writes) : scripted;
    }

    Outcome<Shelf> really(
        FenceKey key, @Nullable FenceState expected, Fence next, List<Shelf.Move> writes) {
      return super.commit(key, expected, next, writes);
    }
  }

  private final ScriptedStore store = new ScriptedStore();
  private final List<Duration> pauses = new ArrayList<>();
  private Instant now = START;
  private final FenceDriver<Shelf.Move, Shelf> driver =
      new FenceDriver<>(
          new FenceRules(FenceRules.MIN_RETENTION),
          store,
          () -> now,
          pause -> {
            pauses.add(pause);
            now = now.plus(pause);
          },
          Patience.OF_TRY,
          Patience.OF_FINISH);
  private final Shelf.Work work = new Shelf.Work("x", 3);

  @BeforeEach
  void fillTheShelf() {
    store.shelves.put("x", new Shelf(10, 0, 0));
  }

  @Test
  void triedAndConfirmed() {
    assertThat(tryOnce()).isEqualTo(TRIED);
    assertShelf(7, 3, 0);
    assertThat(driver.onConfirm(KEY, work)).isEqualTo(CONFIRMED);
    assertShelf(7, 0, 3);
    assertThat(store.calls).containsExactly("look", "TRIED", "look", "CONFIRMED");
  }

  @Test
  void triedAndCancelled() {
    tryOnce();
    assertThat(driver.onCancel(KEY, work)).isEqualTo(CANCELLED);
    assertShelf(10, 0, 0);
  }

  @Test
  void aReplayCostsOneLook() {
    tryOnce();
    store.calls.clear();
    assertThat(tryOnce()).isEqualTo(TRIED);
    assertThat(store.calls).containsExactly("look");
  }

  @Test
  void aRefusalIsRememberedEvenWhenThereIsEnoughLater() {
    store.shelves.put("x", new Shelf(1, 0, 9));
    Refused refused = new Refused("sold-out", "only 1");
    assertThat(tryOnce()).isEqualTo(refused);
    assertThat(store.calls).containsExactly("look", "TRIED", "REFUSED");
    store.shelves.put("x", new Shelf(10, 0, 0));
    assertThat(tryOnce()).isEqualTo(refused);
    assertShelf(10, 0, 0);
  }

  @Test
  void aRefusalIsToldOnlyAfterItWasWritten() {
    store.shelves.put("x", new Shelf(1, 0, 9));
    store.commits.add(() -> null);
    for (int i = 0; i < 10; i++) {
      store.commits.add(() -> new FenceStore.Unknown<>("time-out"));
    }
    assertThat(tryOnce()).isInstanceOf(Unknown.class);
  }

  @Test
  void aRefusalThatMeetsATryThatLandedBecomesItsAnswer() {
    store.shelves.put("x", new Shelf(1, 0, 9));
    store.commits.add(() -> null);
    store.commits.add(
        () -> {
          Fence tried = Fence.tried("d", JsonText.of(3), JsonText.of("holding 3"), null);
          store.fences.put(KEY, tried);
          return new FenceStore.FenceMoved<>(tried);
        });
    assertThat(tryOnce()).isEqualTo(TRIED);
  }

  @Test
  void notNowLeavesNoFence() {
    store.shelves.put("x", new Shelf(1, 9, 0));
    assertThat(tryOnce()).isInstanceOf(NotNow.class);
    assertThat(store.fences).isEmpty();
  }

  @Test
  void aRepeatedTryReadsAndDoesNotWriteWhileItMustWait() {
    store.shelves.put("x", new Shelf(1, 9, 0));
    assertThat(tryAgain()).isInstanceOf(NotNow.class);
    assertThat(store.calls).containsExactly("look", "peek", "look");
  }

  @Test
  void aRepeatedTryIsNotKeptWaitingByItsOwnReservation() {
    store.shelves.put("x", new Shelf(3, 7, 0));
    store.looks.add(() -> landsAfterTheLook());
    assertThat(tryAgain()).isEqualTo(TRIED);
    assertThat(store.calls).containsExactly("look", "peek", "look");
    assertShelf(0, 10, 0);
  }

  @Test
  void aRepeatedTryThatDeclinesByItselfIsNotKeptWaitingByItsOwnReservation() {
    store.looks.add(() -> landsAfterTheLook());
    assertThat(driver.onTry(request(true), declining(Verdict.notNow()))).isEqualTo(TRIED);
  }

  @Test
  void aRepeatedTryThatCannotLookOnceMoreIsUnknown() {
    store.shelves.put("x", new Shelf(1, 9, 0));
    store.looks.add(() -> null);
    store.looks.add(() -> new NotSeen("time-out"));
    assertThat(tryAgain()).isInstanceOf(Unknown.class);
  }

  @Test
  void aRepeatedTryWritesWhenItsCheckSaysSo() {
    assertThat(tryAgain()).isEqualTo(TRIED);
    assertThat(store.calls).containsExactly("look", "peek", "TRIED");
  }

  @Test
  void aRepeatedTryThatCanNeverSucceedIsRefusedAndThatIsRemembered() {
    store.shelves.put("x", new Shelf(1, 0, 9));
    assertThat(tryAgain()).isInstanceOf(Refused.class);
    assertThat(store.calls).containsExactly("look", "peek", "REFUSED");
  }

  @Test
  void aRepeatedTryThatCannotReadWrites() {
    store.peeksFail = true;
    assertThat(tryAgain()).isEqualTo(TRIED);
    assertThat(store.calls).containsExactly("look", "peek", "TRIED");
  }

  @Test
  void theGravestOfSeveralFailuresCounts() {
    BranchWork<Shelf.Move, Shelf> two = two(Verdict.notNow(), Verdict.never("gone", "for ever"));
    assertThat(driver.onTry(request(false), two)).isEqualTo(new Refused("gone", "for ever"));
  }

  @Test
  void aConditionThatFailsAgainstItsOwnCheckIsUnknown() {
    BranchWork<Shelf.Move, Shelf> two = two(Verdict.proceed(), Verdict.proceed());
    assertThat(driver.onTry(request(false), two)).isInstanceOf(Unknown.class);
    assertThat(store.fences).isEmpty();
  }

  @Test
  void aDeclinedPlanWritesNothingButItsRefusal() {
    assertThat(driver.onTry(request(false), declining(Verdict.never("no", "never"))))
        .isEqualTo(new Refused("no", "never"));
    assertThat(store.calls).containsExactly("look", "REFUSED");
    assertThat(
            driver.onTry(
                new TryRequest(new FenceKey("t~2", "b"), "d", START, false),
                declining(Verdict.notNow())))
        .isInstanceOf(NotNow.class);
  }

  @Test
  void aTryThatLosesToACancelAtTheFenceIsRefused() {
    store.commits.add(
        () -> {
          Fence tombstone = Fence.cancelled(null, START.plus(Duration.ofDays(30)));
          store.fences.put(KEY, tombstone);
          return new FenceStore.FenceMoved<>(tombstone);
        });
    assertThat(tryOnce())
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.code()).isEqualTo("branch-cancelled"));
    assertShelf(10, 0, 0);
    assertThat(pauses).isEmpty();
  }

  @Test
  void aCancelThatLosesToATryAtTheFenceUndoesIt() {
    store.commits.add(
        () -> {
          store.really(
              KEY,
              null,
              Fence.tried("d", JsonText.of(3), null, null),
              List.of(new Shelf.Move("x", -3, 3, 0)));
          return new FenceStore.FenceMoved<>(store.fences.get(KEY));
        });
    assertThat(driver.onCancel(KEY, work)).isEqualTo(CANCELLED);
    assertShelf(10, 0, 0);
    assertThat(store.effects).hasSize(2);
  }

  @Test
  void whatTheLastAttemptIsToldByTheFenceIsItsAnswer() {
    FenceDriver<Shelf.Move, Shelf> once =
        new FenceDriver<>(
            new FenceRules(FenceRules.MIN_RETENTION),
            store,
            () -> now,
            pauses::add,
            new Patience(1, Duration.ZERO, Duration.ZERO, Duration.ZERO),
            Patience.OF_FINISH);
    store.commits.add(
        () -> new FenceStore.FenceMoved<>(Fence.cancelled(null, START.plus(Duration.ofDays(30)))));
    assertThat(once.onTry(new TryRequest(KEY, "d", START.plusSeconds(9), false), work))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.code()).isEqualTo("branch-cancelled"));
  }

  @Test
  void aRefusalIsWrittenAtOnceAndNotAfterAPause() {
    store.shelves.put("x", new Shelf(1, 0, 9));
    tryOnce();
    assertThat(pauses).isEmpty();
  }

  @Test
  void contentionIsRepeatedFromALookOn() {
    store.commits.add(() -> new Contended<>("TransactionConflict"));
    assertThat(tryOnce()).isEqualTo(TRIED);
    assertThat(store.calls).containsExactly("look", "TRIED", "look", "TRIED");
    assertThat(pauses).hasSize(1);
  }

  @Test
  void aTryThatNeverGetsThroughIsNotNow() {
    contendFor(100);
    assertThat(tryOnce()).isInstanceOf(NotNow.class);
    assertThat(store.calls.stream().filter("TRIED"::equals)).hasSize(Patience.OF_TRY.attempts());
  }

  @Test
  void aConfirmThatNeverGetsThroughIsUnknown() {
    tryOnce();
    contendFor(100);
    assertThat(driver.onConfirm(KEY, work)).isInstanceOf(Unknown.class);
    assertThat(store.calls.stream().filter("CONFIRMED"::equals))
        .hasSize(Patience.OF_FINISH.attempts());
  }

  @Test
  void confirmAndCancelPauseForLessAndRepeatMoreThanTry() {
    assertThat(Patience.OF_FINISH.attempts()).isGreaterThan(Patience.OF_TRY.attempts());
    for (int attempt = 1; attempt < 100; attempt++) {
      assertThat(Patience.OF_FINISH.pauseAfter(attempt))
          .isLessThan(Patience.OF_TRY.pauseAfter(attempt));
    }
  }

  @Test
  void pausesDoubleUpToTheirBound() {
    contendFor(100);
    tryOnce();
    assertThat(pauses)
        .containsExactly(Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(200));
  }

  @Test
  void noAttemptBeginsAfterTheTotalTime() {
    contendFor(100);
    Patience hasty =
        new Patience(100, Duration.ofMillis(10), Duration.ofMillis(10), Duration.ofMillis(35));
    FenceDriver<Shelf.Move, Shelf> bounded =
        new FenceDriver<>(
            new FenceRules(FenceRules.MIN_RETENTION),
            store,
            () -> now,
            pause -> now = now.plus(pause),
            hasty,
            hasty);
    assertThat(bounded.onTry(request(false), work)).isInstanceOf(NotNow.class);
    assertThat(store.calls.stream().filter("TRIED"::equals)).hasSize(4);
  }

  @Test
  void anUnknownCommitThatLandedIsFoundByTheNextLook() {
    store.commits.add(
        () -> {
          store.really(
              KEY,
              null,
              Fence.tried("d", JsonText.of(3), JsonText.of("holding 3"), null),
              List.of(new Shelf.Move("x", -3, 3, 0)));
          return new FenceStore.Unknown<>("time-out");
        });
    assertThat(tryOnce()).isEqualTo(TRIED);
    assertShelf(7, 3, 0);
  }

  @Test
  void anUnknownCommitThatDidNotLandIsRepeated() {
    store.commits.add(() -> new FenceStore.Unknown<>("time-out"));
    assertThat(tryOnce()).isEqualTo(TRIED);
    assertShelf(7, 3, 0);
  }

  @Test
  void notNowIsNeverSaidWhileAnEarlierCommitIsInDoubt() {
    store.commits.add(
        () -> {
          store.shelves.put("x", new Shelf(1, 9, 0));
          return new FenceStore.Unknown<>("time-out");
        });
    assertThat(tryOnce()).isInstanceOf(Unknown.class);
    assertThat(store.fences).isEmpty();
  }

  @Test
  void contentionAfterDoubtIsUnknownToo() {
    store.commits.add(() -> new FenceStore.Unknown<>("time-out"));
    contendFor(100);
    assertThat(tryOnce()).isInstanceOf(Unknown.class);
  }

  @Test
  void aFenceThatCannotBeReadIsUnknown() {
    for (int i = 0; i < 100; i++) {
      store.looks.add(() -> new NotSeen("time-out"));
    }
    assertThat(tryOnce()).isInstanceOf(Unknown.class);
    assertThat(store.calls).containsOnly("look");
    assertThat(driver.onCancel(KEY, work)).isInstanceOf(Unknown.class);
  }

  @Test
  void aConfirmWhoseConditionFailsTwiceIsAViolationWithoutEffect() {
    tryOnce();
    store.shelves.put("x", new Shelf(10, 0, 0));
    store.calls.clear();
    assertThat(driver.onConfirm(KEY, work)).isInstanceOf(Violated.class);
    assertThat(store.calls).containsExactly("look", "CONFIRMED", "look", "CONFIRMED");
    assertThat(store.fences.get(KEY)).extracting(Fence::state).isEqualTo(FenceState.TRIED);
  }

  @Test
  void aConditionThatFailsBecauseATwinWasFasterIsNoViolation() {
    tryOnce();
    store.commits.add(
        () -> {
          Fence tried = Objects.requireNonNull(store.fences.get(KEY));
          store.really(
              KEY,
              FenceState.TRIED,
              tried.confirmed(START.plus(Duration.ofDays(30))),
              List.of(new Shelf.Move("x", 0, -3, 3)));
          // as if the items had been judged before the fence
          return new FenceStore.ConditionFailed<>(
              List.of(new FenceStore.Failure<>(0, new Shelf(7, 0, 3))));
        });
    assertThat(driver.onConfirm(KEY, work)).isEqualTo(CONFIRMED);
    assertShelf(7, 0, 3);
  }

  @Test
  void violationsHaveNoEffect() {
    assertThat(driver.onConfirm(KEY, work)).isInstanceOf(Violated.class);
    assertThat(store.fences).isEmpty();
    tryOnce();
    driver.onConfirm(KEY, work);
    assertThat(driver.onCancel(KEY, work)).isInstanceOf(Violated.class);
    assertShelf(7, 0, 3);
  }

  /** An earlier request of the same Try lands right after a look that shows no fence. */
  private Sight landsAfterTheLook() {
    store.really(
        KEY,
        null,
        Fence.tried("d", JsonText.of(3), JsonText.of("holding 3"), null),
        List.of(new Shelf.Move("x", -3, 3, 0)));
    return new FenceStore.Seen(null);
  }

  private static BranchWork<Shelf.Move, Shelf> two(Verdict first, Verdict second) {
    return new Trying(
        new TryIntent.Reserve<>(
            JsonText.of(1),
            null,
            List.of(
                new GuardedWrite<>(new Shelf.Move("y", -1, 1, 0), shelf -> first),
                new GuardedWrite<>(new Shelf.Move("z", -1, 1, 0), shelf -> second))));
  }

  private static BranchWork<Shelf.Move, Shelf> declining(Verdict verdict) {
    return new Trying(new TryIntent.Decline<>(verdict));
  }

  private record Trying(TryIntent<Shelf.Move, Shelf> onTry)
      implements BranchWork<Shelf.Move, Shelf> {
    @Override
    public List<Shelf.Move> onConfirm(JsonText reservation) {
      throw new IllegalStateException("not part of this story");
    }

    @Override
    public List<Shelf.Move> onCancel(JsonText reservation) {
      throw new IllegalStateException("not part of this story");
    }
  }

  private void contendFor(int commits) {
    for (int i = 0; i < commits; i++) {
      store.commits.add(() -> new Contended<>("TransactionConflict"));
    }
  }

  private ParticipantReply tryOnce() {
    return driver.onTry(request(false), work);
  }

  private ParticipantReply tryAgain() {
    return driver.onTry(request(true), work);
  }

  private static TryRequest request(boolean repeated) {
    return new TryRequest(KEY, "d", START, repeated);
  }

  private void assertShelf(long free, long held, long sold) {
    assertThat(store.shelves.get("x")).isEqualTo(new Shelf(free, held, sold));
  }
}

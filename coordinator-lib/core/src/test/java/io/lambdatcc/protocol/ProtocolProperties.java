package io.lambdatcc.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What holds for every transaction, whatever happens to it and in whatever order. */
class ProtocolProperties {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int BRANCHES = 3;
  private static final Protocol PROTOCOL = new Protocol(3);

  /** The states that a transaction goes through, each but the first by the event before it. */
  private static List<TransactionState> history(Order order, List<Event> events) {
    List<TransactionState> history = new ArrayList<>();
    TransactionState state = PROTOCOL.begin(begin(order)).next();
    history.add(state);
    for (Event event : events) {
      if (PROTOCOL.decide(state, event) instanceof Step.Advance advance) {
        state = advance.next();
        history.add(state);
      }
    }
    return history;
  }

  @Property(tries = 2_000)
  void itIsTotalAndAlwaysSaysTheSame(
      @ForAll Order order, @ForAll("events") @Size(max = 40) List<Event> events) {
    for (TransactionState state : history(order, events)) {
      for (Event event : events) {
        Step once = PROTOCOL.decide(state, event);
        assertThat(PROTOCOL.decide(state, event).toString()).isEqualTo(once.toString());
      }
    }
  }

  @Property(tries = 2_000)
  void aDecisionIsForEver(
      @ForAll Order order, @ForAll("events") @Size(max = 60) List<Event> events) {
    List<TransactionState> history = history(order, events);
    for (int i = 1; i < history.size(); i++) {
      TransactionState before = history.get(i - 1);
      TransactionState after = history.get(i);
      assertThat(after.phase()).isGreaterThanOrEqualTo(before.phase());
      if (before.phase().decided()) {
        assertThat(after.phase().confirms()).isEqualTo(before.phase().confirms());
        assertThat(after.decidedAt()).isEqualTo(before.decidedAt());
      }
    }
  }

  @Property(tries = 2_000)
  void itConfirmsOnlyWhatEveryBranchHasReserved(
      @ForAll Order order, @ForAll("events") @Size(max = 60) List<Event> events) {
    for (TransactionState state : history(order, events)) {
      if (state.phase().confirms()) {
        assertThat(state.branches())
            .allMatch(
                b -> b.status() == BranchStatus.TRIED || b.status() == BranchStatus.CONFIRMED);
      }
    }
  }

  @Property(tries = 2_000)
  void everyChangeOfPhaseIsANewVersionAndNothingElseSkipsOne(
      @ForAll Order order, @ForAll("events") @Size(max = 60) List<Event> events) {
    List<TransactionState> history = history(order, events);
    for (int i = 1; i < history.size(); i++) {
      TransactionState before = history.get(i - 1);
      TransactionState after = history.get(i);
      long written = after.version() - before.version();
      assertThat(written).isBetween(0L, 1L);
      if (after.phase() != before.phase()) {
        assertThat(written).isOne();
      }
    }
  }

  @Property(tries = 2_000)
  void whatIsUnfinishedIsAlwaysDue(
      @ForAll Order order, @ForAll("events") @Size(max = 60) List<Event> events) {
    for (TransactionState state : history(order, events)) {
      assertThat(state.due() == null).isEqualTo(state.phase().finished());
    }
  }

  @Property(tries = 500)
  void onceEveryBranchAnswersItEndsWithinTwoEventsPerBranch(
      @ForAll Order order, @ForAll("events") @Size(max = 40) List<Event> events) {
    List<TransactionState> history = history(order, events);
    TransactionState state = history.get(history.size() - 1).durable();
    Instant now = START.plusSeconds(60);
    if (PROTOCOL.decide(state, new Event.Found(now)) instanceof Step.Advance advance) {
      state = advance.next();
    }
    for (int i = 0; i < BRANCHES && !state.phase().finished(); i++) {
      Step step =
          PROTOCOL.decide(
              state, new Event.Answered(now, i, state.secondOperation(), new Answer.Done(null)));
      if (step instanceof Step.Advance advance) {
        state = advance.next();
      }
    }
    assertThat(state.phase().finished()).isTrue();
  }

  @Property(tries = 500)
  void notNowNeverParks(@ForAll @IntRange(min = 1, max = 60) int rounds) {
    TransactionState state = confirming();
    for (int round = 0; round < rounds; round++) {
      state = failedRound(state, new Answer.NotNow(Duration.ZERO));
    }
    assertThat(state.failedRounds()).isEqualTo(rounds);
    assertThat(state.parked()).isFalse();
  }

  @Property(tries = 100)
  void aBranchThatKeepsFailingIsParkedAfterThreeRoundsAndStaysSo(
      @ForAll @IntRange(min = 1, max = 12) int rounds) {
    TransactionState state = confirming();
    for (int round = 0; round < rounds; round++) {
      state = failedRound(state, new Answer.Unknown("500"));
    }
    assertThat(state.parked()).isEqualTo(rounds >= 3);
    assertThat(state.due()).isEqualTo(START.plusSeconds(rounds >= 3 ? 300 : 1));
  }

  @Property(tries = 2_000)
  void aWordCountsOnlyForWhatIsDecidedAndIsKeptForEver(
      @ForAll Order order, @ForAll("events") @Size(max = 60) List<Event> events) {
    List<TransactionState> history = history(order, events);
    for (int i = 1; i < history.size(); i++) {
      TransactionState before = history.get(i - 1);
      TransactionState after = history.get(i);
      for (int b = 0; b < BRANCHES; b++) {
        Resolution was = before.branches().get(b).resolution();
        Resolution is = after.branches().get(b).resolution();
        if (was != null) {
          assertThat(is).isEqualTo(was);
        } else if (is != null) {
          assertThat(before.phase().decided()).isTrue();
          assertThat(before.branches().get(b).status().settled()).isFalse();
          assertThat(after.version()).isEqualTo(before.version() + 1);
          assertThat(after.branches().get(b).status())
              .isEqualTo(
                  before.phase().confirms() ? BranchStatus.CONFIRMED : BranchStatus.CANCELLED);
        }
      }
    }
  }

  @Test
  void aWordForTheOneBranchThatIsStuckEndsIt() {
    TransactionState stuck = confirming();
    for (int round = 0; round < 3; round++) {
      stuck = failedRound(stuck, new Answer.Violated("no fence"));
    }
    assertThat(stuck.parked()).isTrue();
    Resolution word = word(START, "seen to by hand");
    TransactionState ended =
        next(stuck, new Event.ResolveRequested(START, 0, Operation.CONFIRM, word));
    assertThat(ended.phase()).isEqualTo(Phase.CONFIRMED);
    assertThat(ended.version()).isEqualTo(stuck.version() + 1);
    assertThat(ended.branches().get(0).resolution()).isEqualTo(word);
    assertThat(ended.branches().get(0).problem()).isNull();
  }

  @Test
  void aWordSaysSomethingAndIsNotCutOff() {
    assertThatThrownBy(() -> word(START, " "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("reason: needs 1 to 300 characters, these are 0");
    assertThatThrownBy(() -> word(START, "x".repeat(301)))
        .hasMessage("reason: needs 1 to 300 characters, these are 301");
    assertThatThrownBy(() -> new Resolution(START, "", "why"))
        .hasMessage("by: needs 1 to 640 characters, these are 0");
  }

  @Test
  void timesOfBranchesAreThoseOfTheirAnswers() {
    TransactionState trying = PROTOCOL.begin(begin(Order.PARALLEL)).next();
    TransactionState one =
        next(trying, new Event.Answered(after(1), 0, Operation.TRY, new Answer.Done(null)));
    TransactionState failed =
        next(one, new Event.Answered(after(2), 1, Operation.TRY, new Answer.Unknown("reset")));
    TransactionState decided =
        next(failed, new Event.Answered(after(3), 2, Operation.TRY, new Answer.Refused("n", "o")));
    TransactionState heard =
        next(decided, new Event.Answered(after(4), 0, Operation.CANCEL, new Answer.Done(null)));
    assertThat(heard.branches())
        .extracting(BranchState::triedAt)
        .containsExactly(after(1), null, after(3));
    assertThat(heard.branches())
        .extracting(BranchState::heardAt)
        .containsExactly(after(4), after(2), after(3));
  }

  private static Instant after(int seconds) {
    return START.plusSeconds(seconds);
  }

  private static Resolution word(Instant at, String reason) {
    return new Resolution(at, "ops", reason);
  }

  private static TransactionState confirming() {
    TransactionState state = PROTOCOL.begin(begin(Order.PARALLEL)).next();
    for (int i = 0; i < BRANCHES; i++) {
      state = next(state, new Event.Answered(START, i, Operation.TRY, new Answer.Done(null)));
    }
    return state;
  }

  private static TransactionState failedRound(TransactionState state, Answer bad) {
    TransactionState now = state;
    if (now.branches().stream().noneMatch(BranchState::calling)) {
      now = next(now, new Event.Found(START));
    }
    for (int i = 0; i < BRANCHES; i++) {
      if (!now.branches().get(i).status().settled()) {
        Answer answer = i == 0 ? bad : new Answer.Done(null);
        now = next(now, new Event.Answered(START, i, Operation.CONFIRM, answer));
      }
    }
    return next(now, new Event.RoundFailed(START, START.plusSeconds(1), START.plusSeconds(300)));
  }

  private static TransactionState next(TransactionState state, Event event) {
    return ((Step.Advance) PROTOCOL.decide(state, event)).next();
  }

  private static TransactionState begin(Order order) {
    return TransactionState.begin(
        TransactionId.parse("order-1~0123456789abcde"),
        "tests",
        order,
        START,
        START.plusSeconds(10),
        START.plusSeconds(2),
        null,
        IntStream.range(0, BRANCHES)
            .mapToObj(i -> BranchState.pending("b" + i, "service", Digest.ofText("{}")))
            .toList());
  }

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<Instant> times = Arbitraries.integers().between(0, 20).map(START::plusSeconds);
    Arbitrary<Integer> branches = Arbitraries.integers().between(0, BRANCHES - 1);
    Arbitrary<Answer> answers =
        Arbitraries.frequency(
            Tuple.of(6, (Answer) new Answer.Done(null)),
            Tuple.of(1, new Answer.Refused("no", "never")),
            Tuple.of(1, new Answer.Rejected("400", "what")),
            Tuple.of(1, new Answer.Violated("fence")),
            Tuple.of(2, new Answer.NotNow(Duration.ofMillis(50))),
            Tuple.of(2, new Answer.Unknown("500")),
            Tuple.of(1, new Answer.NotSent("open")));
    Arbitrary<Event> answered =
        Combinators.combine(times, branches, Arbitraries.of(Operation.class), answers)
            .as(Event.Answered::new);
    Arbitrary<Event> others =
        Arbitraries.oneOf(
            Combinators.combine(times, branches).as((at, b) -> (Event) new Event.RepeatDue(at, b)),
            times.map(Event.DeadlineReached::new),
            Combinators.combine(times, times).as((at, s) -> (Event) new Event.ContentionDue(at, s)),
            times.map(Event.CancelRequested::new),
            times.map(Event.Found::new),
            times.map(at -> new Event.RoundFailed(at, at.plusSeconds(1), at.plusSeconds(300))),
            times.map(Event.RetryRequested::new),
            Combinators.combine(times, branches, Arbitraries.of(Operation.class))
                .as((at, b, o) -> new Event.ResolveRequested(at, b, o, word(at, "by hand"))));
    return Arbitraries.frequencyOf(Tuple.of(5, answered), Tuple.of(1, others)).list();
  }
}

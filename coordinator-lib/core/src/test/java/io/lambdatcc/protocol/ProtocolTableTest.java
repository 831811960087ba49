package io.lambdatcc.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every phase x every event: what the transaction does. */
class ProtocolTableTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant DEADLINE = START.plusSeconds(10);
  private static final Instant EARLY = START.plusSeconds(1);
  private static final Instant LATE = START.plusSeconds(11);
  private static final Protocol PROTOCOL = new Protocol(3);

  private static final Map<String, TransactionState> STATES = states();
  private static final Map<String, Event> EVENTS = events();

  /**
   * Rows: events. Columns: {@code trying} (both asked), {@code tried-1} (branch 0 tried), {@code
   * contended} (0 tried, 1 waiting), {@code confirming}, {@code cancelling} (both called), {@code
   * resting-c} and {@code resting-x} (confirming and cancelling, a round has failed, nothing is
   * out), {@code confirmed}, {@code cancelled}.
   *
   * <p>A cell says the next phase and the effects; {@code -} is ignored, {@code !I2} a violation.
   * An {@code =} in front means that nothing is written.
   */
  private static final String TABLE =
      """
      event            | trying                 | tried-1                | contended              | confirming     | cancelling     | resting-c                      | resting-x                      | confirmed | cancelled
      try0 done        | =TRYING []             | -                      | -                      | -              | -              | -                              | -                              | -         | -
      try1 done        | =TRYING []             | CONFIRMING [C0 C1]     | CONFIRMING [C0 C1]     | -              | -              | -                              | -                              | -         | -
      try1 refused     | CANCELLING [X0 X1]     | CANCELLING [X0 X1]     | CANCELLING [X0 X1]     | -              | -              | -                              | -                              | -         | -
      try1 rejected    | CANCELLING [X0 X1]     | CANCELLING [X0 X1]     | CANCELLING [X0 X1]     | -              | -              | -                              | -                              | -         | -
      try1 violated    | CANCELLING [X0 X1]     | CANCELLING [X0 X1]     | CANCELLING [X0 X1]     | -              | -              | -                              | -                              | -         | -
      try1 not now     | =TRYING [repeat1 watch]| =TRYING [repeat1 watch]| =TRYING [repeat1]      | -              | -              | -                              | -                              | -         | -
      try1 unknown     | =TRYING [repeat1]      | =TRYING [repeat1]      | =TRYING [repeat1]      | -              | -              | -                              | -                              | -         | -
      try1 not sent    | =TRYING [repeat1]      | =TRYING [repeat1]      | =TRYING [repeat1]      | -              | -              | -                              | -                              | -         | -
      confirm0 done    | !I2                    | !I2                    | !I2                    | =CONFIRMING [] | !I1            | =CONFIRMING [close]            | !I1                            | -         | !I1
      cancel0 done     | !I2                    | !I2                    | !I2                    | !I1            | =CANCELLING [] | !I1                            | =CANCELLING [close]            | !I1       | -
      confirm0 unknown | !I2                    | !I2                    | !I2                    | =CONFIRMING [] | !I1            | =CONFIRMING [close]            | !I1                            | -         | !I1
      cancel0 unknown  | !I2                    | !I2                    | !I2                    | !I1            | =CANCELLING [] | !I1                            | =CANCELLING [close]            | !I1       | -
      confirm0 refused | !I2                    | !I2                    | !I2                    | =CONFIRMING [] | !I1            | =CONFIRMING [close]            | !I1                            | -         | !I1
      repeat1 early    | -                      | -                      | =TRYING [T1]           | -              | -              | -                              | -                              | -         | -
      repeat1 late     | -                      | -                      | -                      | -              | -              | -                              | -                              | -         | -
      deadline early   | -                      | -                      | -                      | -              | -              | -                              | -                              | -         | -
      deadline late    | CANCELLING [X0 X1]     | CANCELLING [X0 X1]     | CANCELLING [X0 X1]     | -              | -              | -                              | -                              | -         | -
      contention       | -                      | -                      | CANCELLING [X0 X1]     | -              | -              | -                              | -                              | -         | -
      contention other | -                      | -                      | -                      | -              | -              | -                              | -                              | -         | -
      cancel requested | CANCELLING [X0 X1]     | CANCELLING [X0 X1]     | CANCELLING [X0 X1]     | -              | -              | -                              | -                              | -         | -
      found early      | -                      | -                      | -                      | -              | -              | =CONFIRMING [C0 C1]            | =CANCELLING [X0 X1]            | -         | -
      found late       | CANCELLING [X0 X1]     | CANCELLING [X0 X1]     | CANCELLING [X0 X1]     | -              | -              | =CONFIRMING [C0 C1]            | =CANCELLING [X0 X1]            | -         | -
      round failed     | !I2                    | !I2                    | !I2                    | -              | -              | CONFIRMING [next]              | CANCELLING [next]              | -         | -
      retry requested  | -                      | -                      | -                      | CONFIRMING []  | CANCELLING []  | CONFIRMING [C0 C1]             | CANCELLING [X0 X1]             | -         | -
      confirm0 resolved| -                      | -                      | -                      | CONFIRMING []  | -              | CONFIRMING [C1]                | -                              | -         | -
      cancel0 resolved | -                      | -                      | -                      | -              | CANCELLING []  | -                              | CANCELLING [X1]                | -         | -
      """;

  static Stream<Arguments> cells() {
    List<String[]> rows = TABLE.lines().map(line -> line.split("\\|", -1)).toList();
    String[] columns = rows.get(0);
    return rows.stream()
        .skip(1)
        .flatMap(
            row ->
                Stream.iterate(1, i -> i < row.length, i -> i + 1)
                    .map(i -> Arguments.of(row[0].strip(), columns[i].strip(), row[i].strip())));
  }

  @ParameterizedTest(name = "{0} while {1}: {2}")
  @MethodSource("cells")
  void doesWhatTheTableSays(String event, String state, String expected) {
    assertThat(shown(state(state), PROTOCOL.decide(state(state), event(event))))
        .isEqualTo(expected.replaceAll("(\\w)\\[", "$1 ["));
  }

  @Test
  void theTableNamesEveryEventAndEveryPhase() {
    Set<Class<?>> events =
        EVENTS.values().stream().map(Object::getClass).collect(Collectors.toSet());
    assertThat(events).containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());
    Set<Class<?>> answers =
        EVENTS.values().stream()
            .filter(Event.Answered.class::isInstance)
            .map(e -> ((Event.Answered) e).answer().getClass())
            .collect(Collectors.toSet());
    assertThat(answers).containsExactlyInAnyOrder(Answer.class.getPermittedSubclasses());
    assertThat(STATES.values().stream().map(TransactionState::phase).distinct())
        .containsExactlyInAnyOrder(Phase.values());
    assertThat(cells().map(c -> c.get()[0]).distinct())
        .containsExactlyInAnyOrderElementsOf(EVENTS.keySet());
    assertThat(cells().count()).isEqualTo((long) EVENTS.size() * STATES.size());
  }

  @Test
  void parkingNeedsAtLeastOneFailedCall() {
    assertThat(new Protocol(1)).isNotNull();
    assertThatThrownBy(() -> new Protocol(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anEventAboutABranchThatThereIsNotIsNobodysWhateverThePhase() {
    for (TransactionState state : STATES.values()) {
      for (int branch : new int[] {-1, 2}) {
        for (Event event :
            List.of(
                answered(Operation.TRY, branch, new Answer.Done(null)),
                new Event.RepeatDue(EARLY, branch),
                new Event.ResolveRequested(
                    EARLY, branch, Operation.CONFIRM, new Resolution(EARLY, "ops", "by hand")))) {
          assertThatThrownBy(() -> PROTOCOL.decide(state, event))
              .as("%s in %s", event, state.phase())
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("there is no " + branch);
        }
      }
    }
  }

  @Test
  void whoHoldsSomethingWhileItWaitsIsWatchedOnceFromThenOn() {
    Event waits = answered(Operation.TRY, 1, notNow());
    TransactionState nobodyHolds =
        after(state("trying"), answered(Operation.TRY, 0, notNow()), waits);
    assertThat(nobodyHolds.contendedSince()).isNull();
    assertThat(shown(nobodyHolds, PROTOCOL.decide(nobodyHolds, event("try0 done"))))
        .isEqualTo("=TRYING [watch]");
    TransactionState watched = after(state("trying"), waits);
    assertThat(watched.contendedSince()).isNotNull();
    assertThat(shown(watched, PROTOCOL.decide(watched, event("try0 done"))))
        .isEqualTo("=TRYING []");
  }

  private static TransactionState state(String name) {
    return java.util.Objects.requireNonNull(STATES.get(name), name);
  }

  private static Event event(String name) {
    return java.util.Objects.requireNonNull(EVENTS.get(name), name);
  }

  private static String shown(TransactionState before, Step step) {
    if (step instanceof Step.Ignore) {
      return "-";
    }
    if (step instanceof Step.Violation broken) {
      return "!" + broken.violation().invariant();
    }
    Step.Advance advance = (Step.Advance) step;
    TransactionState next = advance.next();
    boolean written = next.version() != before.version();
    assertThat(next.version() - before.version()).isBetween(0L, 1L);
    return (written ? "" : "=") + next.phase() + " " + effects(advance);
  }

  private static List<String> effects(Step.Advance advance) {
    List<Effect> effects =
        advance.effects().after(new Landed(advance.next().id(), advance.next().version()));
    String shown = effects.stream().map(ProtocolTableTest::shown).collect(Collectors.joining(" "));
    return shown.isEmpty() ? List.of() : List.of(shown);
  }

  private static String shown(Effect effect) {
    if (effect instanceof Effect.Call call) {
      String letter =
          switch (call.operation()) {
            case TRY -> "T";
            case CONFIRM -> "C";
            case CANCEL -> "X";
          };
      return letter + call.branch();
    }
    if (effect instanceof Effect.RepeatTry repeat) {
      return "repeat" + repeat.branch();
    }
    if (effect instanceof Effect.WatchContention) {
      return "watch";
    }
    if (effect instanceof Effect.CloseRound) {
      return "close";
    }
    return effect instanceof Effect.NextRound ? "next" : effect.toString();
  }

  private static Map<String, TransactionState> states() {
    TransactionState trying = PROTOCOL.begin(begin(Order.PARALLEL)).next();
    TransactionState tried = after(trying, answered(Operation.TRY, 0, new Answer.Done(null)));
    TransactionState contended = after(tried, answered(Operation.TRY, 1, notNow()));
    TransactionState confirming = after(tried, answered(Operation.TRY, 1, new Answer.Done(null)));
    TransactionState cancelling = after(tried, new Event.CancelRequested(EARLY));
    Map<String, TransactionState> states = new LinkedHashMap<>();
    states.put("trying", trying);
    states.put("tried-1", tried);
    states.put("contended", contended);
    states.put("confirming", confirming);
    states.put("cancelling", cancelling);
    states.put("resting-c", confirming.durable());
    states.put("resting-x", cancelling.durable());
    states.put("confirmed", finished(confirming));
    states.put("cancelled", finished(cancelling));
    return states;
  }

  private static TransactionState finished(TransactionState state) {
    TransactionState one =
        after(state, answered(state.secondOperation(), 0, new Answer.Done(null)));
    return after(one, answered(state.secondOperation(), 1, new Answer.Done(null)));
  }

  private static TransactionState begin(Order order) {
    return TransactionState.begin(
        TransactionId.parse("order-1~0123456789abcde"),
        "tests",
        order,
        START,
        DEADLINE,
        START.plusSeconds(2),
        null,
        Stream.of("a", "b")
            .map(id -> BranchState.pending(id, "service", Digest.ofText("{}")))
            .toList());
  }

  private static TransactionState after(TransactionState state, Event... events) {
    return Arrays.stream(events)
        .reduce(
            state,
            (s, e) -> ((Step.Advance) PROTOCOL.decide(s, e)).next(),
            (a, b) -> {
              throw new AssertionError("sequential");
            });
  }

  private static Event answered(Operation operation, int branch, Answer answer) {
    return new Event.Answered(EARLY, branch, operation, answer);
  }

  private static Event resolved(Operation operation) {
    return new Event.ResolveRequested(
        EARLY, 0, operation, new Resolution(EARLY, "ops", "seen to by hand"));
  }

  private static Answer notNow() {
    return new Answer.NotNow(Duration.ofMillis(100));
  }

  private static Map<String, Event> events() {
    Map<String, Event> events = new LinkedHashMap<>();
    events.put("try0 done", answered(Operation.TRY, 0, new Answer.Done("1")));
    events.put("try1 done", answered(Operation.TRY, 1, new Answer.Done("1")));
    events.put("try1 refused", answered(Operation.TRY, 1, new Answer.Refused("no", "never")));
    events.put("try1 rejected", answered(Operation.TRY, 1, new Answer.Rejected("400", "what?")));
    events.put("try1 violated", answered(Operation.TRY, 1, new Answer.Violated("fence")));
    events.put("try1 not now", answered(Operation.TRY, 1, notNow()));
    events.put("try1 unknown", answered(Operation.TRY, 1, new Answer.Unknown("500")));
    events.put("try1 not sent", answered(Operation.TRY, 1, new Answer.NotSent("open")));
    events.put("confirm0 done", answered(Operation.CONFIRM, 0, new Answer.Done(null)));
    events.put("cancel0 done", answered(Operation.CANCEL, 0, new Answer.Done(null)));
    events.put("confirm0 unknown", answered(Operation.CONFIRM, 0, new Answer.Unknown("500")));
    events.put("cancel0 unknown", answered(Operation.CANCEL, 0, new Answer.Unknown("500")));
    events.put("confirm0 refused", answered(Operation.CONFIRM, 0, new Answer.Refused("n", "o")));
    events.put("repeat1 early", new Event.RepeatDue(EARLY, 1));
    events.put("repeat1 late", new Event.RepeatDue(LATE, 1));
    events.put("deadline early", new Event.DeadlineReached(EARLY));
    events.put("deadline late", new Event.DeadlineReached(LATE));
    events.put("contention", new Event.ContentionDue(EARLY.plusMillis(700), EARLY));
    events.put("contention other", new Event.ContentionDue(EARLY.plusMillis(700), START));
    events.put("cancel requested", new Event.CancelRequested(EARLY));
    events.put("found early", new Event.Found(EARLY));
    events.put("found late", new Event.Found(LATE));
    events.put("round failed", new Event.RoundFailed(EARLY, LATE, LATE.plusSeconds(300)));
    events.put("retry requested", new Event.RetryRequested(EARLY));
    events.put("confirm0 resolved", resolved(Operation.CONFIRM));
    events.put("cancel0 resolved", resolved(Operation.CANCEL));
    return events;
  }
}

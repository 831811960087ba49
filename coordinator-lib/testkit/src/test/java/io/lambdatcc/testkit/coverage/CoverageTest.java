package io.lambdatcc.testkit.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.Digest;
import io.lambdatcc.protocol.Event;
import io.lambdatcc.protocol.InvariantViolation;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.Protocol;
import io.lambdatcc.protocol.Step;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.testkit.coverage.Coverage.Led;
import io.lambdatcc.testkit.coverage.Coverage.Pair;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.History;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Phases and events that met. */
class CoverageTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Protocol PROTOCOL = new Protocol(3);
  private static final TransactionState TRYING =
      PROTOCOL
          .begin(
              TransactionState.begin(
                  TransactionId.parse("t1~0123456789ab0"),
                  "tests",
                  Order.PARALLEL,
                  START,
                  START.plusSeconds(10),
                  START.plusSeconds(2),
                  null,
                  List.of(BranchState.pending("a", "stock", Digest.ofText("1")))))
          .next();
  private static final Event TRIED =
      new Event.Answered(START, 0, Operation.TRY, new Answer.Done(null));
  private static final Event FOUND = new Event.Found(START);

  private static Happening.Stepped stepped(TransactionState before, Event event) {
    return new Happening.Stepped(1, "c1", before, event, PROTOCOL.decide(before, event));
  }

  private static TransactionState after(TransactionState before, Event event) {
    return ((Step.Advance) PROTOCOL.decide(before, event)).next();
  }

  @Test
  void everyEventOfTheProtocolIsKnown() {
    Set<Class<?>> known = new LinkedHashSet<>();
    Coverage.legal().forEach(pair -> known.add(pair.event()));

    assertThat(known).containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());
  }

  @Test
  void whatCanMeetIsNamedOneByOne() {
    assertThat(Coverage.legal()).hasSize(6 + 8 + 9).doesNotHaveDuplicates();
    assertThat(Coverage.legal())
        .noneMatch(pair -> pair.phase().finished())
        .contains(new Pair(Phase.CANCELLING, Event.RepeatDue.class))
        .doesNotContain(
            new Pair(Phase.TRYING, Event.RoundFailed.class),
            new Pair(Phase.TRYING, Event.RetryRequested.class),
            new Pair(Phase.TRYING, Event.ResolveRequested.class),
            new Pair(Phase.CONFIRMING, Event.RepeatDue.class));
  }

  @Test
  void nothingIsCoveredAtFirst() {
    assertThat(new Coverage().missed()).isEqualTo(Coverage.legal());
  }

  @Test
  void stepsAreCountedByWhatTheyLeadTo() {
    TransactionState confirming = after(TRYING, TRIED);
    History history = new History();
    history.add(stepped(TRYING, TRIED));
    history.add(stepped(TRYING, FOUND));
    history.add(new Happening.Calm(2));
    history.add(stepped(confirming, TRIED));
    history.add(stepped(confirming.durable(), FOUND));
    history.add(
        new Happening.Stepped(
            3, "c1", TRYING, TRIED, new Step.Violation(new InvariantViolation("I2", "no"))));
    Coverage coverage = new Coverage();
    coverage.note(history);

    Pair tried = new Pair(Phase.TRYING, Event.Answered.class);
    assertThat(coverage.times(tried, Led.TO_A_WRITE)).isEqualTo(1);
    assertThat(coverage.times(tried, Led.TO_A_VIOLATION)).isEqualTo(1);
    assertThat(coverage.times(tried)).isEqualTo(2);
    assertThat(coverage.times(new Pair(Phase.TRYING, Event.Found.class), Led.NOWHERE)).isEqualTo(1);
    assertThat(coverage.times(new Pair(Phase.CONFIRMING, Event.Answered.class), Led.NOWHERE))
        .isEqualTo(1);
    assertThat(coverage.times(new Pair(Phase.CONFIRMING, Event.Found.class), Led.ON)).isEqualTo(1);
    assertThat(coverage.missed()).hasSize(Coverage.legal().size() - 4).doesNotContain(tried);
    assertThat(coverage.surprises()).isEmpty();
  }

  @Test
  void sumsDoNotDependOnTheOrder() {
    Coverage one = new Coverage();
    one.note(stepped(TRYING, TRIED));
    Coverage other = new Coverage();
    other.note(stepped(TRYING, FOUND));
    other.note(stepped(TRYING, TRIED));
    Coverage forth = new Coverage();
    forth.add(one);
    forth.add(other);
    Coverage back = new Coverage();
    back.add(other);
    back.add(one);

    assertThat(forth.times(new Pair(Phase.TRYING, Event.Answered.class))).isEqualTo(2);
    assertThat(forth).hasToString(back.toString());
  }

  @Test
  void whatCannotMeetIsASurprise() {
    Coverage coverage = new Coverage();
    coverage.note(
        stepped(TRYING, new Event.RoundFailed(START, START.plusSeconds(1), START.plusSeconds(9))));

    assertThat(coverage.surprises())
        .containsExactly(new Pair(Phase.TRYING, Event.RoundFailed.class));
  }

  @Test
  void theTableShowsCountsAndWhatIsMissed() {
    Coverage coverage = new Coverage();
    coverage.note(stepped(TRYING, TRIED));

    List<String> lines = coverage.toString().lines().toList();

    assertThat(lines).hasSize(10);
    assertThat(lines.get(0)).startsWith("event").contains("TRYING", "CANCELLED");
    assertThat(lines.get(1)).startsWith("Answered").contains("1 w").contains("MISSED");
  }
}

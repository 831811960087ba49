package io.lambdatcc.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.api.InquiryAnswer;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.CancelReason.Kind;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Happening.Unfinished;
import io.lambdatcc.testkit.history.Telling;
import io.lambdatcc.testkit.scenario.Ask;
import io.lambdatcc.wire.ParticipantReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What no oracle may take offence at. */
class AcceptedTalesTest {

  static Map<String, Tale> tales() {
    Map<String, Tale> tales = new LinkedHashMap<>();
    tales.put("all goes well", confirmed().told(1, confirmed().shown(Phase.CONFIRMED)).isOver());
    tales.put(
        "what was tried beside a begin that is given up is cancelled",
        Tale.beside()
            .asked(1)
            .tries("stock")
            .after(Tale.TIMEOUT)
            .forgoes()
            .cancels("stock")
            .cancels("payment")
            .ends()
            .told(1, Tale.once().shown(Phase.CANCELLED, Kind.NEVER_BEGUN, null))
            .isOver());
    tales.put(
        "who holds something for what never began asks, and undoes it",
        Tale.beside()
            .asked(1)
            .tries("stock")
            .after(Tale.TIMEOUT)
            .informed("stock", InquiryAnswer.NOT_YET)
            .isForestalled("stock")
            .informed("stock", InquiryAnswer.CANCELLED)
            .fence(Operation.CANCEL, "stock", FenceState.CANCELLED)
            .told(1, Tale.once().shown(Phase.CANCELLED, Kind.NEVER_BEGUN, "stock"))
            .isOver());
    tales.put(
        "another has the name of what was tried beside its begin",
        Tale.beside()
            .asked(1)
            .tries("stock")
            .of("t1", "9")
            .begins()
            .tries("stock")
            .tries("payment")
            .decidesToConfirm()
            .confirms("stock")
            .confirms("payment")
            .ends()
            .of("t1", "0")
            .informed("stock", InquiryAnswer.CANCELLED)
            .fence(Operation.CANCEL, "stock", FenceState.CANCELLED)
            .isOver());
    tales.put(
        "a branch refuses",
        Tale.once()
            .asked(1)
            .begins()
            .tries("stock")
            .refuses("payment")
            .decidesToCancel(Kind.REFUSED, "payment")
            .cancels("stock")
            .repeats(Operation.CANCEL, "payment")
            .ends()
            .told(1, Tale.once().shown(Phase.CANCELLED, Kind.REFUSED, "payment"))
            .isOver());
    tales.put(
        "the deadline passes and a Try comes later than its Cancel",
        Tale.once()
            .asked(1)
            .begins()
            .tries("stock")
            .sends(Operation.TRY, "payment")
            .after(Tale.TIMEOUT)
            .decidesToCancel(Kind.DEADLINE, null)
            .cancels("stock")
            .cancels("payment")
            .ends()
            .arrives(Operation.TRY, "payment")
            .replies(
                Operation.TRY,
                "payment",
                new ParticipantReply.Refused("branch-cancelled", "the branch was cancelled"))
            .isOver());
    tales.put(
        "somebody answers for what a participant never will",
        Tale.once()
            .asked(1)
            .begins()
            .tries("stock")
            .tries("payment")
            .decidesToConfirm()
            .confirms("stock")
            .asked(2, new Ask.Wish.Resolve("t1", "payment", Operation.CONFIRM))
            .resolves("payment")
            .ends()
            .isOver());
    tales.put(
        "a Try is answered yes twice and two Cancels at once",
        Tale.once()
            .asked(1)
            .asked(2, new Ask.Wish.Cancel("t1"))
            .begins()
            .tries("stock")
            .repeats(Operation.TRY, "stock")
            .decidesToCancel(Kind.REQUESTED, null)
            .sends(Operation.CANCEL, "payment")
            .arrives(Operation.CANCEL, "payment")
            .arrives(Operation.CANCEL, "payment")
            .fence(Operation.CANCEL, "payment", FenceState.CANCELLED)
            .repliesDone(Operation.CANCEL, "payment")
            .repliesDone(Operation.CANCEL, "payment")
            .cancels("stock")
            .ends()
            .isOver());
    tales.put(
        "messages come again forty days later",
        cancelled()
            .after(Tale.DAY.multipliedBy(31))
            .fence(null, "stock", null)
            .fence(null, "payment", null)
            .forgets()
            .after(Tale.DAY.multipliedBy(9))
            .arrives(Operation.TRY, "stock")
            .replies(
                Operation.TRY, "stock", new ParticipantReply.Rejected(400, "deadline-passed", "no"))
            .arrives(Operation.CANCEL, "payment")
            .fence(Operation.CANCEL, "payment", FenceState.CANCELLED)
            .repliesDone(Operation.CANCEL, "payment")
            .isOver());
    tales.put(
        "a Confirm comes again forty days later",
        confirmed()
            .after(Tale.DAY.multipliedBy(31))
            .fence(null, "stock", null)
            .after(Tale.DAY.multipliedBy(9))
            .arrives(Operation.CONFIRM, "stock")
            .replies(Operation.CONFIRM, "stock", new ParticipantReply.Violated("never tried"))
            .isOver());
    tales.put(
        "a name is used again after it was forgotten",
        again(confirmed().after(Tale.DAY.multipliedBy(31)).forgets()).isOver());
    tales.put(
        "poison is parked, tried again by hand, parked again, and excused",
        parked(
                parked(
                        Tale.once()
                            .asked(1)
                            .begins()
                            .tries("stock")
                            .tries("payment")
                            .decidesToConfirm()
                            .confirms("stock"))
                    .unparks())
            .isOver(new Unfinished(Tale.idOf("t1", "0"), Phase.CONFIRMING, true, true)));
    tales.put(
        "a violation is parked at once and mended",
        Tale.once()
            .asked(1)
            .begins()
            .tries("stock")
            .tries("payment")
            .decidesToConfirm()
            .confirms("stock")
            .sends(Operation.CONFIRM, "payment")
            .hears(Operation.CONFIRM, "payment", new Answer.Violated("what?"))
            .roundFails(true)
            .confirms("payment")
            .ends()
            .isOver());
    tales.put(
        "who waits while it holds gives up in time",
        Tale.once()
            .asked(1)
            .begins()
            .tries("stock")
            .waits("payment")
            .after(Duration.ofMillis(800))
            .waits("payment")
            .decidesToCancel(Kind.CONTENDED, "payment")
            .cancels("stock")
            .cancels("payment")
            .ends()
            .isOver());
    tales.put(
        "who is tried in sequence waits as long as it may",
        Tale.once()
            .inOrder(Order.SEQUENTIAL)
            .asked(1)
            .begins()
            .tries("stock")
            .waits("payment")
            .after(Duration.ofSeconds(6))
            .waits("payment")
            .tries("payment")
            .decidesToConfirm()
            .confirms("stock")
            .confirms("payment")
            .ends()
            .isOver());
    tales.put(
        "two ask at once and the slower answer is older",
        Tale.once()
            .asked(1)
            .asked(2, new Ask.Wish.Find("t1"))
            .begins()
            .tries("stock")
            .tries("payment")
            .decidesToConfirm()
            .confirms("stock")
            .confirms("payment")
            .ends()
            .told(1, Tale.once().shown(Phase.CONFIRMED))
            .told(2, new Ask.Wish.Find("t1"), Tale.once().shown(Phase.TRYING))
            .isOver());
    tales.put(
        "nobody can say anything",
        Tale.once()
            .asked(1)
            .told(1, new Telling.InDoubt())
            .asked(2, new Ask.Wish.Find("t1"))
            .told(2, new Ask.Wish.Find("t1"), new Telling.Nothing())
            .asked(3)
            .told(3, new Telling.Unavailable("the log"))
            .isOver());
    tales.put(
        "a name is taken by another request",
        confirmed()
            .asked(2, new Ask.Wish.Execute(Tale.once().request("2")))
            .told(2, new Ask.Wish.Execute(Tale.once().request("2")), new Telling.NameTaken())
            .isOver());
    tales.put("it is upgraded on the way and back", upgraded());
    return tales;
  }

  static Tale confirmed() {
    return Tale.once()
        .asked(1)
        .begins()
        .tries("stock")
        .tries("payment")
        .decidesToConfirm()
        .confirms("stock")
        .confirms("payment")
        .ends();
  }

  static Tale cancelled() {
    return Tale.once()
        .asked(1)
        .begins()
        .tries("stock")
        .after(Tale.TIMEOUT)
        .decidesToCancel(Kind.DEADLINE, null)
        .cancels("stock")
        .cancels("payment")
        .ends();
  }

  private static Tale again(Tale tale) {
    return tale.of("t1", "1")
        .asked(2)
        .begins()
        .tries("stock")
        .tries("payment")
        .decidesToConfirm()
        .confirms("payment")
        .confirms("stock")
        .ends();
  }

  private static Tale parked(Tale tale) {
    return tale.fails(Operation.CONFIRM, "payment")
        .roundFails(false)
        .fails(Operation.CONFIRM, "payment")
        .roundFails(false)
        .fails(Operation.CONFIRM, "payment")
        .roundFails(true);
  }

  private static Tale upgraded() {
    Tale tale =
        Tale.once()
            .add(new Happening.Started(0, "c1", "n"))
            .add(new Happening.Started(0, "c2", "n+1"))
            .asked(1)
            .begins()
            .tries("stock")
            .tries("payment")
            .by("c2")
            .decidesToConfirm();
    return tale.add(
            new Happening.StoredByOther(
                tale.at(), tale.id(), "CONFIRMING_IN_ORDER", List.of("note")))
        .confirms("stock")
        .confirms("payment")
        .roundFails(false)
        .add(new Happening.StoredByOther(tale.at(), tale.id(), "CONFIRMING", List.of("note")))
        .by("c1")
        .ends()
        .add(new Happening.ExtrasKept(tale.at(), tale.id(), List.of("note")))
        .told(1, tale.shown(Phase.CONFIRMED))
        .isOver();
  }

  static Stream<Arguments> talesAndOracles() {
    List<Arguments> all = new ArrayList<>();
    tales()
        .forEach(
            (name, tale) ->
                Oracles.all(tale.scenario())
                    .forEach(oracle -> all.add(Arguments.of(name, tale, oracle.invariant()))));
    return all.stream();
  }

  @ParameterizedTest(name = "{2} accepts that {0}")
  @MethodSource("talesAndOracles")
  void isAccepted(String name, Tale tale, String invariant) {
    assertThat(tale.judgedBy(invariant)).as(name).isNull();
  }

  @Test
  void thereIsAnOracleForEachInvariant() {
    assertThat(Oracles.all(Tale.once().scenario()).stream().map(Oracle::invariant))
        .containsExactly("I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10", "I11", "I12");
  }

  @Test
  void eachBelievesACoordinatorThatAccusesItself() {
    for (Oracle oracle : Oracles.all(Tale.once().scenario())) {
      Tale tale = Tale.once();
      tale.add(
          new Happening.Accused(tale.at(), "c1", tale.id(), oracle.invariant(), "it is broken"));

      assertThat(tale.judgedBy(oracle.invariant())).contains("c1", "it is broken");
    }
  }

  @Test
  void noneBelievesAnAccusationThatIsNotItsOwn() {
    Tale tale = Tale.once();
    tale.add(new Happening.Accused(tale.at(), "c1", tale.id(), "I4", "it is broken"));

    assertThat(tale.judgedBy("I5")).isNull();
  }
}

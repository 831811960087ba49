package io.lambdatcc.testkit.picture;

import static io.lambdatcc.protocol.Operation.CONFIRM;
import static io.lambdatcc.protocol.Operation.TRY;
import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.picture.Sketch.Absence;
import io.lambdatcc.testkit.picture.Sketch.Arrow;
import io.lambdatcc.testkit.picture.Sketch.Flag;
import io.lambdatcc.testkit.picture.Sketch.Look;
import io.lambdatcc.testkit.picture.Sketch.Manner;
import io.lambdatcc.testkit.picture.Sketch.Pill;
import io.lambdatcc.wire.ParticipantReply;
import java.util.List;
import org.junit.jupiter.api.Test;

class SketcherTest {
  private final TransactionId id = Tale.id("t1", 1);

  @Test
  void lanesStandInTheOrderOfTheScenario() {
    assertThat(lanes(Tales.crashAfterDecision()))
        .containsExactly("ann", "c1", "c2", "log", "stock", "payment");
  }

  @Test
  void whoDoesNothingHasNoLane() {
    assertThat(lanes(Tales.missingFence())).containsExactly("ann", "c1", "log", "stock", "payment");
  }

  @Test
  void aDuplicateIsASecondArrowFromTheSameOrigin() {
    Sketch sketch = Sketcher.of(Tales.duplicateAndUnknownWrite().run());
    Arrow first = arrow(sketch, Manner.ARRIVES, "TRY t1/payment");
    Arrow second = arrow(sketch, Manner.COPY, "TRY t1/payment, second copy");
    assertThat(second.start()).isEqualTo(first.start());
    assertThat(second.end()).isGreaterThan(first.end());
    assertThat(arrows(sketch, Manner.UNHEARD)).extracting(Arrow::label).containsExactly("tried");
  }

  @Test
  void whatIsLostDoesNotArrive() {
    Sketch sketch = Sketcher.of(Tales.duplicateAndUnknownWrite().run());
    assertThat(arrows(sketch, Manner.LOST))
        .extracting(Arrow::label)
        .containsExactly("confirmed", "CONFIRM t1/payment");
    assertThat(arrows(sketch, Manner.LOST)).allMatch(it -> it.end() == Sketch.NOWHERE);
    assertThat(pills(sketch))
        .extracting(Pill::text)
        .contains("CONFIRM t1/stock: timed out", "CONFIRM t1/payment: timed out");
  }

  @Test
  void anUnknownWriteThatLandedIsAnsweredByAQuestionMark() {
    Sketch sketch = Sketcher.of(Tales.duplicateAndUnknownWrite().run());
    Arrow answer = arrows(sketch, Manner.UNKNOWN).get(0);
    Arrow write = arrow(sketch, Manner.ARRIVES, "write CONFIRMING");
    assertThat(answer.start()).isEqualTo(write.end());
    assertThat(answer.to()).isEqualTo(write.from());
    assertThat(pills(sketch)).extracting(Pill::text).contains("did CONFIRMING land? unknown");
  }

  @Test
  void aWriteThatLandsAfterItWasGivenUpMeetsTheRepetition() {
    TransactionState begun = Tale.state(id, 1, Phase.TRYING, "stock");
    Tale tale = new Tale("late", List.of("c1"), "stock");
    tale.at(0).writes("c1", begun).at(1_000).answers("c1", begun, "UNKNOWN");
    tale.at(1_020).writes("c1", begun).at(1_023).lands("c1", null, begun);
    tale.at(1_026).answers("c1", begun, "WRITTEN");
    tale.at(9_000).add(new Happening.Conflicted(9_000, "c1", begun, begun));
    List<Arrow> writes =
        Sketcher.of(tale.run()).arrows().stream()
            .filter(it -> it.label().equals("write TRYING"))
            .toList();
    assertThat(writes).extracting(Arrow::start).containsExactly(0, 2);
    assertThat(writes).extracting(Arrow::end).containsExactly(5, 3);
  }

  @Test
  void aCancelThatLeavesNoFenceIsShownToLeaveNone() {
    assertThat(pills(Sketcher.of(Tales.missingFence().run())))
        .filteredOn(it -> it.look() == Look.HOLLOW)
        .extracting(it -> it.lane().name() + ": " + it.text())
        .containsExactly("c1: TRY t1/stock: timed out", "stock: no fence");
  }

  @Test
  void aFlagStandsWhereItsRuleStruck() {
    Sketch sketch = Sketcher.of(Tales.missingFence().run());
    int sent = arrow(sketch, Manner.ARRIVES, "TRY t1/stock").start();
    Flag flag = sketch.moments().get(sent).flags().get(0);
    assertThat(flag.rule()).isEqualTo(1);
    assertThat(flag.text()).isEqualTo("DELAY_REQUEST 15 s");
    assertThat(flag.tip()).isEqualTo("TRY c1 t1/stock #1: DELAY_REQUEST PT15S");
    assertThat(flag.lane().name()).isEqualTo("c1");
  }

  @Test
  void anAnswerTakenForSomethingElseIsShownAsThat() {
    Tale tale = new Tale("misread", List.of("c1"), "stock");
    Tale.Call call = tale.at(0).sends("c1", CONFIRM, id, "stock", 1);
    tale.at(5).arrives(call).at(6).replies(call, 1, new ParticipantReply.Unknown("status 500"));
    tale.at(11).hears(call);
    assertThat(pills(Sketcher.of(tale.run())))
        .extracting(Pill::text)
        .containsExactly("understood as confirmed");
  }

  @Test
  void whatHasNotArrivedYetIsUnderWay() {
    Tale tale = new Tale("cut", List.of("c1"), "stock");
    Tale.Call call = tale.at(0).sends("c1", TRY, id, "stock", 1);
    tale.sends("c1", TRY, id, "stock", 2);
    tale.at(5).arrives(call).replies(call).broke("I2", "Try before begin");
    assertThat(arrows(Sketcher.of(tale.run()), Manner.UNDER_WAY))
        .extracting(Arrow::label)
        .containsExactly("tried", "TRY t1/stock, attempt 2");
  }

  @Test
  void whatTheDeadAreToldNobodyHears() {
    Tale tale = new Tale("dead", List.of("c1"), "stock");
    Tale.Call call = tale.at(0).sends("c1", TRY, id, "stock", 1);
    tale.at(3).add(new Happening.Crashed(3, "c1")).at(5).arrives(call).at(6).replies(call);
    Sketch sketch = Sketcher.of(tale.run());
    assertThat(arrows(sketch, Manner.UNHEARD)).extracting(Arrow::label).containsExactly("tried");
    assertThat(sketch.stretches()).extracting(it -> it.absence()).containsExactly(Absence.DOWN);
  }

  @Test
  void aCoordinatorThatStoodStillIsThereAgainWhenItGoesOn() {
    Tale tale = new Tale("frozen", List.of("c1"), "stock");
    Tale.Call call = tale.at(0).sends("c1", TRY, id, "stock", 1);
    tale.add(new Happening.Froze(0, "c1")).at(5).arrives(call).at(6).replies(call);
    tale.at(900).add(new Happening.Thawed(900, "c1")).hears(call, new Answer.Done(null));
    Sketch.Stretch stretch = Sketcher.of(tale.run()).stretches().get(0);
    assertThat(stretch.absence()).isEqualTo(Absence.FROZEN);
    assertThat(stretch.start()).isEqualTo(1);
    assertThat(stretch.end()).isEqualTo(4);
  }

  @Test
  void aRunIsDrawnUpToWhatBrokeIt() {
    Tale tale = Tales.missingFence();
    int moments = Sketcher.of(tale.run()).moments().size();
    tale.at(99_000).sends("c1", TRY, id, "stock", 9);
    assertThat(Sketcher.of(tale.run()).moments()).hasSize(moments);
    assertThat(Sketcher.of(tale.run()).moments().get(moments - 1).broken()).isTrue();
  }

  @Test
  void ofManyTransactionsThoseAreDrawnThatTheFindingIsAbout() {
    Tale tale = new Tale("many", List.of("c1", "c2"), "stock");
    for (int i = 1; i <= 4; i++) {
      String coordinator = i == 4 ? "c2" : "c1";
      Tale.Call call = tale.at(i).sends(coordinator, TRY, Tale.id("t" + i, i), "stock", 1);
      tale.at(10 + i).arrives(call);
    }
    tale.broke("I1", "t4 and t2, but not t30");
    Sketch sketch = Sketcher.of(tale.run());
    assertThat(sketch.arrows())
        .extracting(Arrow::label)
        .containsExactly("TRY t2/stock", "TRY t4/stock");
  }

  private static List<String> lanes(Tale tale) {
    return Sketcher.of(tale.run()).lanes().stream().map(Lane::name).toList();
  }

  private static List<Pill> pills(Sketch sketch) {
    return sketch.moments().stream().flatMap(it -> it.pills().stream()).toList();
  }

  private static List<Arrow> arrows(Sketch sketch, Manner manner) {
    return sketch.arrows().stream().filter(it -> it.manner() == manner).toList();
  }

  private static Arrow arrow(Sketch sketch, Manner manner, String label) {
    return arrows(sketch, manner).stream()
        .filter(it -> it.label().equals(label))
        .findFirst()
        .orElseThrow();
  }
}

package io.lambdatcc.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.protocol.Phase;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.scenario.Ask;
import java.util.List;
import org.junit.jupiter.api.Test;

/** I12 is broken by these. */
class CompatibilityTest {
  private static final Ask.Wish FIND = new Ask.Wish.Find("t1");

  /** Decided by the next version, in a phase that the present one does not know. */
  private static Tale foreign() {
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
    return stored(tale, "CONFIRMING_IN_ORDER", "note").by("c1");
  }

  private static Tale stored(Tale tale, String phase, String... extras) {
    return tale.add(new Happening.StoredByOther(tale.at(), tale.id(), phase, List.of(extras)));
  }

  @Test
  void aWriteDropsSomeOfWhatAnotherVersionHasAdded() {
    Tale tale = Tale.once().begins();
    stored(tale, "TRYING", "note", "mark").decidesToConfirm();
    tale.add(new Happening.ExtrasKept(tale.at(), tale.id(), List.of("mark")));

    assertThat(tale.judgedBy("I12"))
        .contains("added to t1", "[note, mark]", "a write left only [mark]");
  }

  @Test
  void aWriteDropsAllOfIt() {
    Tale tale = Tale.once().begins();
    stored(tale, "TRYING", "note").decidesToConfirm();

    assertThat(tale.isOver().judgedBy("I12")).contains("left nothing", "[note]");
  }

  @Test
  void aWriteDropsAllOfItAndAnotherFollows() {
    Tale tale = Tale.once().begins();
    stored(tale, "TRYING", "note").decidesToConfirm().ends();

    assertThat(tale.judgedBy("I12")).contains("left nothing", "[note]");
  }

  @Test
  void theOtherVersionDropsWhatItHasAddedItself() {
    Tale tale = Tale.once().begins();
    stored(tale, "TRYING", "note");

    assertThat(stored(tale, "TRYING").judgedBy("I12")).contains("a write left only []");
  }

  @Test
  void aPhaseIsOverwrittenByWhoDoesNotKnowIt() {
    assertThat(foreign().ends().judgedBy("I12"))
        .contains("c1 writes version 3", "over CONFIRMING_IN_ORDER, a phase that it does not know");
  }

  @Test
  void whoKnowsThePhaseMayGoOn() {
    assertThat(foreign().by("c2").ends().judgedBy("I12")).isNull();
  }

  @Test
  void aPhaseIsTakenForOneThatItIsNot() {
    Tale tale = foreign();

    assertThat(tale.add(new Happening.Read(tale.at(), "c1", "t1", tale.stored())).judgedBy("I12"))
        .contains("c1 was shown t1", "but it is in CONFIRMING_IN_ORDER, which it does not know");
  }

  @Test
  void aClientIsToldByWhoCannotKnow() {
    Tale tale = foreign().asked(2, FIND);

    assertThat(tale.told(2, FIND, tale.shown(Phase.CONFIRMING)).judgedBy("I12"))
        .contains("alice was told by c1", "CONFIRMING_IN_ORDER, which nobody there knows");
  }

  @Test
  void aClientMayBeToldByWhoKnows() {
    Tale tale = foreign().by("c2").asked(2, FIND);

    assertThat(tale.told(2, FIND, tale.shown(Phase.CONFIRMING)).judgedBy("I12")).isNull();
  }

  @Test
  void aClientMayBeToldOnceThePhaseIsAKnownOneAgain() {
    Tale tale = stored(foreign(), "CONFIRMING", "note").asked(2, FIND);

    assertThat(tale.told(2, FIND, tale.shown(Phase.CONFIRMING)).judgedBy("I12")).isNull();
  }
}

package io.lambdatcc.testkit.picture;

import static io.lambdatcc.protocol.Operation.TRY;
import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.protocol.Phase;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Telling;
import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultKind;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TraceTest {

  @Test
  void aTraceReadsLikeThis() {
    assertThat(Trace.of(Tales.missingFence().run()))
        .isEqualTo(
            """
                    0 ms  ann -> c1      run t1 (stock, payment)  question #1
                    0 ms  c1 -> log      writes t1 version 1 TRYING
                    3 ms  log            t1 version 1 TRYING landed (by c1)
                    6 ms  log -> c1      t1 version 1 TRYING: WRITTEN
                    6 ms  !! DELAY_REQUEST 15 s strikes at TRY c1 t1/stock #1
                    6 ms  c1 -> stock    TRY t1/stock  request #1
                    6 ms  c1 -> payment  TRY t1/payment  request #2
                   11 ms  payment        gets TRY t1/payment  request #2
                   12 ms  payment        fence of t1/payment: none -> TRIED, reserves 2 (by TRY)
                   12 ms  payment ->     answers TRY t1/payment  request #2: tried
                   17 ms  c1             hears of TRY t1/payment  request #2: tried
                 3006 ms  c1             hears of TRY t1/stock  request #1: unknown: timed out
                10000 ms  c1 -> log      writes t1 version 2 CANCELLING, deadline
                10003 ms  log            t1 version 2 CANCELLING, deadline landed (by c1)
                10006 ms  log -> c1      t1 version 2 CANCELLING, deadline: WRITTEN
                10006 ms  c1 -> stock    CANCEL t1/stock  request #3
                10006 ms  c1 -> payment  CANCEL t1/payment  request #4
                10011 ms  stock          gets CANCEL t1/stock  request #3
                10011 ms  payment        gets CANCEL t1/payment  request #4
                10012 ms  stock ->       answers CANCEL t1/stock  request #3: cancelled
                10012 ms  payment        fence of t1/payment: TRIED -> CANCELLED, gives 2 back (by CANCEL)
                10012 ms  payment ->     answers CANCEL t1/payment  request #4: cancelled
                10017 ms  c1             hears of CANCEL t1/stock  request #3: cancelled
                10017 ms  c1             hears of CANCEL t1/payment  request #4: cancelled
                10017 ms  c1 -> log      writes t1 version 3 CANCELLED
                10020 ms  log            t1 version 3 CANCELLED landed (by c1)
                10023 ms  log -> c1      t1 version 3 CANCELLED: WRITTEN
                10023 ms  c1 -> ann      t1: CANCELLED  question #1
                15011 ms  stock          gets TRY t1/stock  request #1
            >>> 15012 ms  stock          fence of t1/stock: none -> TRIED, reserves 2 (by TRY)
            >>>           I4, no hanging Try, is broken: stock reserved for t1/stock although its \
            Cancel was answered at 10012 ms; expected: the late Try is refused, since the Cancel \
            left a fence; actual: 2 are reserved, and nobody will ever give them back
            """);
  }

  @Test
  void aHistoryAloneHasATraceToo() {
    assertThat(Trace.text(Tales.missingFence().run().history()))
        .contains("15012 ms  stock          fence of t1/stock")
        .doesNotContain(">>>");
  }

  @Test
  void aNameThatIsUsedAgainIsMarked() {
    Tale tale = new Tale("again", List.of("c1"), "stock");
    tale.at(0).sends("c1", TRY, Tale.id("t1", 1), "stock", 1);
    tale.sends("c1", TRY, Tale.id("t1", 2), "stock", 1);
    tale.sends("c1", TRY, Tale.id("t1", 1), "stock", 2);
    tale.broke("I3", "twice for " + Tale.id("t1", 2));
    assertThat(Trace.of(tale.run()))
        .contains("TRY t1/stock  request #1\n", "TRY t1'/stock  request #2\n")
        .contains("TRY t1/stock, attempt 2  request #3\n", "is broken: twice for t1'\n");
  }

  @Test
  void timesOfALongRunAreOnAClock() {
    Tale tale = new Tale("long", List.of("c1"), "stock");
    tale.at(5).sends("c1", TRY, Tale.id("t1", 1), "stock", 1);
    tale.at(200_000).sends("c1", TRY, Tale.id("t1", 1), "stock", 2);
    assertThat(Trace.of(tale.run()))
        .startsWith("    00:00:00.005  ")
        .contains("    00:03:20.000  ");
    tale.at(3_456_000_011L).sends("c1", TRY, Tale.id("t1", 1), "stock", 3);
    assertThat(Trace.of(tale.run()))
        .startsWith("     0d 00:00:00.005  ")
        .contains("    40d 00:00:00.011  ");
  }

  @Test
  void aLongTraceIsCutInTheMiddle() {
    String trace = Trace.of(Tales.manyRounds(400).run());
    assertThat(trace.lines()).hasSize(Trace.FIRST + 1 + Trace.LAST);
    assertThat(trace.lines().toList().get(Trace.FIRST)).matches("    … \\d+ lines left out");
  }

  @Test
  void whatCameLongAfterTheFindingIsLeftOut() {
    Tale tale = Tales.missingFence();
    for (int i = 0; i < 100; i++) {
      tale.at(20_000 + i).sends("c1", TRY, Tale.id("t1", 1), "stock", 1);
    }
    assertThat(Trace.of(tale.run()).lines().toList()).last().isEqualTo("    … 80 lines left out");
  }

  @Test
  void whatMeansNothingIsLeftOut() {
    Tale tale = new Tale("dull", List.of("c1", "c2"), "stock");
    tale.add(new Happening.Started(0, "c1", "n"));
    tale.add(new Happening.Sweeping(5, "c1"));
    tale.add(new Happening.Holds(6, "stock", 1, 2, 3));
    tale.add(new Happening.Listed(7, "c1", List.of()));
    tale.add(new Happening.Swept(8, "c1", 0, 0, 0, 0));
    assertThat(Trace.of(tale.run())).isEmpty();
    tale.at(9).add(new Happening.Holds(9, "stock", 1, 2, 3)).broke("I6", "not the same");
    assertThat(Trace.of(tale.run()))
        .isEqualTo(
            """
            >>> 9 ms  stock  holds available 1, reserved 2, spent 3
            >>>       I6, conservation, is broken: not the same
            """);
  }

  @Test
  void textsOfOthersStayOnTheirLine() {
    Tale tale = new Tale("hostile", List.of("c1"), "stock");
    tale.add(new Happening.Trouble(0, "c1", "one\ntwo\r\u0007three " + "x".repeat(1_000)));
    assertThat(Trace.of(tale.run()).lines()).hasSize(1);
    assertThat(Trace.of(tale.run())).hasSizeLessThan(300).contains("one two  three");
  }

  @Test
  void everythingThatCanHappenCanBeTold() {
    Set<Class<?>> told = new LinkedHashSet<>();
    for (Happening happening : Tales.everything()) {
      Narrator.Line line = new Narrator(new ShortNames(List.of())).tell(happening);
      assertThat(line.sentence()).isNotBlank();
      boolean unused = told.add(happening.getClass());
    }
    assertThat(told).containsExactlyInAnyOrder(Happening.class.getPermittedSubclasses());
  }

  @Test
  void everythingThatCanBeToldToAClientHasWords() {
    List<Telling> all =
        List.of(
            new Telling.Shown("t1~x", Phase.CANCELLED, true, "REFUSED", "stock", false),
            new Telling.Shown("t1~x", Phase.CONFIRMING, false, null, null, true),
            new Telling.Nothing(),
            new Telling.NameTaken(),
            new Telling.InDoubt(),
            new Telling.Unavailable("closed"),
            new Telling.Rejected("no branch"),
            new Telling.Failed("a bug"));
    assertThat(all.stream().map(Words::telling))
        .containsExactly(
            "CANCELLED, refused by stock",
            "not yet, CONFIRMING, parked",
            "no such transaction",
            "the name is taken",
            "in doubt: perhaps not begun",
            "ask again: closed",
            "rejected: no branch",
            "failed: a bug");
    assertThat(all.stream().map(Object::getClass).distinct())
        .containsExactlyInAnyOrder(Telling.class.getPermittedSubclasses());
  }

  @Test
  void everyFaultHasASentence() {
    for (FaultKind kind : FaultKind.values()) {
      for (Duration length : kind.typicalLengths()) {
        assertThat(FaultWords.words(new Fault(kind, length)))
            .as("%s %s", kind, length)
            .isNotBlank()
            .doesNotContain("-")
            .doesNotContain("_");
      }
    }
  }
}

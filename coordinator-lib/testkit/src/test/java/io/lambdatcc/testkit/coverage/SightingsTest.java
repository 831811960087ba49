package io.lambdatcc.testkit.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.api.InquiryAnswer;
import io.lambdatcc.participant.fence.FenceRules;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.CancelReason.Kind;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.History;
import io.lambdatcc.testkit.history.Telling;
import io.lambdatcc.testkit.oracle.Tale;
import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.scenario.Ask;
import io.lambdatcc.wire.ParticipantReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is noticed in a history, and what is not. */
class SightingsTest {
  private static final Ask.Wish FIND = new Ask.Wish.Find("t1");

  private static Set<Sometime> in(Tale tale) {
    History history = new History();
    tale.happenings().forEach(history::add);
    return Sometimes.in(history);
  }

  private static Tale begun() {
    return Tale.once().asked(1).begins();
  }

  private static Tale tried() {
    return begun().tries("stock").tries("payment");
  }

  private static Tale confirming() {
    return tried().decidesToConfirm();
  }

  private static Tale confirmed() {
    return confirming().confirms("stock").confirms("payment").ends();
  }

  private static Tale cancelling() {
    return begun().tries("stock").after(Tale.TIMEOUT).decidesToCancel(Kind.DEADLINE, null);
  }

  private static Tale cancelled() {
    return cancelling().cancels("stock").cancels("payment").ends();
  }

  /** A history, shortest of all, for each. */
  private static Map<Sometime, Tale> tales() {
    Map<Sometime, Tale> tales = new EnumMap<>(Sometime.class);
    tales.put(Sometime.CONFIRMED, confirmed());
    tales.put(Sometime.CANCELLED, cancelled());
    tales.put(Sometime.CANCELLED_AFTER_ALL_TRIED, tried().decidesToCancel(Kind.DEADLINE, null));
    tales.put(Sometime.CONFIRMED_PAST_DEADLINE, tried().after(Tale.TIMEOUT).decidesToConfirm());
    tales.put(
        Sometime.CONFIRMED_IN_SEQUENCE,
        Tale.once().inOrder(Order.SEQUENTIAL).begins().decidesToConfirm().ends());
    tales.put(Sometime.CANCELLED_AS_REFUSED, begun().decidesToCancel(Kind.REFUSED, "stock"));
    tales.put(Sometime.CANCELLED_AS_REJECTED, begun().decidesToCancel(Kind.REJECTED, "stock"));
    tales.put(Sometime.CANCELLED_AS_LATE, cancelling());
    tales.put(Sometime.CANCELLED_AS_CONTENDED, begun().decidesToCancel(Kind.CONTENDED, "stock"));
    tales.put(Sometime.CANCELLED_ON_REQUEST, begun().decidesToCancel(Kind.REQUESTED, null));
    tales.put(Sometime.CANCELLED_AS_NEVER_BEGUN, Tale.beside().tries("stock").forgoes());
    ofQuestions(tales);
    ofRecovery(tales);
    ofTheLog(tales);
    ofCalls(tales);
    ofClients(tales);
    return tales;
  }

  private static void ofRecovery(Map<Sometime, Tale> tales) {
    tales.put(Sometime.RECOVERED_TRYING, begun().by("c2").decidesToCancel(Kind.DEADLINE, null));
    tales.put(Sometime.RECOVERED_CONFIRMING, confirming().by("c2").ends());
    tales.put(Sometime.RECOVERED_CANCELLING, cancelling().by("c2").ends());
    tales.put(Sometime.OWNER_DIED, tell(confirming(), at -> new Happening.Crashed(at, "c1")));
    Tale frozen = tell(begun(), at -> new Happening.Froze(at, "c1")).after(Tale.TIMEOUT);
    tales.put(
        Sometime.OWNER_FROZEN_PAST_DEADLINE, tell(frozen, at -> new Happening.Thawed(at, "c1")));
    Tale swept = tell(Tale.once(), at -> new Happening.Sweeping(at, "c1"));
    tales.put(Sometime.SWEPT_TWICE_AT_ONCE, tell(swept, at -> new Happening.Sweeping(at, "c2")));
    Tale told = tell(confirming(), at -> told(at, "c2"));
    tales.put(Sometime.COMPLETED_WHEN_TOLD, told.by("c2").ends());
    tales.put(Sometime.TOLD_AFTER_THE_END, tell(confirmed(), at -> told(at, "c2")));
    tales.put(
        Sometime.TOLD_TWICE, tell(tell(confirming(), at -> told(at, "c2")), at -> told(at, "c2")));
    tales.put(Sometime.NEVER_TOLD, struck("STREAM c2 t1 #1", FaultKind.STREAM_LOST));
    tales.put(
        Sometime.STALE_INDEX_LISTED,
        tell(confirmed(), at -> new Happening.Listed(at, "c2", List.of("t1"))));
    tales.put(Sometime.INDEX_PAGE_CUT, struck("DUE c1 #1", FaultKind.PAGE_CUT));
    tales.put(Sometime.PARKED, confirming().roundFails(true));
    tales.put(Sometime.RESOLVED, confirming().resolves("stock"));
    tales.put(Sometime.RESOLVED_THE_LAST, confirming().resolves("stock").resolves("payment"));
    tales.put(Sometime.UNPARKED, confirming().roundFails(true).unparks());
  }

  private static void ofTheLog(Map<Sometime, Tale> tales) {
    Tale landed = begun();
    var first = landed.stored();
    String token = landed.tokenOfLast();
    tell(landed, at -> new Happening.WriteAnswered(at, "c1", first, "UNKNOWN"));
    tell(landed, at -> new Happening.Writing(at, "c1", first, token));
    tales.put(
        Sometime.UNKNOWN_WRITE_HAD_LANDED,
        tell(landed, at -> new Happening.WriteAnswered(at, "c1", first, "WRITTEN")));
    Tale lost = Tale.once().asked(1);
    var wanted = lost.first();
    tell(lost, at -> new Happening.Writing(at, "c1", wanted, "begin"));
    tell(lost, at -> new Happening.WriteAnswered(at, "c1", wanted, "UNKNOWN"));
    lost.lands(null, wanted, "begin");
    tales.put(
        Sometime.UNKNOWN_WRITE_WAS_LOST,
        tell(lost, at -> new Happening.WriteAnswered(at, "c1", wanted, "WRITTEN")));
    tales.put(Sometime.OWN_WRITE_MET, struck("DECIDE c1 t1 #1", FaultKind.LOG_OWN_CONFLICT));
    Tale race = confirming();
    tales.put(
        Sometime.RACE_LOST,
        tell(race, at -> new Happening.Conflicted(at, "c2", first, race.stored())));
    tales.put(
        Sometime.WRITE_REJECTED,
        tell(Tale.once(), at -> new Happening.WriteAnswered(at, "c1", wanted, "REJECTED")));
    tales.put(
        Sometime.NAME_USED_AGAIN,
        confirmed().after(Tale.DAY.multipliedBy(31)).forgets().of("t1", "1").begins());
    Tale upgraded = tell(Tale.once(), at -> new Happening.Started(at, "c1", "n"));
    tell(upgraded, at -> new Happening.Started(at, "c2", "n+1"));
    tales.put(
        Sometime.UPGRADED_MIDWAY,
        upgraded.asked(1).begins().by("c2").decidesToCancel(Kind.DEADLINE, null));
    Tale stored = begun();
    tales.put(
        Sometime.UNKNOWN_PHASE_STORED,
        tell(
            stored,
            at -> new Happening.StoredByOther(at, stored.id(), "DREAMING", List.of("note"))));
    tales.put(
        Sometime.EXTRAS_KEPT,
        tell(begun(), at -> new Happening.ExtrasKept(at, stored.id(), List.of("note"))));
  }

  private static void ofCalls(Map<Sometime, Tale> tales) {
    Tale lost = begun();
    tales.put(
        Sometime.MESSAGE_LOST,
        tell(lost, at -> new Happening.Lost(at, 1, lost.call(Operation.TRY, "stock"), false)));
    tales.put(
        Sometime.CALL_NOT_SENT,
        begun().hears(Operation.TRY, "stock", new Answer.NotSent("the breaker is open")));
    tales.put(Sometime.NOT_NOW_HEARD, begun().waits("stock"));
    tales.put(Sometime.EMPTY_CANCEL, cancelling().cancels("payment"));
    tales.put(
        Sometime.LATE_TRY_REFUSED,
        cancelled()
            .replies(
                Operation.TRY,
                "payment",
                new ParticipantReply.Refused(FenceRules.BRANCH_CANCELLED, "too late")));
    tales.put(
        Sometime.DEADLINE_PASSED,
        cancelled()
            .replies(
                Operation.TRY,
                "payment",
                new ParticipantReply.Rejected(400, "deadline-passed", "too late")));
    Tale repeated = tried();
    ParticipantReply done = new ParticipantReply.Done(io.lambdatcc.wire.Operation.TRY, null);
    tales.put(
        Sometime.REPEAT_ABSORBED,
        tell(
            repeated,
            at -> new Happening.Replied(at, 1, 2, repeated.call(Operation.TRY, "stock"), done)));
    tales.put(Sometime.ARRIVED_AFTER_THE_END, confirmed().arrives(Operation.CONFIRM, "stock"));
    tales.put(
        Sometime.VIOLATION_REPLIED,
        begun().replies(Operation.CONFIRM, "stock", new ParticipantReply.Violated("what?")));
    tales.put(
        Sometime.PARTICIPANT_DIED,
        tell(begun(), at -> new Happening.ParticipantCrashed(at, "stock", false)));
    tales.put(
        Sometime.PARTICIPANT_UPGRADED,
        tell(begun(), at -> new Happening.ParticipantCrashed(at, "stock", true)));
    tales.put(
        Sometime.FENCE_FORGOTTEN,
        confirmed().after(Tale.DAY.multipliedBy(31)).fence(null, "stock", null));
  }

  private static void ofQuestions(Map<Sometime, Tale> tales) {
    tales.put(Sometime.RESERVED_BEFORE_THE_BEGIN, Tale.beside().tries("stock").begins());
    tales.put(Sometime.TOLD_NOT_YET, tried().informed("stock", InquiryAnswer.NOT_YET));
    tales.put(Sometime.TOLD_CONFIRMED, confirming().informed("stock", InquiryAnswer.CONFIRMED));
    tales.put(
        Sometime.RELEASED_WHEN_TOLD,
        Tale.beside()
            .tries("stock")
            .isForestalled("stock")
            .informed("stock", InquiryAnswer.CANCELLED)
            .fence(Operation.CANCEL, "stock", FenceState.CANCELLED));
  }

  private static void ofClients(Map<Sometime, Tale> tales) {
    Tale joined = confirmed();
    Telling.Shown end = joined.shown(Phase.CONFIRMED);
    tales.put(Sometime.CLIENT_JOINED, joined.asked(2).told(1, end).told(2, end));
    tales.put(Sometime.NAME_TAKEN, begun().told(1, new Telling.NameTaken()));
    tales.put(Sometime.IN_DOUBT, begun().told(1, new Telling.InDoubt()));
    tales.put(Sometime.UNAVAILABLE, begun().told(1, new Telling.Unavailable("closed")));
    Tale early = begun();
    tales.put(Sometime.NOT_YET, early.told(1, early.shown(Phase.TRYING)));
    tales.put(
        Sometime.CLOCK_WRONG, tell(begun(), at -> new Happening.ClockMoved(at, "c1", 180_000)));
  }

  /** Something that happens at the next moment. */
  private interface Next {
    Happening at(long millis);
  }

  private static Tale tell(Tale tale, Next next) {
    return tale.add(next.at(tale.at()));
  }

  private static Happening told(long at, String coordinator) {
    return new Happening.Completing(at, coordinator, begun().stored().id());
  }

  private static Tale struck(String site, FaultKind kind) {
    return tell(begun(), at -> new Happening.Struck(at, Site.parse(site), Fault.of(kind)));
  }

  static Stream<Arguments> talesByWhatHappens() {
    return tales().entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("talesByWhatHappens")
  void isNoticed(Sometime what, Tale tale) {
    assertThat(in(tale)).contains(what);
  }

  @Test
  void thereIsATaleForEach() {
    assertThat(tales().keySet()).isEqualTo(EnumSet.allOf(Sometime.class));
  }

  @Test
  void whereAllGoesWellOnlyTheOutcomeIsNoticed() {
    Tale tale = confirmed();

    assertThat(in(tale.told(1, tale.shown(Phase.CONFIRMED)).isOver()))
        .containsExactly(Sometime.CONFIRMED);
  }

  static Stream<Arguments> nearMisses() {
    List<Arguments> misses = new ArrayList<>();
    misses.add(
        Arguments.of(
            Sometime.CANCELLED_AFTER_ALL_TRIED,
            "one was cancelled before",
            tried()
                .fence(Operation.CANCEL, "stock", FenceState.CANCELLED)
                .decidesToCancel(Kind.DEADLINE, null)));
    misses.add(
        Arguments.of(
            Sometime.STALE_INDEX_LISTED,
            "it is unfinished",
            tell(confirming(), at -> new Happening.Listed(at, "c2", List.of("t1")))));
    Tale swept = tell(Tale.once(), at -> new Happening.Sweeping(at, "c1"));
    tell(swept, at -> new Happening.Swept(at, "c1", 0, 0, 0, 0));
    misses.add(
        Arguments.of(
            Sometime.SWEPT_TWICE_AT_ONCE,
            "one after the other",
            tell(swept, at -> new Happening.Sweeping(at, "c2"))));
    Tale brief = tell(begun(), at -> new Happening.Froze(at, "c1")).after(Duration.ofSeconds(1));
    misses.add(
        Arguments.of(
            Sometime.OWNER_FROZEN_PAST_DEADLINE,
            "it went on in time",
            tell(brief, at -> new Happening.Thawed(at, "c1"))));
    Tale decided = tell(confirming(), at -> new Happening.Froze(at, "c1")).after(Tale.TIMEOUT);
    misses.add(
        Arguments.of(
            Sometime.OWNER_FROZEN_PAST_DEADLINE,
            "it was decided",
            tell(decided, at -> new Happening.Thawed(at, "c1"))));
    misses.add(
        Arguments.of(
            Sometime.OWNER_DIED,
            "all had ended",
            tell(confirmed(), at -> new Happening.Crashed(at, "c1"))));
    misses.add(
        Arguments.of(Sometime.RELEASED_WHEN_TOLD, "it had begun", cancelling().cancels("stock")));
    misses.add(Arguments.of(Sometime.RESERVED_BEFORE_THE_BEGIN, "it had begun", tried()));
    Tale finds = confirmed();
    Telling.Shown end = finds.shown(Phase.CONFIRMED);
    misses.add(
        Arguments.of(
            Sometime.CLIENT_JOINED,
            "the other only looked",
            finds.asked(2, FIND).told(1, end).told(2, FIND, end)));
    misses.add(
        Arguments.of(
            Sometime.EMPTY_CANCEL, "there was a reservation", cancelling().cancels("stock")));
    misses.add(
        Arguments.of(Sometime.UNPARKED, "it has ended", confirming().roundFails(true).ends()));
    misses.add(
        Arguments.of(
            Sometime.RESOLVED_THE_LAST,
            "the last one answered itself",
            confirming().resolves("stock").confirms("payment").ends()));
    return misses.stream();
  }

  @ParameterizedTest(name = "not {0}: {1}")
  @MethodSource("nearMisses")
  void isNotTakenForIt(Sometime what, String why, Tale tale) {
    assertThat(in(tale)).as(why).doesNotContain(what);
  }
}

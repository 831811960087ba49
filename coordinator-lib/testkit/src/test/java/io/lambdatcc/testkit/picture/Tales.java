package io.lambdatcc.testkit.picture;

import static io.lambdatcc.protocol.Operation.CANCEL;
import static io.lambdatcc.protocol.Operation.CONFIRM;
import static io.lambdatcc.protocol.Operation.TRY;

import io.lambdatcc.api.InquiryAnswer;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Event;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.Step;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Telling;
import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.Rule;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.scenario.Ask;
import io.lambdatcc.wire.ParticipantReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tales that every picture has to tell well. */
final class Tales {
  /** Longer than any label. */
  static final String LONG = "a-very-long-text-without-an-end-".repeat(5);

  private static final List<String> TWO = List.of("c1", "c2");
  private static final String[] SHOP = {"stock", "payment"};

  private Tales() {}

  /** A Cancel that finds nothing leaves no fence, so that the late Try reserves. */
  static Tale missingFence() {
    TransactionId id = Tale.id("t1", 1);
    TransactionState begun = Tale.state(id, 1, Phase.TRYING, SHOP);
    TransactionState cancelling = Tale.state(id, 2, Phase.CANCELLING, SHOP);
    Duration delay = Duration.ofSeconds(15);
    Tale tale =
        new Tale("one transaction, two branches", TWO, SHOP)
            .plan(Rule.at("TRY c1 t1/stock #1", FaultKind.DELAY_REQUEST, delay));
    Ask ask = tale.at(0).asks("ann", "c1", id, SHOP);
    tale.stores("c1", null, begun);
    tale.strikes("TRY c1 t1/stock #1", Fault.of(FaultKind.DELAY_REQUEST, delay));
    Tale.Call late = tale.sends("c1", TRY, id, "stock", 1);
    Tale.Call paid = tale.sends("c1", TRY, id, "payment", 1);
    tale.at(11).arrives(paid).at(12).fence(paid, null, FenceState.TRIED).replies(paid);
    tale.at(17).hears(paid);
    tale.at(3_006).hears(late, new Answer.Unknown("timed out"));
    tale.at(10_000).stores("c1", begun, cancelling);
    Tale.Call undo = tale.sends("c1", CANCEL, id, "stock", 1);
    Tale.Call unpay = tale.sends("c1", CANCEL, id, "payment", 1);
    tale.at(10_011).arrives(undo).arrives(unpay);
    tale.at(10_012).replies(undo);
    tale.fence(unpay, FenceState.TRIED, FenceState.CANCELLED).replies(unpay);
    tale.at(10_017).hears(undo).hears(unpay);
    TransactionState cancelled = Tale.state(id, 3, Phase.CANCELLED, SHOP);
    tale.stores("c1", cancelling, cancelled);
    tale.told(ask, id, Phase.CANCELLED);
    tale.at(15_011).arrives(late).at(15_012).fence(late, null, FenceState.TRIED);
    return tale.broke(
        "I4",
        "stock reserved for t1/stock although its Cancel was answered at 10012 ms; expected: the"
            + " late Try is refused, since the Cancel left a fence; actual: 2 are reserved, and"
            + " nobody will ever give them back");
  }

  /** A coordinator dies after its decision; a sweep elsewhere finishes what it began. */
  static Tale crashAfterDecision() {
    TransactionId id = Tale.id("t1", 1);
    TransactionState begun = Tale.state(id, 1, Phase.TRYING, SHOP);
    TransactionState confirming = Tale.state(id, 2, Phase.CONFIRMING, SHOP);
    TransactionState confirmed = Tale.state(id, 3, Phase.CONFIRMED, SHOP);
    Duration down = Duration.ofSeconds(20);
    Tale tale =
        new Tale("one transaction, two branches", TWO, SHOP)
            .plan(Rule.at("DECIDE c1 t1 #1", FaultKind.CRASH_AFTER, down));
    tale.at(0).add(new Happening.Started(0, "c1", "n")).add(new Happening.Started(0, "c2", "n"));
    Ask ask = tale.asks("ann", "c1", id, SHOP);
    tale.stores("c1", null, begun);
    both(tale, "c1", TRY, id, null, FenceState.TRIED);
    tale.strikes("DECIDE c1 t1 #1", Fault.of(FaultKind.CRASH_AFTER, down));
    tale.writes("c1", confirming).add(new Happening.Crashed(17, "c1"));
    tale.add(new Happening.Unanswered(17, 1, ask, "c1 died"));
    tale.at(20).lands("c1", begun, confirming);
    tale.at(4_000).add(new Happening.Sweeping(4_000, "c2"));
    tale.at(4_003).add(new Happening.Listed(4_003, "c2", List.of("t1")));
    tale.at(4_009).add(new Happening.Read(4_009, "c2", "t1", confirming));
    both(tale, "c2", CONFIRM, id, FenceState.TRIED, FenceState.CONFIRMED);
    tale.stores("c2", confirming, confirmed);
    tale.at(4_026).add(new Happening.Swept(4_026, "c2", 1, 1, 0, 0));
    tale.at(20_017).add(new Happening.Started(20_017, "c1-2", "n"));
    Ask again = tale.asks("ann", "c1", id, SHOP);
    return tale.at(20_023)
        .told(again, id, Phase.CONFIRMED)
        .add(new Happening.Ended(20_100, List.of()));
  }

  /** A Try arrives twice, and nobody knows whether the decision was written. */
  static Tale duplicateAndUnknownWrite() {
    TransactionId id = Tale.id("t1", 1);
    TransactionState begun = Tale.state(id, 1, Phase.TRYING, SHOP);
    TransactionState confirming = Tale.state(id, 2, Phase.CONFIRMING, SHOP);
    TransactionState confirmed = Tale.state(id, 3, Phase.CONFIRMED, SHOP);
    Duration later = Duration.ofSeconds(5);
    Tale tale =
        new Tale("one transaction, two branches", List.of("c1"), SHOP)
            .plan(
                Rule.at("TRY c1 t1/payment #1", FaultKind.DUPLICATE, later),
                Rule.at("DECIDE c1 t1 #1", FaultKind.LOG_UNKNOWN_LANDED),
                Rule.at("CONFIRM c1 t1/stock #1", FaultKind.LOSE_REPLY),
                Rule.at("CONFIRM c1 t1/payment #1", FaultKind.LOSE_REQUEST));
    Ask ask = tale.at(0).asks("ann", "c1", id, SHOP);
    tale.stores("c1", null, begun);
    Tale.Call stock = tale.sends("c1", TRY, id, "stock", 1);
    tale.strikes("TRY c1 t1/payment #1", Fault.of(FaultKind.DUPLICATE, later));
    Tale.Call paid = tale.sends("c1", TRY, id, "payment", 1);
    tale.at(11).arrives(stock).arrives(paid);
    tale.at(12).fence(stock, null, FenceState.TRIED).replies(stock);
    tale.fence(paid, null, FenceState.TRIED).replies(paid);
    tale.at(17).hears(stock).hears(paid);
    tale.strikes("DECIDE c1 t1 #1", Fault.of(FaultKind.LOG_UNKNOWN_LANDED));
    tale.writes("c1", confirming);
    tale.at(20).lands("c1", begun, confirming);
    tale.at(1_017).answers("c1", confirming, "UNKNOWN");
    tale.at(1_042).writes("c1", confirming).at(1_048).answers("c1", confirming, "WRITTEN");
    tale.strikes("CONFIRM c1 t1/stock #1", Fault.of(FaultKind.LOSE_REPLY));
    Tale.Call one = tale.sends("c1", CONFIRM, id, "stock", 1);
    tale.strikes("CONFIRM c1 t1/payment #1", Fault.of(FaultKind.LOSE_REQUEST));
    Tale.Call two = tale.sends("c1", CONFIRM, id, "payment", 1);
    tale.loses(two, false);
    tale.at(1_053).arrives(one).at(1_054).fence(one, FenceState.TRIED, FenceState.CONFIRMED);
    tale.replies(one).loses(one, true);
    tale.at(4_048).hears(one, new Answer.Unknown("timed out"));
    tale.hears(two, new Answer.Unknown("timed out"));
    tale.at(4_148);
    Tale.Call again = tale.sends("c1", CONFIRM, id, "stock", 2);
    Tale.Call once = tale.sends("c1", CONFIRM, id, "payment", 2);
    tale.at(4_153).arrives(again).arrives(once);
    tale.at(4_154).replies(again).fence(once, FenceState.TRIED, FenceState.CONFIRMED);
    tale.replies(once);
    tale.at(4_159).hears(again).hears(once).stores("c1", confirming, confirmed);
    tale.told(ask, id, Phase.CONFIRMED);
    tale.at(5_011).arrives(paid, 2).at(5_012).replies(paid, 2, Tale.done(TRY));
    return tale.add(new Happening.Ended(5_100, List.of()));
  }

  /** Names and words that mean something to XML and Mermaid, or are too long for any picture. */
  static Tale hostile() {
    String participant = "p" + "-very-long".repeat(6);
    TransactionId id = Tale.id("t" + "_long".repeat(12), 1);
    Tale tale =
        new Tale(
                "../../<script>alert('&\"')</script> end; %% " + "scenario ".repeat(30),
                TWO,
                participant)
            .plan(
                Rule.at("TRY c1 end/end #1", FaultKind.LOSE_REPLY),
                Rule.at("SWEEP c2 #*", FaultKind.SWEEP_SILENT))
            .inOrder(3);
    Ask ask = tale.at(0).asks("<b>\"&' ann", "c1", id, participant);
    Ask other = tale.asks("end", "c2", id, participant);
    tale.strikes("TRY c1 end/end #1", Fault.of(FaultKind.LOSE_REPLY));
    Tale.Call call = tale.sends("c1", TRY, id, participant, 1);
    tale.at(5).arrives(call).fence(call, null, FenceState.REFUSED);
    tale.replies(call, 1, new ParticipantReply.Refused("]]>&lt;#;\"" + LONG, LONG));
    tale.at(10).hears(call, new Answer.Unknown("<!-- \n\u0000 -->" + LONG));
    tale.add(new Happening.Crashed(10, "c1")).add(new Happening.Froze(10, "c2"));
    tale.add(new Happening.Unanswered(10, 1, ask, "]]>" + LONG));
    tale.at(86_400_000_000L)
        .add(
            new Happening.Told(
                86_400_000_000L, 2, other, new Telling.Failed("\ud83d\ude00 \ud83d " + LONG)));
    return tale.broke(
        "I1", "end ]]> <!-- & ; # \"quoted\" größer 中文 \u202e\u0001 " + (LONG + " ").repeat(40));
  }

  /** A transaction that is confirmed in vain, again and again. */
  static Tale manyRounds(int rounds) {
    TransactionId id = Tale.id("t1", 1);
    Tale tale = new Tale("in vain", TWO, SHOP);
    Ask ask = tale.at(0).asks("ann", "c1", id, SHOP);
    for (int i = 1; i <= rounds; i++) {
      Tale.Call call = tale.at(i * 10L).sends("c1", CONFIRM, id, "stock", i);
      tale.at(i * 10L + 5).arrives(call);
    }
    return tale.told(ask, id, Phase.CONFIRMING);
  }

  /** One of everything that can happen. */
  static List<Happening> everything() {
    TransactionId id = Tale.id("t1", 1);
    TransactionState begun = Tale.state(id, 1, Phase.TRYING, SHOP);
    Tale tale = new Tale("everything", TWO, SHOP);
    Ask ask = tale.asks("ann", "c1", id, SHOP);
    tale.told(ask, id, Phase.CONFIRMED).add(new Happening.Unanswered(0, 1, ask, "gone"));
    Tale.Call call = tale.sends("c1", TRY, id, "stock", 1);
    tale.arrives(call)
        .fence(call, null, FenceState.TRIED)
        .replies(call)
        .loses(call, true)
        .hears(call);
    tale.stores("c1", null, begun).add(new Happening.Conflicted(0, "c1", begun, null));
    List<Happening> all = new ArrayList<>(tale.run().history().happenings());
    Instant now = Tale.EPOCH;
    all.addAll(
        List.of(
            new Happening.Holds(0, "stock", 1, 2, 3),
            new Happening.Inquired(0, "stock", new FenceKey(id.toString(), "stock")),
            new Happening.Informed(
                0, "stock", new FenceKey(id.toString(), "stock"), InquiryAnswer.NOT_YET),
            new Happening.ParticipantCrashed(0, "stock", true),
            new Happening.Read(0, "c1", "t1", null),
            new Happening.Listed(0, "c1", List.of("t1")),
            new Happening.Forgotten(0, begun),
            new Happening.StoredByOther(0, id, "TRYING_IN_ORDER", List.of("note")),
            new Happening.ExtrasKept(0, id, List.of("note")),
            new Happening.Started(0, "c1", "n"),
            new Happening.Crashed(0, "c1"),
            new Happening.Froze(0, "c1"),
            new Happening.Thawed(0, "c1"),
            new Happening.ClockMoved(0, "c1", -180_000),
            new Happening.Stepped(
                0, "c1", begun, new Event.CancelRequested(now), new Step.Ignore("late")),
            new Happening.Accused(0, "c1", id, "I2", "two decisions"),
            new Happening.Trouble(0, "c1", "a write: throttled"),
            new Happening.Sweeping(0, "c1"),
            new Happening.Swept(0, "c1", 1, 1, 0, 0),
            new Happening.Completing(0, "c1", id),
            new Happening.Struck(0, Site.parse("SWEEP c1 #1"), Fault.of(FaultKind.SWEEP_SILENT)),
            new Happening.Calm(0),
            new Happening.Ended(
                0, List.of(new Happening.Unfinished(id, Phase.TRYING, false, false)))));
    return all;
  }

  /** The same operation at both participants, in eleven milliseconds. */
  private static void both(
      Tale tale,
      String coordinator,
      Operation operation,
      TransactionId id,
      @Nullable FenceState before,
      FenceState after) {
    Tale.Call stock = tale.sends(coordinator, operation, id, "stock", 1);
    Tale.Call payment = tale.sends(coordinator, operation, id, "payment", 1);
    long start = tale.now();
    tale.at(start + 5).arrives(stock).arrives(payment);
    tale.at(start + 6).fence(stock, before, after).replies(stock);
    tale.fence(payment, before, after).replies(payment);
    tale.at(start + 11).hears(stock).hears(payment);
  }
}

package io.lambdatcc.testkit.picture;

import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Telling;
import io.lambdatcc.testkit.scenario.Ask;
import io.lambdatcc.wire.ParticipantReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The protocol's values in few words. */
final class Words {
  private Words() {}

  static String wish(Ask.Wish wish, String name) {
    if (wish instanceof Ask.Wish.Execute) {
      return "run " + name;
    }
    if (wish instanceof Ask.Wish.Cancel) {
      return "cancel " + name;
    }
    if (wish instanceof Ask.Wish.Resolve resolve) {
      return resolve.operation().name().toLowerCase(Locale.ROOT)
          + " of "
          + name
          + "/"
          + resolve.branch()
          + " is done";
    }
    return (wish instanceof Ask.Wish.Retry ? "retry " : "show ") + name;
  }

  static String telling(Telling telling) {
    if (telling instanceof Telling.Shown shown) {
      return shown(shown);
    }
    if (telling instanceof Telling.Nothing) {
      return "no such transaction";
    }
    if (telling instanceof Telling.NameTaken) {
      return "the name is taken";
    }
    if (telling instanceof Telling.InDoubt) {
      return "in doubt: perhaps not begun";
    }
    if (telling instanceof Telling.Unavailable no) {
      return "ask again: " + no.why();
    }
    if (telling instanceof Telling.Rejected no) {
      return "rejected: " + no.why();
    }
    return "failed: " + ((Telling.Failed) telling).why();
  }

  private static String shown(Telling.Shown shown) {
    String phase = shown.decidedOrEnded() ? shown.phase().name() : "not yet, " + shown.phase();
    String reason =
        shown.reason() == null
            ? ""
            : ", "
                + shown.reason().toLowerCase(Locale.ROOT)
                + (shown.culprit() == null ? "" : " by " + shown.culprit());
    return phase + reason + (shown.parked() ? ", parked" : "");
  }

  /** A participant's answer as it was sent. */
  static String reply(ParticipantReply reply) {
    if (reply instanceof ParticipantReply.Done done) {
      return done.operation().outcome().toLowerCase(Locale.ROOT);
    }
    if (reply instanceof ParticipantReply.Refused no) {
      return "refused: " + no.code();
    }
    if (reply instanceof ParticipantReply.NotNow later) {
      return "not now, in " + Times.span(later.retryAfter());
    }
    if (reply instanceof ParticipantReply.Violated no) {
      return "violation: " + no.reason();
    }
    if (reply instanceof ParticipantReply.Rejected no) {
      return "not accepted: " + no.status() + " " + no.code();
    }
    return "unknown: " + ((ParticipantReply.Unknown) reply).reason();
  }

  /** What a coordinator took the answer for. */
  static String answer(Operation operation, Answer answer) {
    if (answer instanceof Answer.Done) {
      return outcome(operation);
    }
    if (answer instanceof Answer.Refused no) {
      return "refused: " + no.code();
    }
    if (answer instanceof Answer.NotNow later) {
      return "not now, in " + Times.span(later.retryAfter());
    }
    if (answer instanceof Answer.Violated no) {
      return "violation: " + no.reason();
    }
    if (answer instanceof Answer.Rejected no) {
      return "not accepted: " + no.code();
    }
    if (answer instanceof Answer.NotSent no) {
      return "not sent: " + no.reason();
    }
    return "unknown: " + ((Answer.Unknown) answer).reason();
  }

  /** What a coordinator noticed by itself is not called unknown once more. */
  static String withoutDoubt(String answer) {
    String doubt = "unknown: ";
    return answer.startsWith(doubt) ? answer.substring(doubt.length()) : answer;
  }

  /** Whether a coordinator comes to such an answer by itself, without anything that it heard. */
  static boolean isNoticedAlone(Answer answer) {
    return answer instanceof Answer.NotSent
        || (answer instanceof Answer.Unknown unknown
            && (unknown.reason().equals("timed out")
                || unknown.reason().equals("connection reset")));
  }

  private static String outcome(Operation operation) {
    return switch (operation) {
      case TRY -> "tried";
      case CONFIRM -> "confirmed";
      case CANCEL -> "cancelled";
    };
  }

  /** Whether the coordinator took the reply for what it was. */
  static boolean sameMeaning(ParticipantReply reply, Answer answer) {
    return (reply instanceof ParticipantReply.Done && answer instanceof Answer.Done)
        || (reply instanceof ParticipantReply.Refused && answer instanceof Answer.Refused)
        || (reply instanceof ParticipantReply.NotNow && answer instanceof Answer.NotNow)
        || (reply instanceof ParticipantReply.Violated && answer instanceof Answer.Violated)
        || (reply instanceof ParticipantReply.Rejected && answer instanceof Answer.Rejected)
        || (reply instanceof ParticipantReply.Unknown && answer instanceof Answer.Unknown);
  }

  /** What a fence change did: its new state, and the amounts that moved with it. */
  static String fence(Happening.FenceChanged change) {
    Fence after = change.after();
    if (after == null) {
      return "fence forgotten";
    }
    String moved = moved(change);
    if (!moved.isEmpty()) {
      return after.state() + ", " + moved;
    }
    boolean empty = change.before() == null && after.state() == FenceState.CANCELLED;
    return after.state() + (empty ? ", before any Try" : "");
  }

  /** What moved; empty where nothing did. */
  static String moved(Happening.FenceChanged change) {
    long available = change.available();
    long reserved = change.reserved();
    long spent = change.spent();
    if (reserved > 0 && available == -reserved && spent == 0) {
      return "reserves " + reserved;
    }
    if (spent > 0 && reserved == -spent && available == 0) {
      return "spends " + spent;
    }
    if (available > 0 && reserved == -available && spent == 0) {
      return "gives " + available + " back";
    }
    List<String> parts = new ArrayList<>();
    amount(parts, "available", available);
    amount(parts, "reserved", reserved);
    amount(parts, "spent", spent);
    return String.join(", ", parts);
  }

  private static void amount(List<String> parts, String what, long by) {
    if (by != 0) {
      parts.add(what + (by > 0 ? " +" : " ") + by);
    }
  }

  /** A version of a record, like {@code version 2 CANCELLING, deadline}. */
  static String record(TransactionState state) {
    return "version " + state.version() + " " + phase(state);
  }

  /** A record's phase, and what is remarkable about it. */
  static String phase(TransactionState state) {
    CancelReason reason = state.cancelReason();
    return state.phase()
        + (reason != null && state.version() == 2
            ? ", " + reason.kind().name().toLowerCase(Locale.ROOT)
            : "")
        + rounds(state)
        + (state.parked() ? ", parked" : "");
  }

  private static String rounds(TransactionState state) {
    int failed = state.failedRounds();
    if (failed == 0 || state.phase().finished()) {
      return "";
    }
    return ", " + failed + (failed == 1 ? " round failed" : " rounds failed");
  }

  /** A record that may not be there. */
  static String recordOrNothing(@Nullable TransactionState state) {
    return state == null ? "nothing" : record(state);
  }

  static String call(Operation operation, String branch, int attempt) {
    return operation + " " + branch + (attempt > 1 ? ", attempt " + attempt : "");
  }
}

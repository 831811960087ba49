package io.lambdatcc.testkit.coverage;

import io.lambdatcc.api.InquiryAnswer;
import io.lambdatcc.participant.fence.FenceRules;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Telling;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.scenario.Ask;
import io.lambdatcc.wire.ParticipantReply;
import io.lambdatcc.wire.ProblemType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Goes through the history of one run once, and notes what happened in it. */
final class Sightings {
  private final Set<Sometime> seen = EnumSet.noneOf(Sometime.class);
  private final List<Course> courses = new ArrayList<>(4);
  private final Map<TransactionId, Course> byId = new HashMap<>();
  private final Map<String, Course> byText = new HashMap<>();
  private final Map<String, Course> latestByName = new HashMap<>();
  private final Map<String, String> versions = new HashMap<>();
  private final Map<String, Long> frozenAt = new HashMap<>();
  private final List<Doubt> doubts = new ArrayList<>(2);
  private int sweeps;

  /** The course of one transaction. */
  private static final class Course {
    @Nullable TransactionState stored;
    String beganBy = "";
    String writtenBy = "";
    String token = "";
    String told = "";
    long deadlineAt;
    long decidedAt = Long.MAX_VALUE;
    int triedNow;
    boolean forgotten;
    int shownTo;

    boolean unfinished() {
      return stored != null && !stored.phase().finished();
    }
  }

  /** A write of which a coordinator does not know what became. */
  private static final class Doubt {
    final String coordinator;
    final TransactionState wanted;
    boolean repeated;
    boolean hadLanded;

    Doubt(String coordinator, TransactionState wanted) {
      this.coordinator = coordinator;
      this.wanted = wanted;
    }

    boolean isOf(String who, TransactionState what) {
      return who.equals(coordinator)
          && what.version() == wanted.version()
          && what.id().equals(wanted.id());
    }
  }

  private Sightings() {}

  /** What happened in this history. */
  static Set<Sometime> in(List<Happening> happenings) {
    Sightings sightings = new Sightings();
    for (int i = 0; i < happenings.size(); i++) {
      sightings.take(happenings.get(i));
    }
    return sightings.seen;
  }

  private void take(Happening happening) {
    if (happening instanceof Happening.Stepped || happening instanceof Happening.Sent) {
      return;
    }
    if (!isOfCalls(happening) && !isOfTheLog(happening)) {
      rare(happening);
    }
  }

  // ---- calls and participants ------------------------------------------------------------------

  private boolean isOfCalls(Happening happening) {
    if (happening instanceof Happening.Arrived arrived) {
      TransactionState stored = course(arrived.call().transactionId()).stored;
      note(Sometime.ARRIVED_AFTER_THE_END, stored != null && stored.phase().finished());
    } else if (happening instanceof Happening.Replied replied) {
      replied(replied);
    } else if (happening instanceof Happening.Heard heard) {
      note(Sometime.NOT_NOW_HEARD, heard.answer() instanceof Answer.NotNow);
      note(Sometime.CALL_NOT_SENT, heard.answer() instanceof Answer.NotSent);
    } else if (happening instanceof Happening.FenceChanged change) {
      fenceChanged(change);
    } else {
      return false;
    }
    return true;
  }

  private void replied(Happening.Replied replied) {
    ParticipantReply reply = replied.reply();
    if (reply instanceof ParticipantReply.Done) {
      note(Sometime.REPEAT_ABSORBED, replied.copy() > 1 || replied.call().attempt() > 1);
    } else if (reply instanceof ParticipantReply.Refused refused) {
      note(Sometime.LATE_TRY_REFUSED, refused.code().equals(FenceRules.BRANCH_CANCELLED));
    } else if (reply instanceof ParticipantReply.Rejected rejected) {
      note(Sometime.DEADLINE_PASSED, rejected.code().equals(ProblemType.DEADLINE_PASSED.slug()));
    } else if (reply instanceof ParticipantReply.Violated) {
      seen.add(Sometime.VIOLATION_REPLIED);
    }
  }

  private void fenceChanged(Happening.FenceChanged change) {
    FenceState before = change.before() == null ? null : change.before().state();
    FenceState after = change.after() == null ? null : change.after().state();
    note(Sometime.FENCE_FORGOTTEN, change.by() == null);
    note(
        Sometime.EMPTY_CANCEL,
        before == null && after == FenceState.CANCELLED && change.by() == Operation.CANCEL);
    if (before == FenceState.TRIED || after == FenceState.TRIED) {
      Course course = course(change.key().transactionId());
      course.triedNow += after == FenceState.TRIED ? 1 : -1;
      note(
          Sometime.RESERVED_BEFORE_THE_BEGIN,
          after == FenceState.TRIED && course.stored == null && !course.forgotten);
      note(
          Sometime.RELEASED_WHEN_TOLD,
          after == FenceState.CANCELLED && course.stored != null && course.stored.forestalled());
    }
  }

  // ---- the log ---------------------------------------------------------------------------------

  private boolean isOfTheLog(Happening happening) {
    if (happening instanceof Happening.Writing writing) {
      for (int i = 0; i < doubts.size(); i++) {
        Doubt doubt = doubts.get(i);
        if (doubt.isOf(writing.coordinator(), writing.next()) && !doubt.repeated) {
          doubt.repeated = true;
          doubt.hadLanded = course(writing.next().id()).token.equals(writing.token());
        }
      }
    } else if (happening instanceof Happening.Landed landed) {
      landed(landed);
    } else if (happening instanceof Happening.WriteAnswered answered) {
      answered(answered);
    } else if (happening instanceof Happening.Listed listed) {
      for (int i = 0; i < listed.transactions().size(); i++) {
        Course course = latestByName.get(listed.transactions().get(i));
        note(Sometime.STALE_INDEX_LISTED, course == null || !course.unfinished());
      }
    } else {
      return false;
    }
    return true;
  }

  private void answered(Happening.WriteAnswered answered) {
    switch (answered.answer()) {
      case "UNKNOWN" -> {
        for (int i = 0; i < doubts.size(); i++) {
          if (doubts.get(i).isOf(answered.coordinator(), answered.wanted())) {
            doubts.get(i).repeated = false;
            return;
          }
        }
        doubts.add(new Doubt(answered.coordinator(), answered.wanted()));
      }
      case "WRITTEN" -> {
        for (int i = 0; i < doubts.size(); i++) {
          Doubt doubt = doubts.get(i);
          if (doubt.repeated && doubt.isOf(answered.coordinator(), answered.wanted())) {
            seen.add(
                doubt.hadLanded
                    ? Sometime.UNKNOWN_WRITE_HAD_LANDED
                    : Sometime.UNKNOWN_WRITE_WAS_LOST);
          }
        }
      }
      case "REJECTED" -> seen.add(Sometime.WRITE_REJECTED);
      default -> {
        // CONFLICT is seen where it happens
      }
    }
  }

  private void landed(Happening.Landed landed) {
    TransactionState after = landed.after();
    Course course = course(after.id());
    if (landed.before() == null) {
      begun(landed, course);
    } else {
      followed(landed.before(), landed.coordinator(), course);
    }
    if (after.version() == 2) {
      course.decidedAt = landed.at();
      decided(after, course);
    }
    boolean wasParked = landed.before() != null && landed.before().parked();
    note(Sometime.PARKED, after.parked() && !wasParked);
    note(Sometime.UNPARKED, !after.parked() && wasParked && !after.phase().finished());
    if (words(after) > (landed.before() == null ? 0 : words(landed.before()))) {
      seen.add(after.phase().finished() ? Sometime.RESOLVED_THE_LAST : Sometime.RESOLVED);
    }
    note(Sometime.CONFIRMED, after.phase() == Phase.CONFIRMED);
    note(Sometime.CANCELLED, after.phase() == Phase.CANCELLED);
    note(
        Sometime.CONFIRMED_IN_SEQUENCE,
        after.phase() == Phase.CONFIRMED && after.order() == Order.SEQUENTIAL);
    note(
        Sometime.COMPLETED_WHEN_TOLD,
        after.phase().finished() && course.told.equals(landed.coordinator()));
    course.stored = after;
    course.writtenBy = landed.coordinator();
    course.token = landed.token();
  }

  private static int words(TransactionState state) {
    int words = 0;
    for (int i = 0; i < state.branches().size(); i++) {
      words += state.branches().get(i).resolution() == null ? 0 : 1;
    }
    return words;
  }

  private void begun(Happening.Landed landed, Course course) {
    TransactionState first = landed.after();
    Course earlier = latestByName.put(first.id().name(), course);
    note(Sometime.NAME_USED_AGAIN, earlier != null && earlier.forgotten);
    course.beganBy = landed.coordinator();
    course.deadlineAt =
        landed.at() + Duration.between(first.createdAt(), first.deadline()).toMillis();
  }

  private void followed(TransactionState before, String coordinator, Course course) {
    if (coordinator.equals(course.writtenBy)) {
      return;
    }
    switch (before.phase()) {
      case TRYING -> seen.add(Sometime.RECOVERED_TRYING);
      case CONFIRMING -> seen.add(Sometime.RECOVERED_CONFIRMING);
      case CANCELLING -> seen.add(Sometime.RECOVERED_CANCELLING);
      case CONFIRMED, CANCELLED -> {}
    }
    String version = versions.get(coordinator);
    note(
        Sometime.UPGRADED_MIDWAY, version != null && !version.equals(versions.get(course.beganBy)));
  }

  private void decided(TransactionState after, Course course) {
    CancelReason why = after.cancelReason();
    if (why == null) {
      note(
          Sometime.CONFIRMED_PAST_DEADLINE,
          after.decidedAt() != null && !after.decidedAt().isBefore(after.deadline()));
      return;
    }
    note(Sometime.CANCELLED_AFTER_ALL_TRIED, course.triedNow == after.branches().size());
    seen.add(
        switch (why.kind()) {
          case REFUSED -> Sometime.CANCELLED_AS_REFUSED;
          case REJECTED -> Sometime.CANCELLED_AS_REJECTED;
          case DEADLINE -> Sometime.CANCELLED_AS_LATE;
          case CONTENDED -> Sometime.CANCELLED_AS_CONTENDED;
          case REQUESTED -> Sometime.CANCELLED_ON_REQUEST;
          case NEVER_BEGUN -> Sometime.CANCELLED_AS_NEVER_BEGUN;
        });
  }

  // ---- everything else -------------------------------------------------------------------------

  private void rare(Happening happening) {
    if (happening instanceof Happening.Told told) {
      told(told);
    } else if (happening instanceof Happening.Struck struck) {
      note(Sometime.OWN_WRITE_MET, struck.fault().kind() == FaultKind.LOG_OWN_CONFLICT);
      note(Sometime.INDEX_PAGE_CUT, struck.fault().kind() == FaultKind.PAGE_CUT);
      note(Sometime.NEVER_TOLD, struck.fault().kind() == FaultKind.STREAM_LOST);
    } else if (happening instanceof Happening.Sweeping) {
      note(Sometime.SWEPT_TWICE_AT_ONCE, ++sweeps > 1);
    } else if (happening instanceof Happening.Swept) {
      sweeps--;
    } else if (happening instanceof Happening.Completing completing) {
      Course course = course(completing.id());
      note(Sometime.TOLD_TWICE, !course.told.isEmpty());
      note(Sometime.TOLD_AFTER_THE_END, !course.unfinished());
      course.told = completing.coordinator();
    } else if (happening instanceof Happening.Lost) {
      seen.add(Sometime.MESSAGE_LOST);
    } else if (happening instanceof Happening.Conflicted) {
      seen.add(Sometime.RACE_LOST);
    } else if (happening instanceof Happening.ParticipantCrashed crashed) {
      seen.add(crashed.newVersion() ? Sometime.PARTICIPANT_UPGRADED : Sometime.PARTICIPANT_DIED);
    } else if (happening instanceof Happening.Forgotten forgotten) {
      Course course = course(forgotten.last().id());
      course.stored = null;
      course.forgotten = true;
    } else if (happening instanceof Happening.StoredByOther stored) {
      note(Sometime.UNKNOWN_PHASE_STORED, !isPhase(stored.phase()));
    } else if (happening instanceof Happening.ExtrasKept) {
      seen.add(Sometime.EXTRAS_KEPT);
    } else if (happening instanceof Happening.Informed informed) {
      note(Sometime.TOLD_NOT_YET, informed.answer() == InquiryAnswer.NOT_YET);
      note(Sometime.TOLD_CONFIRMED, informed.answer() == InquiryAnswer.CONFIRMED);
    } else {
      ofCoordinators(happening);
    }
  }

  private void ofCoordinators(Happening happening) {
    if (happening instanceof Happening.Started started) {
      versions.put(started.coordinator(), started.version());
    } else if (happening instanceof Happening.Crashed crashed) {
      for (int i = 0; i < courses.size(); i++) {
        Course course = courses.get(i);
        note(
            Sometime.OWNER_DIED,
            course.unfinished() && course.writtenBy.equals(crashed.coordinator()));
      }
    } else if (happening instanceof Happening.Froze froze) {
      frozenAt.put(froze.coordinator(), froze.at());
    } else if (happening instanceof Happening.Thawed thawed) {
      Long since = frozenAt.get(thawed.coordinator());
      for (int i = 0; since != null && i < courses.size(); i++) {
        Course course = courses.get(i);
        note(
            Sometime.OWNER_FROZEN_PAST_DEADLINE,
            course.beganBy.equals(thawed.coordinator())
                && since < Math.min(course.deadlineAt, course.decidedAt)
                && course.deadlineAt <= thawed.at());
      }
    } else if (happening instanceof Happening.ClockMoved) {
      seen.add(Sometime.CLOCK_WRONG);
    }
  }

  private void told(Happening.Told told) {
    Telling telling = told.telling();
    if (telling instanceof Telling.Shown shown) {
      note(Sometime.NOT_YET, !shown.decidedOrEnded());
      if (told.ask().wish() instanceof Ask.Wish.Execute) {
        note(Sometime.CLIENT_JOINED, ++course(shown.id()).shownTo > 1);
      }
    } else if (telling instanceof Telling.NameTaken) {
      seen.add(Sometime.NAME_TAKEN);
    } else if (telling instanceof Telling.InDoubt) {
      seen.add(Sometime.IN_DOUBT);
    } else if (telling instanceof Telling.Unavailable) {
      seen.add(Sometime.UNAVAILABLE);
    }
  }

  // ---- shared ----------------------------------------------------------------------------------

  private void note(Sometime what, boolean happened) {
    if (happened) {
      seen.add(what);
    }
  }

  private Course course(TransactionId id) {
    Course found = byId.get(id);
    if (found == null) {
      found = course(id.toString());
      byId.put(id, found);
    }
    return found;
  }

  private Course course(String text) {
    Course found = byText.get(text);
    if (found == null) {
      found = new Course();
      byText.put(text, found);
      courses.add(found);
    }
    return found;
  }

  private static boolean isPhase(String text) {
    for (Phase phase : Phase.values()) {
      if (phase.name().equals(text)) {
        return true;
      }
    }
    return false;
  }
}

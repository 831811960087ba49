package io.lambdatcc.testkit.history;

import io.lambdatcc.api.InquiryAnswer;
import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Event;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.Step;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.scenario.Ask;
import io.lambdatcc.wire.ParticipantReply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that happened. Times are milliseconds of true time since the run began. */
public sealed interface Happening {
  /** When. */
  long at();

  // ---- clients ---------------------------------------------------------------------------------

  /**
   * A client asked a coordinator.
   *
   * @param question numbers the questions of a run, from 1
   */
  record Asked(long at, int question, Ask ask) implements Happening {}

  /** A client was answered. */
  record Told(long at, int question, Ask ask, Telling telling) implements Happening {}

  /** A client will never be answered: it or its coordinator has gone. */
  record Unanswered(long at, int question, Ask ask, String why) implements Happening {}

  // ---- calls -----------------------------------------------------------------------------------

  /**
   * A coordinator sent a call.
   *
   * @param message numbers the calls of a run, from 1
   */
  record Sent(long at, String coordinator, int message, BranchCall call) implements Happening {}

  /** A copy of a call arrived at its participant; {@code copy} counts from 1. */
  record Arrived(long at, int message, int copy, BranchCall call) implements Happening {}

  /** A request or reply will never arrive. */
  record Lost(long at, int message, BranchCall call, boolean reply) implements Happening {}

  /** A participant answered a copy of a call. */
  record Replied(long at, int message, int copy, BranchCall call, ParticipantReply reply)
      implements Happening {}

  /** A coordinator heard how its call ended. */
  record Heard(long at, String coordinator, int message, BranchCall call, Answer answer)
      implements Happening {}

  // ---- participants ----------------------------------------------------------------------------

  /**
   * A participant's fence changed, together with its business data.
   *
   * @param by the operation that changed it; null where it was forgotten at the end of its time
   * @param available by how much what is available changed, in this branch's name
   * @param reserved by how much what is reserved changed
   * @param spent by how much what is spent changed
   */
  record FenceChanged(
      long at,
      String participant,
      FenceKey key,
      @Nullable Operation by,
      @Nullable Fence before,
      @Nullable Fence after,
      long available,
      long reserved,
      long spent)
      implements Happening {

    /** Whether business data changed with it. */
    public boolean hasEffect() {
      return available != 0 || reserved != 0 || spent != 0;
    }
  }

  /** What a participant holds in all; told after every change, and at the end. */
  record Holds(long at, String participant, long available, long reserved, long spent)
      implements Happening {}

  /** A participant's process died, and another took its place at once. */
  record ParticipantCrashed(long at, String participant, boolean newVersion) implements Happening {}

  /** A participant asked a coordinator what has become of a branch that it holds something for. */
  record Inquired(long at, String participant, FenceKey key) implements Happening {}

  /** A participant was answered. */
  record Informed(long at, String participant, FenceKey key, InquiryAnswer answer)
      implements Happening {}

  // ---- the log ---------------------------------------------------------------------------------

  /** A coordinator sent a write to the log. */
  record Writing(long at, String coordinator, TransactionState next, String token)
      implements Happening {}

  /**
   * A version became durable.
   *
   * @param before what was stored until then; null at begin
   */
  record Landed(
      long at,
      String coordinator,
      @Nullable TransactionState before,
      TransactionState after,
      String token)
      implements Happening {}

  /** The log refused a write, since its condition did not hold. */
  record Conflicted(
      long at, String coordinator, TransactionState wanted, @Nullable TransactionState current)
      implements Happening {}

  /**
   * A coordinator was told what became of its write.
   *
   * @param answer {@code WRITTEN}, {@code CONFLICT}, {@code UNKNOWN} or {@code REJECTED}
   */
  record WriteAnswered(long at, String coordinator, TransactionState wanted, String answer)
      implements Happening {}

  /** A coordinator was shown a record by a consistent read; null where there is none. */
  record Read(long at, String coordinator, String transaction, @Nullable TransactionState shown)
      implements Happening {}

  /** A coordinator was shown a page of the due index, by transaction names. */
  record Listed(long at, String coordinator, List<String> transactions) implements Happening {
    public Listed {
      transactions = List.copyOf(transactions);
    }
  }

  /** A record reached the end of its time and is gone. */
  record Forgotten(long at, TransactionState last) implements Happening {}

  /**
   * The other version of the program put a record into a phase of its own, or back; or added
   * attributes of its own.
   *
   * @param phase as stored
   * @param extras attributes that the other version has added
   */
  record StoredByOther(long at, TransactionId id, String phase, List<String> extras)
      implements Happening {
    public StoredByOther {
      extras = List.copyOf(extras);
    }
  }

  /** The attributes of another version that a record has after a write. */
  record ExtrasKept(long at, TransactionId id, List<String> extras) implements Happening {
    public ExtrasKept {
      extras = List.copyOf(extras);
    }
  }

  // ---- coordinators ----------------------------------------------------------------------------

  /** A coordinator's process started. */
  record Started(long at, String coordinator, String version) implements Happening {}

  /** A coordinator's process died. */
  record Crashed(long at, String coordinator) implements Happening {}

  /** A coordinator stood still. */
  record Froze(long at, String coordinator) implements Happening {}

  /** A coordinator went on after standing still. */
  record Thawed(long at, String coordinator) implements Happening {}

  /** A coordinator's clock jumped, or is off from the start. */
  record ClockMoved(long at, String coordinator, long byMillis) implements Happening {}

  /** The protocol took a step in a coordinator. */
  record Stepped(long at, String coordinator, TransactionState before, Event event, Step step)
      implements Happening {}

  /** A coordinator says itself that the protocol is broken. */
  record Accused(long at, String coordinator, TransactionId id, String invariant, String what)
      implements Happening {}

  /** A coordinator reports trouble that it copes with. */
  record Trouble(long at, String coordinator, String what) implements Happening {}

  /** A sweep began. */
  record Sweeping(long at, String coordinator) implements Happening {}

  /** A sweep ended. */
  record Swept(long at, String coordinator, int due, int finished, int pending, int failed)
      implements Happening {}

  /** The log's stream told a coordinator of a decision that was handed over. */
  record Completing(long at, String coordinator, TransactionId id) implements Happening {}

  // ---- the run ---------------------------------------------------------------------------------

  /** A rule of the plan acted. */
  record Struck(long at, Site site, Fault fault) implements Happening {}

  /** From now on nothing goes wrong any more. */
  record Calm(long at) implements Happening {}

  /**
   * The run is over.
   *
   * @param unfinished transactions that have not ended, in what phase, within the bound
   */
  record Ended(long at, List<Unfinished> unfinished) implements Happening {
    public Ended {
      unfinished = List.copyOf(unfinished);
    }
  }

  /**
   * A transaction that has not ended.
   *
   * @param excused whether its participant is one that never recovers in this scenario
   */
  record Unfinished(TransactionId id, Phase phase, boolean parked, boolean excused) {}
}

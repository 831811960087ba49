package io.lambdatcc.testkit.picture;

import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.picture.Sketch.Manner;
import io.lambdatcc.wire.ParticipantReply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sketches calls: requests, copies of them, replies, and what becomes of each. */
final class CallSketch {
  private final Draft draft;
  private final ShortNames names;
  private final Set<FenceKey> fences;
  private final Map<Integer, Call> calls = new LinkedHashMap<>();

  /**
   * No calls yet.
   *
   * @param fences those that are there now
   */
  CallSketch(Draft draft, ShortNames names, Set<FenceKey> fences) {
    this.draft = draft;
    this.names = names;
    this.fences = fences;
  }

  /** One call, as far as it got. */
  private static final class Call {
    final BranchCall call;
    final String tip;
    final Map<Integer, Integer> arrived = new LinkedHashMap<>();
    final Map<Integer, Reply> replied = new LinkedHashMap<>();
    @Nullable Lane caller;
    int sent = Sketch.NOWHERE;
    int heard = Sketch.NOWHERE;
    boolean requestLost;
    boolean replyLost;
    boolean answered;
    String understood = "";

    Call(BranchCall call, String tip) {
      this.call = call;
      this.tip = tip;
    }
  }

  private record Reply(int moment, ParticipantReply reply, String tip) {}

  // ---- while it goes on ------------------------------------------------------------------------

  void see(Happening happening, BranchCall part) {
    Lane participant = draft.participant(part.participant());
    Call call =
        calls.computeIfAbsent(Subjects.message(happening), n -> new Call(part, draft.tip()));
    if (happening instanceof Happening.Sent it) {
      call.caller = draft.coordinator(it.coordinator());
      call.sent = draft.now();
    } else if (happening instanceof Happening.Arrived it) {
      call.arrived.put(it.copy(), draft.now());
      if (call.sent == Sketch.NOWHERE) {
        draft.plain(participant, label(part) + " arrives");
      }
    } else if (happening instanceof Happening.Lost it) {
      call.replyLost |= it.reply();
      call.requestLost |= !it.reply();
    } else if (happening instanceof Happening.Replied it) {
      call.replied.put(it.copy(), new Reply(draft.now(), it.reply(), draft.tip()));
      FenceKey key = new FenceKey(part.transactionId().toString(), part.branchId());
      if (it.reply() instanceof ParticipantReply.Done && !fences.contains(key)) {
        draft.hollow(participant, "no fence");
      }
    } else if (happening instanceof Happening.Heard it) {
      hear(it, call);
    }
  }

  private void hear(Happening.Heard it, Call call) {
    Lane coordinator = draft.coordinator(it.coordinator());
    Reply reply = call.replied.get(1);
    String answer = Words.answer(it.call().operation(), it.answer());
    call.caller = coordinator;
    call.heard = draft.now();
    call.understood = answer;
    call.answered =
        !Words.isNoticedAlone(it.answer())
            && !call.requestLost
            && !call.replyLost
            && call.arrived.containsKey(1);
    if (!call.answered) {
      draft.hollow(coordinator, label(it.call()) + ": " + Words.withoutDoubt(answer));
    } else if (reply != null && !Words.sameMeaning(reply.reply(), it.answer())) {
      draft.hollow(coordinator, "understood as " + answer);
    }
  }

  // ---- in the end ------------------------------------------------------------------------------

  /** Draws the arrows, now that it is known where they end. */
  void draw() {
    calls.values().forEach(this::draw);
  }

  private void draw(Call it) {
    Lane caller = it.caller;
    if (caller == null || it.sent == Sketch.NOWHERE) {
      return;
    }
    Lane participant = draft.participant(it.call.participant());
    Tone tone = tone(it.call.operation());
    String label = label(it.call);
    if (it.arrived.isEmpty()) {
      Manner manner = it.requestLost ? Manner.LOST : Manner.UNDER_WAY;
      draft.arrow(manner, tone, caller, participant, it.sent, Sketch.NOWHERE, label, it.tip);
    }
    it.arrived.forEach(
        (copy, end) -> {
          Manner manner = copy == 1 ? Manner.ARRIVES : Manner.COPY;
          String which = copy == 1 ? label : label + ", second copy";
          draft.arrow(manner, tone, caller, participant, it.sent, end, which, it.tip);
        });
    Integer arrived = it.arrived.get(1);
    if (it.answered && arrived != null && !it.replied.containsKey(1)) {
      // somebody between the two has answered
      draft.arrow(
          Manner.ARRIVES,
          Tone.PLAIN,
          participant,
          caller,
          arrived,
          it.heard,
          it.understood,
          it.tip);
    }
    it.replied.forEach((copy, reply) -> draw(it, copy, reply, participant, caller));
  }

  private void draw(Call it, int copy, Reply reply, Lane from, Lane to) {
    boolean heard = copy == 1 && it.answered;
    Manner manner = heard ? Manner.ARRIVES : Manner.UNHEARD;
    if (copy == 1 && it.replyLost) {
      manner = Manner.LOST;
    } else if (copy == 1 && it.heard == Sketch.NOWHERE && draft.isThere(to)) {
      manner = Manner.UNDER_WAY;
    }
    draft.arrow(
        manner,
        tone(it.call.operation(), reply.reply()),
        from,
        to,
        reply.moment(),
        heard ? it.heard : Sketch.NOWHERE,
        Words.reply(reply.reply()),
        reply.tip());
  }

  private String label(BranchCall call) {
    return Words.call(
        call.operation(), names.branch(call.transactionId(), call.branchId()), call.attempt());
  }

  private static Tone tone(Operation operation) {
    return switch (operation) {
      case TRY -> Tone.TRY;
      case CONFIRM -> Tone.CONFIRM;
      case CANCEL -> Tone.CANCEL;
    };
  }

  private static Tone tone(Operation operation, ParticipantReply reply) {
    if (reply instanceof ParticipantReply.Done) {
      return tone(operation);
    }
    return reply instanceof ParticipantReply.Refused ? Tone.REFUSE : Tone.PLAIN;
  }
}

package io.lambdatcc.testkit.picture;

import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Telling;
import io.lambdatcc.testkit.oracle.Finding;
import io.lambdatcc.testkit.picture.Sketch.Absence;
import io.lambdatcc.testkit.picture.Sketch.Flag;
import io.lambdatcc.testkit.picture.Sketch.Look;
import io.lambdatcc.testkit.world.Run;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Turns a run into a sketch. */
final class Sketcher {
  /** Of a long run the beginning is drawn up to so many moments … */
  static final int FIRST = 40;

  /** … and before what broke it, or its end, so many. */
  static final int LAST = 110;

  private final Run run;
  private final List<Happening> happenings;
  private final ShortNames names;
  private final Narrator narrator;
  private final boolean crowded;
  private final Draft draft;
  private final CallSketch calls;
  private final WriteSketch writes;
  private final Set<FenceKey> fences = new LinkedHashSet<>();

  private Sketcher(Run run) {
    this.run = run;
    this.happenings = run.history().happenings();
    this.names = new ShortNames(happenings);
    this.narrator = new Narrator(names);
    this.crowded = names.number() > 1;
    this.draft = new Draft(run.scenario());
    this.calls = new CallSketch(draft, names, fences);
    this.writes = new WriteSketch(draft, names, crowded);
  }

  static Sketch of(Run run) {
    return new Sketcher(run).sketch();
  }

  private Sketch sketch() {
    Finding finding = run.finding();
    List<Integer> kept = Relevance.forPicture(run);
    int left = kept.size() - FIRST - LAST;
    int seen = 0;
    long last = 0;
    for (int i = 0; i < kept.size(); i++) {
      int index = kept.get(i);
      Happening happening = happenings.get(index);
      if (left > 0 && i >= FIRST && i < FIRST + left) {
        if (i == FIRST) {
          draft.divider(left + " happenings left out");
          draft.end(happening.at(), false);
        }
        continue;
      }
      remember(seen, index);
      seen = index;
      last = happening.at();
      boolean broken = finding != null && index == finding.moment();
      if (happening instanceof Happening.Struck struck && !broken && goesOnAtOnce(kept, i)) {
        draft.flag(flag(struck));
      } else {
        see(happening, broken);
      }
    }
    calls.draw();
    writes.draw();
    return new Sketch(
        run.scenario().name(),
        FaultWords.rules(run.plan()),
        FaultWords.order(run.plan()),
        finding == null ? null : names.inShort(finding),
        Times.Scale.of(last),
        draft.lanes(),
        draft.moments(),
        draft.arrows(),
        draft.stretches());
  }

  /** Takes note of fences, drawn or not. */
  private void remember(int from, int to) {
    for (Happening happening : happenings.subList(from, to)) {
      if (happening instanceof Happening.FenceChanged change) {
        boolean unused =
            change.after() == null ? fences.remove(change.key()) : fences.add(change.key());
      }
    }
  }

  /** Whether the next moment is at the same time and on lanes, so that it can show what struck. */
  private boolean goesOnAtOnce(List<Integer> kept, int i) {
    boolean cut = i + 1 == FIRST && kept.size() > FIRST + LAST;
    if (cut || i + 1 == kept.size()) {
      return false;
    }
    Happening next = happenings.get(kept.get(i + 1));
    return next.at() == happenings.get(kept.get(i)).at() && !(next instanceof Happening.Calm);
  }

  private void see(Happening happening, boolean broken) {
    draft.begin(Times.Scale.of(happening.at()).stamp(happening.at()) + "  " + told(happening));
    BranchCall call = Subjects.call(happening);
    if (call != null) {
      calls.see(happening, call);
    } else if (!ofClients(happening)
        && !ofParticipants(happening)
        && !ofTheLog(happening)
        && !ofCoordinators(happening)) {
      ofTheRun(happening);
    }
    draft.end(happening.at(), broken);
  }

  private String told(Happening happening) {
    return narrator.tell(happening).toString();
  }

  // ---- clients ---------------------------------------------------------------------------------

  private boolean ofClients(Happening happening) {
    if (happening instanceof Happening.Asked it) {
      Lane client = draft.lane(Lane.Kind.CLIENT, it.ask().client());
      Lane coordinator = draft.coordinator(it.ask().coordinator());
      draft.level(client, coordinator, Words.wish(it.ask().wish(), it.ask().transaction()));
      return true;
    }
    if (happening instanceof Happening.Told it) {
      Lane client = draft.lane(Lane.Kind.CLIENT, it.ask().client());
      draft.level(draft.coordinator(it.ask().coordinator()), client, "");
      tell(client, it.telling());
      return true;
    }
    if (happening instanceof Happening.Unanswered it) {
      draft.hollow(draft.lane(Lane.Kind.CLIENT, it.ask().client()), "no answer: " + it.why());
      return true;
    }
    return false;
  }

  private void tell(Lane client, Telling telling) {
    String words = names.inShort(Words.telling(telling));
    if (telling instanceof Telling.Shown shown) {
      draft.pill(
          client,
          (crowded ? names.of(shown.id()) + " " : "") + words,
          Tone.of(shown.phase()),
          shown.decidedOrEnded() ? Look.STRONG : Look.LIGHT);
    } else {
      draft.plain(client, words);
    }
  }

  // ---- participants ----------------------------------------------------------------------------

  private boolean ofParticipants(Happening happening) {
    if (happening instanceof Happening.FenceChanged it) {
      FenceState state = it.after() == null ? null : it.after().state();
      String branch = names.of(it.key().transactionId()) + "/" + it.key().branchId() + " ";
      boolean plain = !crowded && it.key().branchId().equals(it.participant());
      draft.pill(
          draft.participant(it.participant()),
          (plain ? "" : branch) + Words.fence(it),
          state == null ? Tone.PLAIN : Tone.of(state),
          state == null || state == FenceState.TRIED ? Look.LIGHT : Look.STRONG);
      return true;
    }
    if (happening instanceof Happening.Holds it) {
      draft.plain(
          draft.participant(it.participant()),
          "%d available, %d reserved, %d spent"
              .formatted(it.available(), it.reserved(), it.spent()));
      return true;
    }
    if (happening instanceof Happening.Inquired it) {
      draft.plain(
          draft.participant(it.participant()),
          "asks about " + names.of(it.key().transactionId()) + "/" + it.key().branchId());
      return true;
    }
    if (happening instanceof Happening.Informed it) {
      draft.pill(
          draft.participant(it.participant()),
          "told " + it.answer().name().toLowerCase(Locale.ROOT).replace('_', ' '),
          Tone.PLAIN,
          Look.LIGHT);
      return true;
    }
    if (happening instanceof Happening.ParticipantCrashed it) {
      String what = it.newVersion() ? "replaced by a newer version" : "dies, restarts";
      draft.pill(draft.participant(it.participant()), what, Tone.PLAIN, Look.CROSSED);
      return true;
    }
    return false;
  }

  // ---- the log ---------------------------------------------------------------------------------

  private boolean ofTheLog(Happening happening) {
    if (happening instanceof Happening.Writing it) {
      writes.sent(it);
    } else if (happening instanceof Happening.Landed it) {
      writes.landed(it);
    } else if (happening instanceof Happening.Conflicted it) {
      writes.refused(it);
    } else if (happening instanceof Happening.WriteAnswered it) {
      writes.answered(it);
    } else if (happening instanceof Happening.Read it) {
      String shown = "shows " + Words.recordOrNothing(it.shown());
      draft.level(draft.log(), draft.coordinator(it.coordinator()), shown);
    } else if (happening instanceof Happening.Listed it) {
      String due = "due: " + String.join(", ", it.transactions());
      draft.level(draft.log(), draft.coordinator(it.coordinator()), due);
    } else if (happening instanceof Happening.Forgotten it) {
      draft.hollow(draft.log(), names.of(it.last().id()) + " forgotten");
    } else if (happening instanceof Happening.StoredByOther it) {
      draft.plain(draft.log(), "stored as " + it.phase());
    } else if (happening instanceof Happening.ExtrasKept it) {
      draft.plain(draft.log(), "still has " + it.extras());
    } else {
      return false;
    }
    return true;
  }

  // ---- coordinators ----------------------------------------------------------------------------

  private boolean ofCoordinators(Happening happening) {
    String process = Subjects.coordinator(happening);
    if (process == null) {
      return false;
    }
    Lane lane = draft.coordinator(process);
    if (happening instanceof Happening.Started it) {
      draft.returns(lane, Absence.DOWN);
      draft.plain(lane, process + " starts, version " + it.version());
    } else if (happening instanceof Happening.Crashed) {
      draft.returns(lane, Absence.FROZEN);
      if (!hasSuccessor(process)) {
        draft.goes(lane, Absence.DOWN);
      }
      draft.pill(lane, process + " dies", Tone.PLAIN, Look.CROSSED);
    } else if (happening instanceof Happening.Froze) {
      draft.goes(lane, Absence.FROZEN);
      draft.pill(lane, process + " stands still", Tone.TRY, Look.LIGHT);
    } else if (happening instanceof Happening.Thawed) {
      draft.returns(lane, Absence.FROZEN);
      draft.pill(lane, process + " goes on", Tone.TRY, Look.LIGHT);
    } else if (happening instanceof Happening.ClockMoved it) {
      draft.plain(lane, "clock " + Narrator.clock(it.byMillis()));
    } else if (happening instanceof Happening.Accused it) {
      draft.pill(lane, "says " + it.invariant() + " is broken", Tone.BROKEN, Look.LIGHT);
    } else if (happening instanceof Happening.Sweeping) {
      draft.plain(lane, process + " sweeps");
    } else if (happening instanceof Happening.Completing) {
      draft.plain(lane, process + " is told");
    } else {
      draft.plain(lane, narrator.tell(happening).sentence());
    }
    return true;
  }

  /** Whether another process had taken the place of this one before it died. */
  private boolean hasSuccessor(String process) {
    String seat = Seats.of(run.scenario(), process);
    Set<String> alive = new LinkedHashSet<>();
    for (Happening happening : happenings) {
      if (happening instanceof Happening.Started it
          && Seats.of(run.scenario(), it.coordinator()).equals(seat)) {
        boolean unused = alive.add(it.coordinator());
      } else if (happening instanceof Happening.Crashed it) {
        boolean unused = alive.remove(it.coordinator());
        if (it.coordinator().equals(process)) {
          return !alive.isEmpty();
        }
      }
    }
    return false;
  }

  // ---- the run ---------------------------------------------------------------------------------

  private void ofTheRun(Happening happening) {
    if (happening instanceof Happening.Struck it) {
      draft.flag(flag(it));
    } else if (happening instanceof Happening.Calm) {
      draft.divider("from now on nothing goes wrong any more");
    } else if (happening instanceof Happening.Ended) {
      draft.divider("the end of the run");
    }
  }

  private Flag flag(Happening.Struck it) {
    Lane.Kind kind = Seats.actorAt(it.site().kind());
    String actor = it.site().actor();
    Lane lane = kind == Lane.Kind.COORDINATOR ? draft.coordinator(actor) : draft.lane(kind, actor);
    int rule = FaultWords.number(run.plan(), it.site());
    return new Flag(lane, rule, FaultWords.brief(it.fault()), it.site() + ": " + it.fault());
  }
}

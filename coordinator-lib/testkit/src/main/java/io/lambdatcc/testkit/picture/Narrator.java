package io.lambdatcc.testkit.picture;

import io.lambdatcc.protocol.Event;
import io.lambdatcc.protocol.Step;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Telling;
import io.lambdatcc.testkit.scenario.Ask;
import java.util.stream.Collectors;

/** Tells a happening as one line: who, and a sentence. */
final class Narrator {
  private final ShortNames names;

  Narrator(ShortNames names) {
    this.names = names;
  }

  /**
   * A line.
   *
   * @param actor who does it, or {@code from -> to}
   * @param sentence what
   */
  record Line(String actor, String sentence) {
    @Override
    public String toString() {
      return actor.isEmpty() ? sentence : actor + ": " + sentence;
    }
  }

  Line tell(Happening happening) {
    Line line = tellInFull(happening);
    return new Line(line.actor(), names.inShort(line.sentence()));
  }

  private Line tellInFull(Happening happening) {
    if (Subjects.call(happening) != null) {
      return ofCall(happening);
    }
    if (happening instanceof Happening.Asked it) {
      return line(arrow(it.ask().client(), it.ask().coordinator()), asked(it));
    }
    if (happening instanceof Happening.Told it) {
      return line(
          arrow(it.ask().coordinator(), it.ask().client()),
          told(it) + "  question #" + it.question());
    }
    if (happening instanceof Happening.Unanswered it) {
      return line(it.ask().client(), "will never be answered: " + it.why());
    }
    if (happening instanceof Happening.FenceChanged it) {
      return line(it.participant(), fence(it));
    }
    if (happening instanceof Happening.Holds it) {
      return line(
          it.participant(),
          "holds available %d, reserved %d, spent %d"
              .formatted(it.available(), it.reserved(), it.spent()));
    }
    if (happening instanceof Happening.Inquired it) {
      return line(it.participant(), "asks what has become of " + it.key());
    }
    if (happening instanceof Happening.Informed it) {
      return line(it.participant(), "is told " + it.answer() + " of " + it.key());
    }
    if (happening instanceof Happening.ParticipantCrashed it) {
      return line(
          it.participant(), it.newVersion() ? "is replaced by a newer version" : "dies, restarts");
    }
    if (happening instanceof Happening.Struck it) {
      return line("", "!! " + FaultWords.brief(it.fault()) + " strikes at " + it.site());
    }
    if (happening instanceof Happening.Calm) {
      return line("", "-- from now on nothing goes wrong any more --");
    }
    if (happening instanceof Happening.Ended it) {
      return line("", ended(it));
    }
    String coordinator = Subjects.coordinator(happening);
    return coordinator == null ? ofTheLog(happening) : ofCoordinator(coordinator, happening);
  }

  // ---- clients ---------------------------------------------------------------------------------

  private static String asked(Happening.Asked it) {
    Ask.Wish wish = it.ask().wish();
    String branches =
        wish instanceof Ask.Wish.Execute run
            ? run.request().branches().stream()
                .map(branch -> branch.id())
                .collect(Collectors.joining(", ", " (", ")"))
            : "";
    return Words.wish(wish, it.ask().transaction()) + branches + "  question #" + it.question();
  }

  private String told(Happening.Told it) {
    String name =
        it.telling() instanceof Telling.Shown shown ? names.of(shown.id()) : it.ask().transaction();
    return name + ": " + Words.telling(it.telling());
  }

  // ---- calls -----------------------------------------------------------------------------------

  private Line ofCall(Happening happening) {
    if (happening instanceof Happening.Sent it) {
      return line(arrow(it.coordinator(), it.call().participant()), call(it.call(), it.message()));
    }
    if (happening instanceof Happening.Arrived it) {
      return line(
          it.call().participant(),
          "gets " + call(it.call(), it.message()) + (it.copy() > 1 ? ", copy " + it.copy() : ""));
    }
    if (happening instanceof Happening.Lost it) {
      return line(
          it.reply() ? it.call().participant() + " -> ?" : "? -> " + it.call().participant(),
          (it.reply() ? "the reply to " : "") + call(it.call(), it.message()) + " is lost");
    }
    if (happening instanceof Happening.Replied it) {
      return line(
          it.call().participant() + " ->",
          "answers "
              + call(it.call(), it.message())
              + (it.copy() > 1 ? ", copy " + it.copy() : "")
              + ": "
              + Words.reply(it.reply()));
    }
    Happening.Heard it = (Happening.Heard) happening;
    return line(
        it.coordinator(),
        "hears of "
            + call(it.call(), it.message())
            + ": "
            + Words.answer(it.call().operation(), it.answer()));
  }

  private String call(BranchCall call, int message) {
    String branch = names.branch(call.transactionId(), call.branchId());
    return Words.call(call.operation(), branch, call.attempt()) + "  request #" + message;
  }

  private String fence(Happening.FenceChanged it) {
    String before = it.before() == null ? "none" : it.before().state().name();
    String by = it.by() == null ? "the end of its time" : it.by().name();
    return "fence of "
        + names.of(it.key().transactionId())
        + "/"
        + it.key().branchId()
        + ": "
        + before
        + " -> "
        + Words.fence(it)
        + " (by "
        + by
        + ")";
  }

  // ---- the log ---------------------------------------------------------------------------------

  private Line ofTheLog(Happening happening) {
    if (happening instanceof Happening.Forgotten it) {
      return line("log", names.of(it.last().id()) + " is forgotten");
    }
    if (happening instanceof Happening.StoredByOther it) {
      return line(
          "log",
          names.of(it.id())
              + " is stored by the other version as "
              + it.phase()
              + " with "
              + it.extras());
    }
    if (happening instanceof Happening.ExtrasKept it) {
      return line("log", names.of(it.id()) + " still has " + it.extras() + " of the other version");
    }
    throw new IllegalArgumentException("nobody can tell of " + happening);
  }

  private Line ofCoordinator(String coordinator, Happening happening) {
    if (happening instanceof Happening.Writing it) {
      return line(
          arrow(coordinator, "log"),
          "writes " + names.of(it.next().id()) + " " + Words.record(it.next()));
    }
    if (happening instanceof Happening.Landed it) {
      return line(
          "log",
          names.of(it.after().id())
              + " "
              + Words.record(it.after())
              + " landed (by "
              + coordinator
              + ")");
    }
    if (happening instanceof Happening.Conflicted it) {
      return line(
          "log",
          names.of(it.wanted().id())
              + " "
              + Words.record(it.wanted())
              + " refused (by "
              + coordinator
              + "): "
              + Words.recordOrNothing(it.current())
              + " is stored");
    }
    if (happening instanceof Happening.WriteAnswered it) {
      return line(
          arrow("log", coordinator),
          names.of(it.wanted().id()) + " " + Words.record(it.wanted()) + ": " + it.answer());
    }
    if (happening instanceof Happening.Read it) {
      return line(
          arrow("log", coordinator),
          "shows "
              + (it.shown() == null
                  ? ShortNames.nameOf(it.transaction())
                  : names.of(it.shown().id()))
              + ": "
              + Words.recordOrNothing(it.shown()));
    }
    if (happening instanceof Happening.Listed it) {
      return line(arrow("log", coordinator), "lists as due: " + it.transactions());
    }
    return line(coordinator, ofItself(happening));
  }

  // ---- coordinators ----------------------------------------------------------------------------

  private String ofItself(Happening happening) {
    if (happening instanceof Happening.Started it) {
      return "starts, version " + it.version();
    }
    if (happening instanceof Happening.Crashed) {
      return "dies";
    }
    if (happening instanceof Happening.Froze) {
      return "stands still";
    }
    if (happening instanceof Happening.Thawed) {
      return "goes on";
    }
    if (happening instanceof Happening.ClockMoved it) {
      return "its clock moves " + clock(it.byMillis());
    }
    if (happening instanceof Happening.Stepped it) {
      return names.of(it.before().id()) + ": " + event(it.event()) + " -> " + step(it.step());
    }
    if (happening instanceof Happening.Accused it) {
      return "says itself that "
          + it.invariant()
          + " is broken for "
          + names.of(it.id())
          + ": "
          + it.what();
    }
    if (happening instanceof Happening.Trouble it) {
      return "copes with trouble: " + it.what();
    }
    if (happening instanceof Happening.Sweeping) {
      return "sweeps";
    }
    if (happening instanceof Happening.Completing it) {
      return "is told by the stream that " + names.of(it.id()) + " is decided";
    }
    Happening.Swept it = (Happening.Swept) happening;
    return "ends its sweep: due %d, finished %d, pending %d, failed %d"
        .formatted(it.due(), it.finished(), it.pending(), it.failed());
  }

  static String clock(long byMillis) {
    return Times.span(byMillis) + (byMillis < 0 ? " back" : " ahead");
  }

  private static String event(Event event) {
    return event.getClass().getSimpleName();
  }

  private static String step(Step step) {
    if (step instanceof Step.Advance advance) {
      return Words.record(advance.next());
    }
    return step instanceof Step.Ignore ignore
        ? "ignored, " + ignore.reason()
        : "violation: " + ((Step.Violation) step).violation().getMessage();
  }

  private String ended(Happening.Ended it) {
    return it.unfinished().isEmpty()
        ? "-- the end: everything has ended --"
        : "-- the end; unfinished: "
            + it.unfinished().stream()
                .map(
                    left ->
                        names.of(left.id())
                            + " "
                            + left.phase()
                            + (left.parked() ? ", parked" : "")
                            + (left.excused() ? ", excused" : ""))
                .collect(Collectors.joining("; "))
            + " --";
  }

  private static String arrow(String from, String to) {
    return from + " -> " + to;
  }

  private static Line line(String actor, String sentence) {
    return new Line(actor, sentence);
  }
}

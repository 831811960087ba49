package io.lambdatcc.testkit.picture;

import io.lambdatcc.protocol.Phase;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.oracle.Finding;
import io.lambdatcc.testkit.world.Run;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What of a history is worth a reader's time, as indices into it, in order. */
final class Relevance {
  /** Up to so many transactions are all drawn; of more, those that the finding is about. */
  private static final int MOST_TRANSACTIONS = 2;

  /** A rule that strikes more often than this is drawn no more. */
  private static final int MOST_STRIKES = 4;

  private Relevance() {}

  /** Everything but the engine's own steps, totals, first starts, and sweeps that found nothing. */
  static List<Integer> forText(List<Happening> happenings, int moment) {
    Set<Integer> idle = idleSweeps(happenings);
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < happenings.size(); i++) {
      Happening happening = happenings.get(i);
      boolean dull =
          happening instanceof Happening.Stepped
              || happening instanceof Happening.Holds
              || (happening instanceof Happening.Started started && isFirst(happenings, i, started))
              || idle.contains(i);
      if (i == moment || !dull) {
        kept.add(i);
      }
    }
    return kept;
  }

  /** What happened up to what broke it, to the transactions concerned and those who drove them. */
  static List<Integer> forPicture(Run run) {
    List<Happening> happenings = run.history().happenings();
    Finding finding = run.finding();
    int end = finding == null ? happenings.size() - 1 : finding.moment();
    Set<String> names = concerned(happenings, finding);
    Set<String> coordinators = new LinkedHashSet<>();
    for (int i = 0; i <= end; i++) {
      String coordinator = Subjects.coordinator(happenings.get(i));
      if (coordinator != null && isDeed(happenings.get(i)) && isAbout(happenings.get(i), names)) {
        coordinators.add(Seats.of(run.scenario(), coordinator));
      }
    }
    List<Integer> kept = new ArrayList<>();
    List<Object> strikes = new ArrayList<>();
    for (int i : forText(happenings, end)) {
      Happening happening = happenings.get(i);
      boolean broken = finding != null && i == end;
      if (i <= end
          && (broken
              || (isDrawn(happenings, i)
                  && isAbout(happening, names)
                  && takesPart(run, happening, coordinators)
                  && isFresh(happening, strikes)))) {
        kept.add(i);
      }
    }
    return kept;
  }

  // ---- which transactions ----------------------------------------------------------------------

  /** The names of the transactions to show. */
  private static Set<String> concerned(List<Happening> happenings, @Nullable Finding finding) {
    Set<String> all = new LinkedHashSet<>();
    happenings.forEach(happening -> all.addAll(Subjects.names(happening)));
    if (finding == null || all.size() <= MOST_TRANSACTIONS) {
      return all;
    }
    Set<String> concerned = new LinkedHashSet<>(namesAt(happenings, finding.moment()));
    for (String name : all) {
      if (mentions(finding.what(), name)) {
        concerned.add(name);
      }
    }
    return concerned.isEmpty() ? all : concerned;
  }

  /** Whom a moment is about; totals are about whoever changed them last. */
  private static List<String> namesAt(List<Happening> happenings, int moment) {
    Happening happening = happenings.get(moment);
    if (happening instanceof Happening.Holds holds) {
      for (int i = moment; i >= 0; i--) {
        if (happenings.get(i) instanceof Happening.FenceChanged change
            && change.participant().equals(holds.participant())) {
          return Subjects.names(change);
        }
      }
    }
    return Subjects.names(happening);
  }

  /** Whether a text says this name as a word of its own. */
  private static boolean mentions(String text, String name) {
    for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      int end = at + name.length();
      if (!name.isEmpty()
          && (at == 0 || !partOfName(text.charAt(at - 1)))
          && (end == text.length() || !partOfName(text.charAt(end)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean partOfName(char c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '_';
  }

  private static boolean isAbout(Happening happening, Set<String> names) {
    List<String> about = Subjects.names(happening);
    return about.isEmpty() || about.stream().anyMatch(names::contains);
  }

  // ---- which kinds -----------------------------------------------------------------------------

  /** Whether a coordinator does something for a transaction here. */
  private static boolean isDeed(Happening happening) {
    return happening instanceof Happening.Sent
        || happening instanceof Happening.Heard
        || happening instanceof Happening.Writing
        || happening instanceof Happening.Accused;
  }

  private static boolean isDrawn(List<Happening> happenings, int index) {
    Happening happening = happenings.get(index);
    if (happening instanceof Happening.Sweeping sweeping) {
      return isFollowedByDeed(happenings, index, sweeping.coordinator());
    }
    if (happening instanceof Happening.Calm) {
      return happenings.subList(0, index).stream().anyMatch(Happening.Struck.class::isInstance);
    }
    if (happening instanceof Happening.StoredByOther other) {
      // a phase that this version has is drawn as it lands
      return Stream.of(Phase.values()).noneMatch(phase -> phase.name().equals(other.phase()));
    }
    return !(happening instanceof Happening.Read
        || happening instanceof Happening.Listed
        || happening instanceof Happening.Swept
        || happening instanceof Happening.Trouble
        || happening instanceof Happening.ExtrasKept
        || happening instanceof Happening.Ended);
  }

  private static boolean isFollowedByDeed(
      List<Happening> happenings, int index, String coordinator) {
    for (int i = index + 1; i < happenings.size(); i++) {
      Happening happening = happenings.get(i);
      if (coordinator.equals(Subjects.coordinator(happening))) {
        if (isDeed(happening)) {
          return true;
        }
        if (happening instanceof Happening.Swept) {
          return false;
        }
      }
    }
    return false;
  }

  /** What befalls a coordinator that does nothing for these transactions is left out. */
  private static boolean takesPart(Run run, Happening happening, Set<String> coordinators) {
    if (happening instanceof Happening.Struck struck) {
      return Seats.actorAt(struck.site().kind()) != Lane.Kind.COORDINATOR
          || !struck.site().subject().isEmpty()
          || coordinators.contains(struck.site().actor());
    }
    String coordinator = Subjects.coordinator(happening);
    return coordinator == null || coordinators.contains(Seats.of(run.scenario(), coordinator));
  }

  private static boolean isFresh(Happening happening, List<Object> strikes) {
    if (happening instanceof Happening.Struck struck) {
      Object rule = List.of(struck.site().everyTime(), struck.fault());
      strikes.add(rule);
      return strikes.stream().filter(rule::equals).count() <= MOST_STRIKES;
    }
    return true;
  }

  /** Whether a coordinator starts as all do: for the first time, in the version of the first. */
  private static boolean isFirst(List<Happening> happenings, int index, Happening.Started started) {
    for (Happening earlier : happenings.subList(0, index)) {
      if (earlier instanceof Happening.Started before
          && (!before.version().equals(started.version())
              || started.coordinator().startsWith(before.coordinator() + "-"))) {
        return false;
      }
    }
    return true;
  }

  private static Set<Integer> idleSweeps(List<Happening> happenings) {
    Set<Integer> idle = new TreeSet<>();
    for (int i = 0; i < happenings.size(); i++) {
      if (happenings.get(i) instanceof Happening.Sweeping sweeping) {
        List<Integer> parts = new ArrayList<>(List.of(i));
        for (int j = i + 1; j < happenings.size(); j++) {
          Happening later = happenings.get(j);
          if (!sweeping.coordinator().equals(Subjects.coordinator(later))) {
            continue;
          }
          if (later instanceof Happening.Listed listed && listed.transactions().isEmpty()) {
            parts.add(j);
          }
          if (later instanceof Happening.Swept swept) {
            parts.add(j);
            if (swept.due() == 0 && swept.failed() == 0) {
              idle.addAll(parts);
            }
            break;
          }
        }
      }
    }
    return idle;
  }
}

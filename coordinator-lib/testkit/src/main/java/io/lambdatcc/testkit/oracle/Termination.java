package io.lambdatcc.testkit.oracle;

import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Happening.Ended;
import io.lambdatcc.testkit.history.Happening.Heard;
import io.lambdatcc.testkit.history.Happening.Landed;
import io.lambdatcc.testkit.history.Happening.Struck;
import io.lambdatcc.testkit.history.Happening.Told;
import io.lambdatcc.testkit.history.Happening.Unanswered;
import io.lambdatcc.testkit.history.Happening.Unfinished;
import io.lambdatcc.testkit.plan.FaultKind.Family;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * I10: when faults stop, every transaction ends within a bound; a poisoned one is parked and blocks
 * nobody.
 *
 * <p>Parked is what has failed often enough, and nothing else: "not now" is no failure. And who
 * waits for others while others may wait for it gives up in time.
 */
final class Termination extends InvariantOracle {
  /** What a decision takes beyond the time to wait, where nothing goes wrong in the log. */
  private static final long SLACK_MILLIS = 2_000;

  private final int parkAfter;
  private final long boundMillis;
  private final boolean attended;
  private final List<Wait> waits = new ArrayList<>(2);
  private final Set<String> unattended = new HashSet<>();
  private boolean troubled;
  private long firstBound = Long.MAX_VALUE;

  /** A transaction that holds something and waits for others. */
  private record Wait(TransactionFacts who, long since) {}

  Termination(Facts facts) {
    super(
        "I10",
        facts,
        Sort.SENT,
        Sort.HEARD,
        Sort.LANDED,
        Sort.STRUCK,
        Sort.TOLD,
        Sort.UNANSWERED,
        Sort.ENDED);
    parkAfter = facts.scenario().settings().parkAfter();
    boundMillis = 2 * facts.scenario().settings().contendedAtLeast().toMillis() + SLACK_MILLIS;
    attended = !facts.scenario().settings().continuesUnattended();
  }

  @Override
  @Nullable String judge(Happening happening) {
    if (happening.at() > firstBound && !troubled) {
      String late = waitsTooLong(happening.at());
      if (late != null) {
        return late;
      }
    }
    if (happening instanceof Heard heard) {
      if (heard.call().operation() == Operation.TRY) {
        waitsOrNot(heard);
      }
      return null;
    }
    if (happening instanceof Landed landed) {
      waits.removeIf(wait -> wait.who() == facts().transaction());
      return parks(landed.before(), landed.after());
    }
    if (happening instanceof Struck struck) {
      Family family = struck.fault().kind().family();
      troubled |= family == Family.LOG || family == Family.COORDINATORS;
      return null;
    }
    if (attended) {
      leave(happening);
    }
    return happening instanceof Ended ended ? leftOpen(ended) : null;
  }

  // ---- waiting for others ----------------------------------------------------------------------

  private void waitsOrNot(Heard heard) {
    TransactionFacts who = facts().transaction();
    TransactionState stored = who.stored();
    boolean waiting =
        stored != null
            && !stored.phase().decided()
            && stored.order() == Order.PARALLEL
            && !unattended.contains(stored.id().name())
            && waitsWhileItHolds(who);
    boolean known = false;
    for (int i = 0; i < waits.size(); i++) {
      known |= waits.get(i).who() == who;
    }
    if (waiting && !known) {
      waits.add(new Wait(who, heard.at()));
      firstBound = Math.min(firstBound, heard.at() + boundMillis);
    } else if (known && !waiting) {
      waits.removeIf(wait -> wait.who() == who);
    }
  }

  private static boolean waitsWhileItHolds(TransactionFacts who) {
    boolean waits = false;
    boolean holds = false;
    List<BranchFacts> branches = who.branches();
    for (int i = 0; i < branches.size(); i++) {
      waits |= branches.get(i).waits();
      holds |= branches.get(i).heardTried();
    }
    return waits && holds;
  }

  private @Nullable String waitsTooLong(long now) {
    firstBound = Long.MAX_VALUE;
    for (int i = 0; i < waits.size(); i++) {
      Wait wait = waits.get(i);
      long bound = wait.since() + boundMillis;
      if (now > bound) {
        return wait.who().id
            + " holds something and has heard nothing but \"not now\" for "
            + (now - wait.since())
            + " ms, and still waits; the bound is "
            + boundMillis
            + " ms";
      }
      firstBound = Math.min(firstBound, bound);
    }
    return null;
  }

  /** Where nobody works unattended, who is left alone by its client waits for its deadline. */
  private void leave(Happening happening) {
    String name =
        happening instanceof Told told
            ? told.ask().transaction()
            : happening instanceof Unanswered unanswered ? unanswered.ask().transaction() : null;
    if (name != null && unattended.add(name)) {
      waits.removeIf(wait -> wait.who().id.startsWith(name + "~"));
    }
  }

  // ---- parking ---------------------------------------------------------------------------------

  private @Nullable String parks(@Nullable TransactionState before, TransactionState after) {
    if (before == null || !after.phase().decided() || after.phase().finished()) {
      return null;
    }
    boolean newlyParked = after.parked() && !before.parked();
    boolean mayPark = false;
    List<BranchState> branches = after.branches();
    for (int i = 0; i < branches.size(); i++) {
      BranchState branch = branches.get(i);
      if (branch.status().settled()) {
        continue;
      }
      if (!after.parked() && branch.failures() >= parkAfter) {
        return after.id()
            + " is not parked, though branch "
            + branch.id()
            + " has failed "
            + branch.failures()
            + " times";
      }
      if (newlyParked) {
        BranchFacts heard = facts().transaction().branch(branch);
        mayPark |= heard.violated() || heard.failures() >= parkAfter;
      }
    }
    return newlyParked && !mayPark
        ? after.id() + " is parked, though no open branch has failed " + parkAfter + " times"
        : null;
  }

  // ---- the end ---------------------------------------------------------------------------------

  private static @Nullable String leftOpen(Ended ended) {
    for (Unfinished unfinished : ended.unfinished()) {
      if (!unfinished.excused()) {
        return unfinished.id()
            + " has not ended: it is "
            + unfinished.phase()
            + (unfinished.parked() ? ", parked" : ", not even parked");
      }
    }
    return null;
  }
}

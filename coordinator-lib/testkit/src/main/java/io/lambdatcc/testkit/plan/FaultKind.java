package io.lambdatcc.testkit.plan;

import static io.lambdatcc.testkit.plan.SiteKind.ASK;
import static io.lambdatcc.testkit.plan.SiteKind.BEGIN;
import static io.lambdatcc.testkit.plan.SiteKind.CANCEL;
import static io.lambdatcc.testkit.plan.SiteKind.COMMIT;
import static io.lambdatcc.testkit.plan.SiteKind.CONFIRM;
import static io.lambdatcc.testkit.plan.SiteKind.DECIDE;
import static io.lambdatcc.testkit.plan.SiteKind.DUE;
import static io.lambdatcc.testkit.plan.SiteKind.FINISH;
import static io.lambdatcc.testkit.plan.SiteKind.FORESTALL;
import static io.lambdatcc.testkit.plan.SiteKind.INQUIRE;
import static io.lambdatcc.testkit.plan.SiteKind.LOOK;
import static io.lambdatcc.testkit.plan.SiteKind.READ;
import static io.lambdatcc.testkit.plan.SiteKind.ROUND;
import static io.lambdatcc.testkit.plan.SiteKind.START;
import static io.lambdatcc.testkit.plan.SiteKind.STREAM;
import static io.lambdatcc.testkit.plan.SiteKind.SWEEP;
import static io.lambdatcc.testkit.plan.SiteKind.TRY;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/** A way in which something goes wrong, where it can, and how long it may take. */
public enum FaultKind {
  // ---- calls to participants -------------------------------------------------------------------
  /** The request never arrives; the coordinator's call times out. */
  LOSE_REQUEST(Family.CALLS, messages()),
  /** The effect happens, the reply never arrives; the call times out. */
  LOSE_REPLY(Family.CALLS, messages()),
  /** A second copy of the request arrives so much later. */
  DUPLICATE(Family.CALLS, messages(), 0, 5_000, days(40)),
  /** The request takes so much longer; the call may time out first. */
  DELAY_REQUEST(Family.CALLS, messages(), 500, 15_000, days(2)),
  /** The reply takes so much longer; the call may time out first. */
  DELAY_REPLY(Family.CALLS, messages(), 500, 15_000),
  /** The connection is reset after the request went out, which still arrives. */
  RESET(Family.CALLS, calls()),
  /** Answered 500 instead of being handled. */
  ANSWER_500(Family.CALLS, calls()),
  /** Handled, and answered 500. */
  ANSWER_500_AFTER(Family.CALLS, calls()),
  /** Handled, and the reply breaks off in the middle. */
  TRUNCATE(Family.CALLS, calls()),
  /** Answered 429 instead of being handled. */
  ANSWER_429(Family.CALLS, calls()),
  /** Answered 404 instead of being handled. */
  ANSWER_404(Family.CALLS, calls()),
  /** Answered 425, not now, instead of being handled. */
  ANSWER_425(Family.CALLS, calls()),
  /** Not handled; answered 200 with a body that is not the participant's. */
  WRONG_BODY(Family.CALLS, calls()),
  /** The coordinator's circuit breaker is open: nothing is sent, and it knows. */
  NOT_SENT(Family.CALLS, calls()),

  // ---- participants ----------------------------------------------------------------------------
  /** The business says no, for ever. */
  REFUSE(Family.PARTICIPANTS, EnumSet.of(TRY)),
  /** The participant's process dies before its commit; what it was handling is gone. */
  PARTICIPANT_CRASHES_BEFORE(Family.PARTICIPANTS, EnumSet.of(COMMIT)),
  /** The participant's process dies after its commit, before it replies. */
  PARTICIPANT_CRASHES_AFTER(Family.PARTICIPANTS, EnumSet.of(COMMIT)),
  /** The participant is replaced by a newer version, which remembers its reservations otherwise. */
  PARTICIPANT_REDEPLOYED(Family.PARTICIPANTS, EnumSet.of(COMMIT)),
  /** The store says that others were writing; nothing happened. */
  STORE_CONTENDED(Family.PARTICIPANTS, EnumSet.of(COMMIT)),
  /** The commit lands and the store's answer is lost. */
  STORE_UNKNOWN_LANDED(Family.PARTICIPANTS, EnumSet.of(COMMIT)),
  /** The commit does not land and the store's answer is lost. */
  STORE_UNKNOWN_LOST(Family.PARTICIPANTS, EnumSet.of(COMMIT)),
  /** The commit lands so much later than the store's time-out. */
  STORE_LANDS_LATER(Family.PARTICIPANTS, EnumSet.of(COMMIT), 100, 4_000),
  /** The fence cannot be read now. */
  STORE_BLIND(Family.PARTICIPANTS, EnumSet.of(LOOK)),

  // ---- the log ---------------------------------------------------------------------------------
  /** Throttled before any effect. */
  LOG_THROTTLES(Family.LOG, writes()),
  /** The write lands, the answer is lost. */
  LOG_UNKNOWN_LANDED(Family.LOG, writes()),
  /** The write does not land, the answer is lost. */
  LOG_UNKNOWN_LOST(Family.LOG, writes()),
  /** The write times out and lands so much later, if its condition then still holds. */
  LOG_LANDS_LATER(Family.LOG, writes(), 200, 15_000),
  /** The client's own retry meets the write that it itself made. */
  LOG_OWN_CONFLICT(Family.LOG, writes()),
  /** The answer takes so much longer. */
  LOG_SLOW(Family.LOG, writes(), 800, 12_000),
  /** Nothing reaches the log for so long, whoever asks. */
  LOG_UNREACHABLE(Family.LOG, writes(), 3_000, 120_000),
  /** The record is too large and can never be stored. */
  LOG_TOO_LARGE(Family.LOG, EnumSet.of(BEGIN)),
  /** The index learns of this write so much later. */
  INDEX_LAGS(Family.LOG, writes(), 5_000, 60_000),
  /** The time to live acts so much later (or, negative, earlier) than it says. */
  TTL_SHIFTS(Family.LOG, EnumSet.of(FINISH), -60_000, days(2)),
  /** A read fails. */
  READ_FAILS(Family.LOG, EnumSet.of(READ, DUE)),
  /** A read takes so much longer. */
  READ_SLOW(Family.LOG, EnumSet.of(READ, DUE), 800, 12_000),
  /** A page of the index ends after one item, or none, and says that there is more. */
  PAGE_CUT(Family.LOG, EnumSet.of(DUE)),

  // ---- coordinators ----------------------------------------------------------------------------
  /** Dies right before; another process takes its place so much later. */
  CRASH_BEFORE(Family.COORDINATORS, boundaries(), 100, 20_000),
  /** Dies right after what it sent has left; another process takes its place so much later. */
  CRASH_AFTER(Family.COORDINATORS, boundaries(), 100, 20_000),
  /** Killed at its own time-out with nothing closed; its client hears nothing. */
  KILLED(Family.COORDINATORS, boundaries(), 0),
  /** Stands still right before, and sends so much later, with old memory. */
  FREEZE_BEFORE(Family.COORDINATORS, boundaries(), 1_000, 15_000, days(1)),
  /** Stands still right after; replies are heard so much later. */
  FREEZE_AFTER(Family.COORDINATORS, boundaries(), 1_000, 15_000),
  /** Its clock jumps by so much. */
  CLOCK_JUMPS(Family.COORDINATORS, boundaries(), -180_000, 180_000),
  /** Its clock is off by so much from the start. */
  CLOCK_SKEWED(Family.COORDINATORS, EnumSet.of(START), -180_000, 180_000),
  /** Starts as a clone of another: with equal random state. */
  CLONED(Family.COORDINATORS, EnumSet.of(START)),
  /** Replaced by the other version of the program (n by n+1, or back). */
  REDEPLOYED(Family.COORDINATORS, boundariesAndStart(), 100),

  // ---- clients ---------------------------------------------------------------------------------
  /** Asks again, elsewhere, so much later. */
  ASK_TWICE(Family.CLIENTS, EnumSet.of(ASK), 0, 50, 12_000),
  /** Asks for something else under the same name so much later. */
  ASK_OTHERWISE(Family.CLIENTS, EnumSet.of(ASK), 0, 50, 12_000),
  /** Goes away so much later and never hears the answer. */
  DISCONNECT(Family.CLIENTS, EnumSet.of(ASK), 10),
  /** Wants it cancelled so much later. */
  CANCEL_LATER(Family.CLIENTS, EnumSet.of(ASK), 0, 8, 16, 9_990),

  // ---- the sweep -------------------------------------------------------------------------------
  /** Another coordinator sweeps at the very same time. */
  SWEEP_TWICE(Family.SWEEP, EnumSet.of(SWEEP)),
  /** This sweep does not happen. */
  SWEEP_SILENT(Family.SWEEP, EnumSet.of(SWEEP)),

  // ---- the log's stream ------------------------------------------------------------------------
  /** Nobody is ever told. */
  STREAM_LOST(Family.STREAM, EnumSet.of(STREAM)),
  /** Told so much later. */
  STREAM_LATE(Family.STREAM, EnumSet.of(STREAM), 2_000, 20_000, 120_000),
  /** Told, and told again so much later. */
  STREAM_TWICE(Family.STREAM, EnumSet.of(STREAM), 0, 5_000);

  /** Faults that belong together, for budgets and reports. */
  public enum Family {
    CALLS,
    PARTICIPANTS,
    LOG,
    COORDINATORS,
    CLIENTS,
    SWEEP,
    STREAM
  }

  private final Family family;

  // never changed after construction
  @SuppressWarnings("ImmutableEnumChecker")
  private final Set<SiteKind> at;

  @SuppressWarnings("ImmutableEnumChecker")
  private final List<Duration> lengths;

  FaultKind(Family family, Set<SiteKind> at, long... typicalMillis) {
    this.family = family;
    this.at = Collections.unmodifiableSet(at);
    this.lengths = LongStream.of(typicalMillis).mapToObj(Duration::ofMillis).toList();
  }

  /** Which family it belongs to. */
  public Family family() {
    return family;
  }

  /** Where it can happen. */
  public Set<SiteKind> sites() {
    return at;
  }

  /** Whether it has a length. */
  public boolean timed() {
    return !lengths.isEmpty();
  }

  /** The lengths that searches try; a single zero where it has none. */
  public List<Duration> typicalLengths() {
    return lengths.isEmpty() ? List.of(Duration.ZERO) : lengths;
  }

  private static Set<SiteKind> calls() {
    return EnumSet.of(TRY, CONFIRM, CANCEL);
  }

  private static Set<SiteKind> messages() {
    return EnumSet.of(TRY, CONFIRM, CANCEL, INQUIRE);
  }

  private static Set<SiteKind> writes() {
    return EnumSet.of(BEGIN, DECIDE, FINISH, ROUND, FORESTALL);
  }

  private static Set<SiteKind> boundaries() {
    return EnumSet.of(TRY, CONFIRM, CANCEL, BEGIN, DECIDE, FINISH, ROUND, FORESTALL);
  }

  private static Set<SiteKind> boundariesAndStart() {
    Set<SiteKind> sites = boundaries();
    sites.add(START);
    return sites;
  }

  private static long days(int days) {
    return Duration.ofDays(days).toMillis();
  }
}

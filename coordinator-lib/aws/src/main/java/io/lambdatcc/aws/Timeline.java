package io.lambdatcc.aws;

import io.lambdatcc.api.TccTransaction;
import io.lambdatcc.protocol.BranchStatus;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Resolution;
import io.lambdatcc.wire.TimelineEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has happened to a transaction, as far as the log tells: it keeps of each branch when its Try
 * was answered and when its last call ended, and not every attempt.
 *
 * <table>
 * <caption>Events</caption>
 * <tr><td>{@code begun}, {@code decided}, {@code parked}, {@code ended}</td><td>of the
 *     transaction</td></tr>
 * <tr><td>{@code tried}, {@code refused}</td><td>the branch's answer to Try</td></tr>
 * <tr><td>{@code waiting}</td><td>the branch's last answer was "not now"</td></tr>
 * <tr><td>{@code failed}</td><td>the branch's last call ended in nothing that counts</td></tr>
 * <tr><td>{@code confirmed}, {@code cancelled}</td><td>the branch's answer after the
 *     decision</td></tr>
 * <tr><td>{@code resolved}</td><td>an operator's word for the branch</td></tr>
 * </table>
 */
final class Timeline {
  private final List<TimelineEntry> entries = new ArrayList<>();

  private Timeline() {}

  /** In order of time; what happened at once, in the order in which it must have. */
  static List<TimelineEntry> of(TccTransaction transaction) {
    Timeline timeline = new Timeline();
    if (hasBegun(transaction)) {
      timeline.add(transaction.createdAt(), "begun", null, null);
    }
    for (TccTransaction.Branch branch : transaction.branches()) {
      timeline.tried(branch, transaction);
    }
    CancelReason why = transaction.reason();
    timeline.add(
        transaction.decidedAt(),
        "decided",
        null,
        why == null ? "CONFIRM" : "CANCEL: " + why.text());
    for (TccTransaction.Branch branch : transaction.branches()) {
      timeline.settled(branch, transaction);
    }
    timeline.add(transaction.parkedAt(), "parked", null, null);
    for (TccTransaction.Branch branch : transaction.branches()) {
      timeline.resolved(branch);
    }
    timeline.add(transaction.endedAt(), "ended", null, transaction.phase().name());
    timeline.entries.sort(Comparator.comparing(TimelineEntry::at));
    return timeline.entries;
  }

  private static boolean hasBegun(TccTransaction transaction) {
    CancelReason why = transaction.reason();
    return why == null || why.kind() != CancelReason.Kind.NEVER_BEGUN;
  }

  private void tried(TccTransaction.Branch branch, TccTransaction transaction) {
    CancelReason why = transaction.reason();
    if (why != null
        && why.kind() == CancelReason.Kind.REFUSED
        && branch.id().equals(why.branchId())) {
      add(branch.triedAt(), "refused", branch, why.text());
    } else {
      add(branch.triedAt(), "tried", branch, null);
    }
    if (branch.triedAt() == null
        && !branch.status().settled()
        && !heardSinceTheDecision(branch, transaction)) {
      unanswered(branch);
    }
  }

  private void settled(TccTransaction.Branch branch, TccTransaction transaction) {
    if (branch.status().settled() && branch.resolution() == null) {
      boolean confirmed = branch.status() == BranchStatus.CONFIRMED;
      add(branch.heardAt(), confirmed ? "confirmed" : "cancelled", branch, null);
    } else if (heardSinceTheDecision(branch, transaction)) {
      unanswered(branch);
    }
  }

  private void unanswered(TccTransaction.Branch branch) {
    boolean waits = branch.status() == BranchStatus.WAITING;
    add(branch.heardAt(), waits ? "waiting" : "failed", branch, branch.problem());
  }

  private void resolved(TccTransaction.Branch branch) {
    Resolution word = branch.resolution();
    if (word != null) {
      entries.add(new TimelineEntry(word.at(), "resolved", branch.id(), word.reason(), word.by()));
    }
  }

  /** A call of phase two is one that was not heard with the answer to Try. */
  private static boolean heardSinceTheDecision(
      TccTransaction.Branch branch, TccTransaction transaction) {
    Instant heard = branch.heardAt();
    Instant decided = transaction.decidedAt();
    return heard != null
        && decided != null
        && !heard.isBefore(decided)
        && !heard.equals(branch.triedAt());
  }

  private void add(
      @Nullable Instant at,
      String event,
      TccTransaction.@Nullable Branch branch,
      @Nullable String detail) {
    if (at != null) {
      entries.add(new TimelineEntry(at, event, branch == null ? null : branch.id(), detail, null));
    }
  }
}

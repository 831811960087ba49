package io.lambdatcc.protocol;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A transaction as one coordinator knows it: what the log holds, and what this coordinator has
 * heard since.
 *
 * <p>Two states with the same {@link #version} differ only in what was heard ({@link
 * #contendedSince}, and the branches' progress since the last write); {@link #durable()} is the
 * part that the log keeps.
 *
 * @param id for ever
 * @param scope whose transaction it is: the caller's role, or the configured scope of an in-process
 *     initiator
 * @param order how its Tries go out
 * @param createdAt when it was begun
 * @param deadline when new Tries stop
 * @param traceparent the W3C trace context of the request, if it had one
 * @param version counts the writes: 1 is begin
 * @param phase where it stands
 * @param branches 1 to 99, in the request's order; their number and identity never change
 * @param cancelReason why it was cancelled, if it was
 * @param failedRounds rounds of phase two in which a branch did not answer
 * @param due when recovery shall look at it; null when it is finished
 * @param parkedAt since when it is parked, if it is
 * @param decidedAt when the decision was made, if it was
 * @param endedAt when the last branch had answered, if it has
 * @param handedOver whether who wrote this version, the decision, has let go of it, so that another
 *     shall go on at once; every later version is somebody's who went on
 * @param contendedSince since when it waits for others while it may hold what others wait for;
 *     known to the driving coordinator alone, never stored
 */
public record TransactionState(
    TransactionId id,
    String scope,
    Order order,
    Instant createdAt,
    Instant deadline,
    @Nullable String traceparent,
    long version,
    Phase phase,
    List<BranchState> branches,
    @Nullable CancelReason cancelReason,
    int failedRounds,
    @Nullable Instant due,
    @Nullable Instant parkedAt,
    @Nullable Instant decidedAt,
    @Nullable Instant endedAt,
    boolean handedOver,
    @Nullable Instant contendedSince) {

  /** The most branches that a transaction can have. */
  public static final int MAX_BRANCHES = 99;

  /** The scope of a forestalled transaction of which nobody knew more than its id. */
  static final String UNKNOWN_SCOPE = "?";

  private static final int FEW = 8;

  /** Rejects impossible transactions, on the way into the log and on the way out of it. */
  public TransactionState {
    branches = List.copyOf(branches);
    if (branches.isEmpty() || branches.size() > MAX_BRANCHES) {
      throw new IllegalArgumentException(
          id + ": a transaction has 1 to " + MAX_BRANCHES + " branches, not " + branches.size());
    }
    String twice = calledTwice(branches);
    if (twice != null) {
      throw new IllegalArgumentException(id + ": two branches are called '" + twice + "'");
    }
    require(version >= 1, id, "version starts at 1");
    require(!deadline.isBefore(createdAt), id, "the deadline is not before the begin");
    require(phase.finished() == (due == null), id, "exactly the unfinished are due");
    require(phase.finished() == (endedAt != null), id, "exactly the finished have an end");
    require(phase.decided() == (decidedAt != null), id, "exactly the decided have a decision time");
    require(
        (cancelReason != null) == (phase.decided() && !phase.confirms()),
        id,
        "exactly the cancelled have a reason");
    require(parkedAt == null || (phase.decided() && !phase.finished()), id, "parked in phase two");
    require(
        !handedOver || canBeHandedOver(phase, failedRounds, parkedAt != null),
        id,
        "only a fresh decision is handed over");
    if (phase.finished()) {
      BranchStatus end = phase.confirms() ? BranchStatus.CONFIRMED : BranchStatus.CANCELLED;
      for (BranchState branch : branches) {
        require(branch.status() == end, id, "I1: a finished transaction has no branch left over");
      }
    }
  }

  /**
   * Whether a version with these properties can be a decision that was just made. A log asks before
   * it believes a marker: a writer that does not know it leaves it where it was (I12).
   */
  public static boolean canBeHandedOver(Phase phase, int failedRounds, boolean parked) {
    return phase.decided() && !phase.finished() && failedRounds == 0 && !parked;
  }

  private static @Nullable String calledTwice(List<BranchState> branches) {
    Set<String> ids = branches.size() > FEW ? new HashSet<>() : null;
    for (int i = 0; i < branches.size(); i++) {
      String id = branches.get(i).id();
      if (ids != null) {
        if (!ids.add(id)) {
          return id;
        }
      } else {
        // for few, and nearly all are few, comparing each with each is cheaper than a set
        for (int j = 0; j < i; j++) {
          if (branches.get(j).id().equals(id)) {
            return id;
          }
        }
      }
    }
    return null;
  }

  private static void require(boolean truth, TransactionId id, String what) {
    if (!truth) {
      throw new IllegalArgumentException(id + ": " + what);
    }
  }

  /** A transaction that is about to begin; its first version. */
  public static TransactionState begin(
      TransactionId id,
      String scope,
      Order order,
      Instant createdAt,
      Instant deadline,
      Instant due,
      @Nullable String traceparent,
      List<BranchState> branches) {
    return new TransactionState(
        id,
        scope,
        order,
        createdAt,
        deadline,
        traceparent,
        1,
        Phase.TRYING,
        branches,
        null,
        0,
        due,
        null,
        null,
        null,
        false,
        null);
  }

  /**
   * The end of a transaction that the log does not know, and of which nothing else is known but
   * that one participant was tried for it. Once this stands in the log it can no longer begin.
   *
   * @param deadline of its Tries
   */
  public static TransactionState forestalled(
      TransactionId id, String branchId, String participant, Instant deadline, Instant now) {
    return new TransactionState(
        id,
        UNKNOWN_SCOPE,
        Order.PARALLEL,
        deadline,
        deadline,
        null,
        2,
        Phase.CANCELLED,
        List.of(BranchState.pending(branchId, participant, Digest.NOTHING).forestalled()),
        new CancelReason(
            CancelReason.Kind.NEVER_BEGUN,
            branchId,
            null,
            participant + " asked about it after its deadline, and it had not begun"),
        0,
        null,
        null,
        now,
        now,
        false,
        null);
  }

  /** Whether it is cancelled without ever having begun: what stands here kept it from that. */
  public boolean forestalled() {
    return cancelReason != null && cancelReason.kind() == CancelReason.Kind.NEVER_BEGUN;
  }

  /** Whether it is a transaction of this scope. */
  public boolean isOf(String someScope) {
    return scope.equals(someScope)
        || (scope.equals(UNKNOWN_SCOPE)
            && TransactionKey.of(someScope, id.name()).equals(id.key()));
  }

  /** What the log keeps of it. */
  public TransactionState durable() {
    return with(each(BranchState::durable), handedOver, null);
  }

  /** This decision, handed over: who writes it lets go of it at once. */
  public TransactionState handOver() {
    return with(branches, true, contendedSince);
  }

  /** Whether another request under the same key is the same caller's and asks for exactly this. */
  public boolean asksTheSame(TransactionState other) {
    if (!scope.equals(other.scope)
        || order != other.order
        || branches.size() != other.branches.size()) {
      return false;
    }
    for (int i = 0; i < branches.size(); i++) {
      BranchState mine = branches.get(i);
      BranchState theirs = other.branches.get(i);
      if (!mine.id().equals(theirs.id())
          || !mine.participant().equals(theirs.participant())
          || !mine.payloadDigest().equals(theirs.payloadDigest())
          || !Objects.equals(mine.address(), theirs.address())) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is parked: visible, alarmed, still retried slowly. */
  public boolean parked() {
    return parkedAt != null;
  }

  /** What phase two does to every branch, once decided. */
  public Operation secondOperation() {
    if (!phase.decided()) {
      throw new IllegalStateException(id + " is not decided yet");
    }
    return phase.confirms() ? Operation.CONFIRM : Operation.CANCEL;
  }

  /** The place of the branch with this id among {@link #branches}, or -1. */
  public int indexOf(String branchId) {
    for (int i = 0; i < branches.size(); i++) {
      if (branches.get(i).id().equals(branchId)) {
        return i;
      }
    }
    return -1;
  }

  boolean pastDeadline(Instant now) {
    return !now.isBefore(deadline);
  }

  /** The first branch that was never asked, or -1. */
  int firstPending() {
    for (int i = 0; i < branches.size(); i++) {
      if (branches.get(i).status() == BranchStatus.PENDING) {
        return i;
      }
    }
    return -1;
  }

  boolean every(Predicate<BranchState> test) {
    return !any(test.negate());
  }

  boolean any(Predicate<BranchState> test) {
    for (BranchState branch : branches) {
      if (test.test(branch)) {
        return true;
      }
    }
    return false;
  }

  private List<BranchState> each(UnaryOperator<BranchState> change) {
    List<BranchState> changed = new ArrayList<>(branches.size());
    for (BranchState branch : branches) {
      changed.add(change.apply(branch));
    }
    return changed;
  }

  /**
   * Whether it waits for what others hold reserved while it may itself hold what others wait for:
   * the only way in which transactions can wait in a circle. Sequential ones are ordered against
   * it.
   */
  boolean contended() {
    return order == Order.PARALLEL
        && phase == Phase.TRYING
        && any(b -> b.status() == BranchStatus.WAITING)
        && any(b -> b.status().mayHold());
  }

  TransactionState withBranch(int index, UnaryOperator<BranchState> change, Instant now) {
    List<BranchState> changed = new ArrayList<>(branches);
    changed.set(index, change.apply(changed.get(index)));
    return heard(changed, now);
  }

  /** The same durable state, with other branch progress. */
  TransactionState heard(List<BranchState> changed, Instant now) {
    TransactionState next = with(changed, handedOver, contendedSince);
    Instant since = next.contended() ? Objects.requireNonNullElse(contendedSince, now) : null;
    return Objects.equals(since, contendedSince) ? next : next.with(changed, handedOver, since);
  }

  TransactionState decided(Phase to, @Nullable CancelReason reason, Instant now) {
    List<BranchState> fresh = each(BranchState::inPhaseTwo);
    return new TransactionState(
        id,
        scope,
        order,
        createdAt,
        deadline,
        traceparent,
        version + 1,
        to,
        fresh,
        reason,
        0,
        due,
        null,
        now,
        null,
        false,
        null);
  }

  TransactionState finished(Instant now) {
    Phase to = phase.confirms() ? Phase.CONFIRMED : Phase.CANCELLED;
    return new TransactionState(
        id,
        scope,
        order,
        createdAt,
        deadline,
        traceparent,
        version + 1,
        to,
        branches,
        cancelReason,
        failedRounds,
        null,
        null,
        decidedAt,
        now,
        false,
        null);
  }

  TransactionState roundFailed(Instant nextDue, @Nullable Instant nowParkedAt) {
    return new TransactionState(
        id,
        scope,
        order,
        createdAt,
        deadline,
        traceparent,
        version + 1,
        phase,
        branches,
        cancelReason,
        failedRounds + 1,
        nextDue,
        nowParkedAt,
        decidedAt,
        null,
        false,
        null);
  }

  TransactionState unparked(Instant now) {
    List<BranchState> forgiven = each(BranchState::forgiven);
    return new TransactionState(
        id,
        scope,
        order,
        createdAt,
        deadline,
        traceparent,
        version + 1,
        phase,
        forgiven,
        cancelReason,
        0,
        now,
        null,
        decidedAt,
        null,
        false,
        null);
  }

  private TransactionState with(
      List<BranchState> newBranches, boolean newHandedOver, @Nullable Instant newContended) {
    return new TransactionState(
        id,
        scope,
        order,
        createdAt,
        deadline,
        traceparent,
        version,
        phase,
        newBranches,
        cancelReason,
        failedRounds,
        due,
        parkedAt,
        decidedAt,
        endedAt,
        newHandedOver,
        newContended);
  }
}

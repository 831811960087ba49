package io.lambdatcc.testkit.oracle;

import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.Resolution;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Happening.Asked;
import io.lambdatcc.testkit.history.Happening.Informed;
import io.lambdatcc.testkit.history.Happening.Landed;
import io.lambdatcc.testkit.history.Happening.Told;
import io.lambdatcc.testkit.history.Telling;
import io.lambdatcc.testkit.scenario.Ask;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * I7: what a client was told never contradicts the end.
 *
 * <p>It was durable when it was told, it is about what was asked for, and it gives the reason that
 * there was, and nobody's word is in the log that was never given. "In doubt", "unavailable" and no
 * answer at all are always honest.
 */
final class Truth extends InvariantOracle {
  private final Map<String, Wishes> wishes = new HashMap<>();

  /** What clients have asked for and been told under one name. */
  private static final class Wishes {
    int executes;
    boolean cancel;
    final Set<String> words = new HashSet<>();
    boolean rejected;
    @Nullable String outcomeOf;
    boolean confirmed;
  }

  Truth(Facts facts) {
    super("I7", facts, Sort.ASKED, Sort.TOLD, Sort.LANDED, Sort.INFORMED);
  }

  @Override
  @Nullable String judge(Happening happening) {
    if (happening instanceof Asked asked) {
      Wishes under = wishes(asked.ask().transaction());
      if (asked.ask().wish() instanceof Ask.Wish.Execute) {
        under.executes++;
      } else if (asked.ask().wish() instanceof Ask.Wish.Cancel) {
        under.cancel = true;
      } else if (asked.ask().wish() instanceof Ask.Wish.Resolve resolve) {
        under.words.add(word(asked.ask().client(), resolve.branch(), resolve.operation()));
      }
      return null;
    }
    if (happening instanceof Told told) {
      return isTrue(told);
    }
    if (happening instanceof Informed informed) {
      return isTrue(informed);
    }
    return happening instanceof Landed landed ? contradicts(landed) : null;
  }

  private Wishes wishes(String name) {
    return wishes.computeIfAbsent(name, unused -> new Wishes());
  }

  // ---- what is told ----------------------------------------------------------------------------

  private @Nullable String isTrue(Told told) {
    Telling telling = told.telling();
    if (telling instanceof Telling.Shown shown) {
      String lie = isTrue(told.ask(), shown);
      return lie == null
          ? null
          : said(told, "was shown " + shown.id() + " as " + shown.phase() + ", " + lie);
    }
    if (telling instanceof Telling.Nothing) {
      return isNothing(told);
    }
    if (telling instanceof Telling.NameTaken) {
      return isTaken(told);
    }
    if (telling instanceof Telling.Rejected) {
      return isRejected(told);
    }
    return telling instanceof Telling.Failed failed
        ? said(told, "was told nothing but a failure: " + failed.why())
        : null;
  }

  /** What a participant is told is for ever, unless it is told to ask again. */
  private @Nullable String isTrue(Informed informed) {
    TransactionFacts transaction = facts().transaction();
    boolean founded =
        switch (informed.answer()) {
          case NOT_YET -> true;
          case CONFIRMED -> transaction.decided(true);
          case CANCELLED -> transaction.decided(false) || facts().isDisplaced(transaction);
        };
    return founded
        ? null
        : informed.participant()
            + ", asking about "
            + informed.key()
            + ", was told "
            + informed.answer()
            + ", which nobody has decided";
  }

  private @Nullable String isTrue(Ask ask, Telling.Shown shown) {
    TransactionFacts transaction = facts().transaction(shown.id());
    TransactionState first = transaction.first();
    Phase phase = shown.phase();
    if (first == null) {
      return "which never began";
    }
    if (!first.id().name().equals(ask.transaction())) {
      return "which is not what it asked about";
    }
    if (!transaction.landedIn(phase)) {
      return "which was not durable then";
    }
    if (shown.parked() && !transaction.everParked()) {
      return "parked, which it never was";
    }
    String wrong = wrongReason(transaction, shown);
    if (wrong != null) {
      return wrong;
    }
    if (ask.wish() instanceof Ask.Wish.Execute execute) {
      if (!first.forestalled() && !asksFor(execute.request(), first)) {
        return "which is the answer to another request";
      }
      if (shown.decidedOrEnded()
          && execute.request().waitFor() == WaitFor.COMPLETED
          && !phase.finished()) {
        return "and told that it has ended, which it has not";
      }
    }
    return shown.decidedOrEnded() ? outcome(transaction, phase) : null;
  }

  private @Nullable String outcome(TransactionFacts transaction, Phase phase) {
    TransactionState first = Objects.requireNonNull(transaction.first());
    if (!phase.decided()) {
      return "and told an outcome that nobody has decided";
    }
    Wishes under = wishes(first.id().name());
    under.outcomeOf = transaction.id;
    under.confirmed = phase.confirms();
    return transaction.decided(phase.confirms()) ? null : "but the decision is another";
  }

  private static @Nullable String wrongReason(TransactionFacts transaction, Telling.Shown shown) {
    TransactionState decision = transaction.decision();
    CancelReason why =
        decision == null || !shown.phase().decided() ? null : decision.cancelReason();
    String kind = why == null ? null : why.kind().name();
    String culprit = why == null ? null : why.branchId();
    return Objects.equals(kind, shown.reason()) && Objects.equals(culprit, shown.culprit())
        ? null
        : "because of "
            + shown.reason()
            + " by "
            + shown.culprit()
            + ", but the reason is "
            + kind
            + " by "
            + culprit;
  }

  private @Nullable String isNothing(Told told) {
    int asked = facts().askedMoment(told.question());
    for (TransactionFacts transaction : facts().begunAs(told.ask().transaction())) {
      if (transaction.stored() != null && transaction.begunMoment() < asked) {
        return said(told, "was told that there is nothing, but there is " + transaction.id);
      }
    }
    return null;
  }

  private @Nullable String isTaken(Told told) {
    if (told.ask().wish() instanceof Ask.Wish.Execute execute) {
      for (TransactionFacts transaction : facts().begunAs(told.ask().transaction())) {
        TransactionState first = transaction.first();
        if (first != null && !first.forestalled() && !asksFor(execute.request(), first)) {
          return null;
        }
      }
    }
    return said(told, "was told that another request has its name, but none has");
  }

  private @Nullable String isRejected(Told told) {
    Wishes under = wishes(told.ask().transaction());
    under.rejected = true;
    return rejectedButBegun(told.ask().transaction(), under);
  }

  /** Only where nobody else has asked under that name can it be nobody else's. */
  private @Nullable String rejectedButBegun(String name, Wishes under) {
    if (under.rejected && under.executes == 1) {
      for (TransactionFacts transaction : facts().begunAs(name)) {
        if (transaction.begun() && !transaction.begunInDoubt()) {
          return "a client was told that nothing was begun, but " + transaction.id + " was";
        }
      }
    }
    return null;
  }

  private static boolean asksFor(TccRequest request, TransactionState first) {
    List<TccBranch> asked = request.branches();
    List<BranchState> begun = first.branches();
    if (request.order() != first.order() || asked.size() != begun.size()) {
      return false;
    }
    for (int i = 0; i < asked.size(); i++) {
      TccBranch one = asked.get(i);
      BranchState other = begun.get(i);
      if (!one.id().equals(other.id())
          || !one.participant().equals(other.participant())
          || !one.payload().digest().equals(other.payloadDigest())) {
        return false;
      }
    }
    return true;
  }

  // ---- what becomes durable --------------------------------------------------------------------

  private @Nullable String contradicts(Landed landed) {
    TransactionState after = landed.after();
    Wishes under = wishes.get(after.id().name());
    if (after.version() == 1) {
      return under == null ? null : rejectedButBegun(after.id().name(), under);
    }
    if (under != null
        && under.outcomeOf != null
        && under.confirmed != after.phase().confirms()
        && under.outcomeOf.equals(facts().transaction().id)) {
      return "a client was told that "
          + after.id()
          + " is "
          + (under.confirmed ? "confirmed" : "cancelled")
          + ", but now it is "
          + after.phase();
    }
    String unfounded = wordOfNobody(landed.before(), after, under);
    if (unfounded != null) {
      return unfounded;
    }
    CancelReason why = after.cancelReason();
    if (after.version() != 2 || why == null) {
      return null;
    }
    return (why.kind() == CancelReason.Kind.NEVER_BEGUN) == (landed.before() == null)
        ? isUnfounded(after, why)
        : after.id() + " is cancelled as " + why.kind() + ", but that is not what happened";
  }

  private static @Nullable String wordOfNobody(
      @Nullable TransactionState before, TransactionState after, @Nullable Wishes under) {
    List<BranchState> branches = after.branches();
    for (int i = 0; i < branches.size(); i++) {
      BranchState branch = branches.get(i);
      Resolution is = branch.resolution();
      boolean isNew = before == null || before.branches().get(i).resolution() == null;
      if (is != null
          && isNew
          && (under == null
              || !under.words.contains(word(is.by(), branch.id(), after.secondOperation())))) {
        return after.id()
            + " has branch "
            + branch.id()
            + " as settled by the word of "
            + is.by()
            + ", who never gave it";
      }
    }
    return null;
  }

  private static String word(String by, String branch, Operation operation) {
    return by + " " + operation + " " + branch;
  }

  private @Nullable String isUnfounded(TransactionState after, CancelReason why) {
    String culprit = why.branchId();
    BranchFacts branch = culprit == null ? null : facts().transaction().branch(culprit);
    Wishes under = wishes.get(after.id().name());
    boolean founded =
        switch (why.kind()) {
          case REFUSED -> branch != null && branch.toldRefused();
          case REJECTED -> branch != null && branch.heardRejected();
          case CONTENDED ->
              branch != null && branch.heardNotNow() && after.order() == Order.PARALLEL;
          case DEADLINE ->
              after.decidedAt() != null && !after.decidedAt().isBefore(after.deadline());
          case REQUESTED -> under != null && under.cancel;
          case NEVER_BEGUN -> true;
        };
    return founded
        ? null
        : after.id()
            + " is cancelled as "
            + why.kind()
            + (culprit == null ? "" : " by branch " + culprit)
            + ", but that is not what happened";
  }

  private static String said(Told told, String what) {
    return told.ask().client()
        + ", asking "
        + told.ask().coordinator()
        + " about "
        + told.ask().transaction()
        + ", "
        + what;
  }
}

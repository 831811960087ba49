package io.lambdatcc.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Transactions that cannot be are refused, on the way into the log and on the way out of it. */
class TransactionStateTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final CancelReason WHY =
      new CancelReason(CancelReason.Kind.REQUESTED, null, null, "cancelled on request");

  /** A transaction of which any part can be changed; as it is, being tried. */
  private static final class Draft {
    String scope = "tests";
    Order order = Order.PARALLEL;
    Instant deadline = START.plusSeconds(10);
    long version = 1;
    Phase phase = Phase.TRYING;
    List<BranchState> branches = List.of(branch("a"), branch("b"));
    @Nullable CancelReason reason;
    int failedRounds;
    @Nullable Instant due = START.plusSeconds(2);
    @Nullable Instant parkedAt;
    @Nullable Instant decidedAt;
    @Nullable Instant endedAt;
    boolean handedOver;

    TransactionState built() {
      return new TransactionState(
          TransactionId.parse("order-1~0123456789abcde"),
          scope,
          order,
          START,
          deadline,
          null,
          version,
          phase,
          branches,
          reason,
          failedRounds,
          due,
          parkedAt,
          decidedAt,
          endedAt,
          handedOver,
          null);
    }
  }

  private static Draft trying() {
    return new Draft();
  }

  private static Draft confirming() {
    Draft draft = new Draft();
    draft.phase = Phase.CONFIRMING;
    draft.decidedAt = START.plusSeconds(1);
    return draft;
  }

  private static Draft cancelling() {
    Draft draft = confirming();
    draft.phase = Phase.CANCELLING;
    draft.reason = WHY;
    return draft;
  }

  private static Draft confirmed() {
    Draft draft = confirming();
    draft.phase = Phase.CONFIRMED;
    draft.due = null;
    draft.endedAt = START.plusSeconds(2);
    draft.branches = List.of(settled("a"), settled("b"));
    return draft;
  }

  private static BranchState branch(String id) {
    return BranchState.pending(id, "service", Digest.ofText("{}"));
  }

  private static BranchState settled(String id) {
    return branch(id).settled(BranchStatus.CONFIRMED, START);
  }

  private static void refused(Draft draft, Consumer<Draft> change, String because) {
    assertThatCode(draft::built).as("as it was").doesNotThrowAnyException();
    change.accept(draft);
    assertThatIllegalArgumentException()
        .as(because)
        .isThrownBy(draft::built)
        .withMessageStartingWith("order-1~0123456789abcde: ")
        .withMessageContaining(because);
  }

  // ---- what cannot be ------------------------------------------------------------------------

  @Test
  void versionsStartAtOneAndNoDeadlineIsBeforeTheBegin() {
    refused(trying(), d -> d.version = 0, "version starts at 1");
    refused(trying(), d -> d.deadline = START.minusMillis(1), "the deadline is not before");
    Draft none = trying();
    none.deadline = START;
    assertThatCode(none::built).doesNotThrowAnyException();
  }

  @Test
  void exactlyTheUnfinishedAreDueAndExactlyTheFinishedHaveAnEnd() {
    refused(trying(), d -> d.due = null, "exactly the unfinished are due");
    refused(confirmed(), d -> d.due = START, "exactly the unfinished are due");
    refused(trying(), d -> d.endedAt = START, "exactly the finished have an end");
    refused(confirmed(), d -> d.endedAt = null, "exactly the finished have an end");
  }

  @Test
  void exactlyTheDecidedHaveADecisionTimeAndExactlyTheCancelledAReason() {
    refused(trying(), d -> d.decidedAt = START, "exactly the decided have a decision time");
    refused(confirming(), d -> d.decidedAt = null, "exactly the decided have a decision time");
    refused(trying(), d -> d.reason = WHY, "exactly the cancelled have a reason");
    refused(confirming(), d -> d.reason = WHY, "exactly the cancelled have a reason");
    refused(cancelling(), d -> d.reason = null, "exactly the cancelled have a reason");
  }

  @Test
  void onlyWhatIsInPhaseTwoIsParked() {
    refused(trying(), d -> d.parkedAt = START, "parked in phase two");
    refused(confirmed(), d -> d.parkedAt = START, "parked in phase two");
    Draft parked = confirming();
    parked.parkedAt = START;
    assertThat(parked.built().parked()).isTrue();
  }

  @Test
  void onlyAFreshDecisionIsHandedOver() {
    refused(trying(), d -> d.handedOver = true, "only a fresh decision is handed over");
    refused(confirmed(), d -> d.handedOver = true, "only a fresh decision is handed over");
    Draft fresh = cancelling();
    fresh.handedOver = true;
    refused(fresh, d -> d.failedRounds = 1, "only a fresh decision is handed over");
    fresh.failedRounds = 0;
    refused(fresh, d -> d.parkedAt = START, "only a fresh decision is handed over");
  }

  @Test
  void noBranchIsLeftOverWhereATransactionHasEnded() {
    refused(confirmed(), d -> d.branches = List.of(settled("a"), branch("b")), "I1");
    refused(
        confirmed(),
        d -> d.branches = List.of(settled("a"), branch("b").settled(BranchStatus.CANCELLED, START)),
        "I1");
  }

  @Test
  void thereAreOneTo99BranchesWithDifferentNames() {
    refused(trying(), d -> d.branches = List.of(), "1 to 99 branches, not 0");
    refused(trying(), d -> d.branches = branches(100), "1 to 99 branches, not 100");
    Draft most = trying();
    most.branches = branches(99);
    assertThatCode(most::built).doesNotThrowAnyException();
    for (int many : new int[] {2, 8, 9, 99}) {
      List<BranchState> twice = new ArrayList<>(branches(many));
      twice.set(many - 1, branch("b0"));
      refused(trying(), d -> d.branches = twice, "two branches are called 'b0'");
    }
  }

  private static List<BranchState> branches(int count) {
    return IntStream.range(0, count).mapToObj(i -> branch("b" + i)).toList();
  }

  // ---- what a branch cannot be ---------------------------------------------------------------

  @Test
  void aBranchHasNamesAndNoMoreOfAnAddressThanTheLogHasRoomFor() {
    Digest digest = Digest.ofText("{}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BranchState.pending("a b", "service", digest))
        .withMessageStartingWith("branch id ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BranchState.pending("a", "", digest))
        .withMessageStartingWith("participant ");
    assertThat(BranchState.pending("a", "service", digest, "x".repeat(1024)).address())
        .hasSize(1024);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BranchState.pending("a", "service", digest, "x".repeat(1025)))
        .withMessageContaining("the address is longer than 1024 characters");
  }

  @Test
  void countsAreNotNegativeAndOnlyWhatIsSettledIsResolved() {
    assertThatCode(() -> branch(0, 0, BranchStatus.CONFIRMED, true)).doesNotThrowAnyException();
    assertThatIllegalArgumentException().isThrownBy(() -> branch(-1, 0, BranchStatus.TRIED, false));
    assertThatIllegalArgumentException().isThrownBy(() -> branch(0, -1, BranchStatus.TRIED, false));
    assertThatIllegalArgumentException().isThrownBy(() -> branch(0, 0, BranchStatus.TRIED, true));
  }

  private static BranchState branch(
      int attempts, int failures, BranchStatus status, boolean resolved) {
    return new BranchState(
        "a",
        "service",
        Digest.ofText("{}"),
        null,
        status,
        attempts,
        failures,
        null,
        null,
        null,
        null,
        resolved ? new Resolution(START, "ops", "seen to") : null,
        false);
  }

  // ---- the same request ----------------------------------------------------------------------

  @Test
  void aRequestIsTheSameOnlyIfEveryPartOfItIs() {
    assertThat(trying().built().asksTheSame(trying().built())).isTrue();
    Digest digest = Digest.ofText("{}");
    List<Consumer<Draft>> others =
        List.of(
            d -> d.scope = "others",
            d -> d.order = Order.SEQUENTIAL,
            d -> d.branches = List.of(branch("a")),
            d -> d.branches = List.of(branch("a"), branch("b"), branch("c")),
            d -> d.branches = List.of(branch("a"), branch("c")),
            d -> d.branches = List.of(branch("a"), BranchState.pending("b", "other", digest)),
            d ->
                d.branches =
                    List.of(branch("a"), BranchState.pending("b", "service", Digest.ofText("[]"))),
            d ->
                d.branches =
                    List.of(branch("a"), BranchState.pending("b", "service", digest, "eu")));
    for (Consumer<Draft> change : others) {
      Draft other = trying();
      change.accept(other);
      assertThat(trying().built().asksTheSame(other.built())).isFalse();
    }
  }
}

package io.lambdatcc.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.BranchStatus;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Digest;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.Protocol;
import io.lambdatcc.protocol.Resolution;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the engine relies on, sentence by sentence of {@link TransactionLog}. A new log passes it by
 * extending this class.
 */
public abstract class TransactionLogContract {
  private static final Instant BEGUN = Instant.ofEpochMilli(1_767_225_600_123L);
  private static final Instant DEADLINE = BEGUN.plusSeconds(10);
  private static final Instant DUE = BEGUN.plusSeconds(2);
  private static final int AT_ONCE = 8;
  private static final long PATIENCE_SECONDS = 60;

  /** An empty log; the same one throughout a test. */
  protected abstract TransactionLog log();

  // ---- begin ---------------------------------------------------------------------------------

  @Test
  void whatIsBegunIsReadBack() {
    TransactionState first = begun("a", "n1");

    assertThat(get(log().begin(first))).isEqualTo(new WriteResult.Written());

    assertThat(get(log().read(first.id().key()))).contains(first);
  }

  @Test
  void whatWasNeverBegunReadsAsNothing() {
    assertThat(get(log().read(TransactionKey.of("scope", "nobody")))).isEmpty();
  }

  @Test
  void aKeyThatIsTakenIsNotBegunAgainButShowsWhoHasIt() {
    TransactionState first = begun("a", "n1");
    get(log().begin(first));

    WriteResult other = get(log().begin(begun("a", "n2")));

    assertThat(other).isEqualTo(new WriteResult.Conflict(first));
    assertThat(get(log().read(first.id().key()))).contains(first);
  }

  @Test
  void theSameNameInAnotherScopeIsAnotherKey() {
    TransactionState mine = begun("a", "n1");
    TransactionState yours = in("another scope", mine);
    get(log().begin(mine));

    assertThat(get(log().begin(yours))).isEqualTo(new WriteResult.Written());

    assertThat(get(log().read(mine.id().key()))).contains(mine);
    assertThat(get(log().read(yours.id().key()))).contains(yours);
  }

  @Test
  void ownBeginIsRecognisedWhenItIsRepeated() {
    TransactionState first = begun("a", "n1");
    get(log().begin(first));

    assertThat(get(log().begin(first))).isEqualTo(new WriteResult.Written());

    assertThat(get(log().read(first.id().key()))).contains(first);
  }

  @Test
  void ownBeginRepeatedAfterLaterWritesShowsWhatTheyLeft() {
    TransactionState first = begun("a", "n1");
    TransactionState decided = confirming(first);
    get(log().begin(first));
    get(log().write(decided, "t2"));

    assertThat(get(log().begin(first))).isEqualTo(new WriteResult.Conflict(decided));

    assertThat(get(log().read(first.id().key()))).contains(decided);
  }

  // ---- forestall -----------------------------------------------------------------------------

  @Test
  void whatIsForestalledCanNoLongerBegin() {
    TransactionState first = begun("a", "n1");
    TransactionState second = forestalled(first);

    assertThat(get(log().forestall(second, "t2"))).isEqualTo(new WriteResult.Written());

    assertThat(get(log().read(first.id().key()))).contains(second);
    assertThat(get(log().begin(first))).isEqualTo(new WriteResult.Conflict(second));
    assertThat(get(log().begin(begun("a", "n2")))).isEqualTo(new WriteResult.Conflict(second));
    assertThat(get(log().read(first.id().key()))).contains(second);
  }

  @Test
  void whatIsForestalledGoesOnFromThereAndIsDueUntilItsEnd() {
    TransactionState second = forestalled(begun("a", "n1"));
    TransactionState third = cancelled(second);
    get(log().forestall(second, "t2"));
    assertThat(allDue(DUE)).containsExactly(second.id().key());

    assertThat(get(log().write(third, "t3"))).isEqualTo(new WriteResult.Written());

    assertThat(get(log().read(second.id().key()))).contains(third);
    assertThat(allDue(DUE)).isEmpty();
  }

  @Test
  void ofWhichNothingIsKnownButThatItNeverBeganHasEnded() {
    TransactionState end = neverKnown(begun("a", "n1"));

    assertThat(get(log().forestall(end, "t2"))).isEqualTo(new WriteResult.Written());

    assertThat(get(log().read(end.id().key()))).contains(end);
    assertThat(allDue(DUE.plusSeconds(60))).isEmpty();
  }

  @Test
  void onlyTheVeryWriteThatForestalledItIsRecognised() {
    TransactionState first = begun("a", "n1");
    TransactionState second = forestalled(first);
    get(log().forestall(second, "t2"));

    assertThat(get(log().forestall(second, "t2"))).isEqualTo(new WriteResult.Written());
    assertThat(get(log().forestall(neverKnown(first), "t9")))
        .isEqualTo(new WriteResult.Conflict(second));

    assertThat(get(log().read(first.id().key()))).contains(second);
  }

  @Test
  void whatHasBegunOrBelongsToOthersIsNotForestalled() {
    TransactionState first = begun("a", "n1");
    get(log().begin(first));

    assertThat(get(log().forestall(forestalled(first), "t2")))
        .isEqualTo(new WriteResult.Conflict(first));
    assertThat(get(log().forestall(neverKnown(begun("a", "n2")), "t2")))
        .isEqualTo(new WriteResult.Conflict(first));

    assertThat(get(log().read(first.id().key()))).contains(first);
  }

  private static TransactionState forestalled(TransactionState first) {
    return new Protocol(3).forgo(first, "too late", DEADLINE).next().durable();
  }

  private static TransactionState neverKnown(TransactionState first) {
    return TransactionState.forestalled(first.id(), "b", "p", DEADLINE, DEADLINE.plusSeconds(9));
  }

  // ---- write ---------------------------------------------------------------------------------

  @Test
  void aWriteReplacesTheVersionBeforeItsOwn() {
    TransactionState first = begun("a", "n1");
    TransactionState decided = confirming(first);
    TransactionState finished = confirmed(decided);
    get(log().begin(first));

    assertThat(get(log().write(decided, "t2"))).isEqualTo(new WriteResult.Written());
    assertThat(get(log().write(finished, "t3"))).isEqualTo(new WriteResult.Written());

    assertThat(get(log().read(first.id().key()))).contains(finished);
  }

  @Test
  void ownWriteIsRecognisedWhenItIsRepeatedWithItsToken() {
    TransactionState first = begun("a", "n1");
    TransactionState decided = confirming(first);
    get(log().begin(first));
    get(log().write(decided, "t2"));

    assertThat(get(log().write(decided, "t2"))).isEqualTo(new WriteResult.Written());

    assertThat(get(log().read(first.id().key()))).contains(decided);
  }

  @Test
  void theSameVersionWithAnotherTokenIsSomebodyElses() {
    TransactionState first = begun("a", "n1");
    TransactionState confirming = confirming(first);
    get(log().begin(first));
    get(log().write(confirming, "t2"));

    WriteResult late = get(log().write(cancelling(first, deadlinePassed()), "other"));

    assertThat(late).isEqualTo(new WriteResult.Conflict(confirming));
    assertThat(get(log().read(first.id().key()))).contains(confirming);
  }

  @Test
  void aDecisionIsNeverOverwrittenByOneBasedOnAnOlderVersion() {
    TransactionState first = begun("a", "n1");
    TransactionState confirmed = confirmed(confirming(first));
    get(log().begin(first));
    get(log().write(confirming(first), "t2"));
    get(log().write(confirmed, "t3"));

    WriteResult stale = get(log().write(cancelling(first, deadlinePassed()), "other"));

    assertThat(stale).isEqualTo(new WriteResult.Conflict(confirmed));
    assertThat(get(log().read(first.id().key()))).contains(confirmed);
  }

  @Test
  void aWriteThatSkipsAVersionDoesNotLand() {
    TransactionState first = begun("a", "n1");
    get(log().begin(first));

    WriteResult ahead = get(log().write(confirmed(confirming(first)), "t3"));

    assertThat(ahead).isEqualTo(new WriteResult.Conflict(first));
    assertThat(get(log().read(first.id().key()))).contains(first);
  }

  @Test
  void ownWriteRepeatedAfterALaterOneShowsThatOne() {
    TransactionState first = begun("a", "n1");
    TransactionState confirmed = confirmed(confirming(first));
    get(log().begin(first));
    get(log().write(confirming(first), "t2"));
    get(log().write(confirmed, "t3"));

    assertThat(get(log().write(confirming(first), "t2")))
        .isEqualTo(new WriteResult.Conflict(confirmed));
  }

  @Test
  void aWriteWhereNothingIsIsAConflictWithNothing() {
    TransactionState first = begun("a", "n1");

    assertThat(get(log().write(confirming(first), "t2"))).isEqualTo(new WriteResult.Conflict(null));

    assertThat(get(log().read(first.id().key()))).isEmpty();
  }

  @Test
  void aWriteMeantForAnotherTransactionOfTheSameNameDoesNotLand() {
    TransactionState there = begun("a", "n1");
    get(log().begin(there));

    WriteResult stray = get(log().write(confirming(begun("a", "n2")), "t2"));

    assertThat(stray).isEqualTo(new WriteResult.Conflict(there));
    assertThat(get(log().read(there.id().key()))).contains(there);
  }

  // ---- races ---------------------------------------------------------------------------------

  @Test
  void ofManyWhoBeginTheSameKeyAtOnceExactlyOneDoes() {
    List<TransactionState> rivals =
        IntStream.range(0, AT_ONCE).mapToObj(i -> begun("raced", "n" + i)).toList();

    List<WriteResult> results = atOnce(i -> () -> get(log().begin(rivals.get(i))));

    TransactionState winner = theOneWritten(rivals, results);
    assertThat(get(log().read(winner.id().key()))).contains(winner);
  }

  @Test
  void ofManyWhoWriteTheSameVersionAtOnceExactlyOneDoes() {
    TransactionState first = begun("raced", "n");
    get(log().begin(first));
    List<TransactionState> rivals =
        IntStream.range(0, AT_ONCE)
            .mapToObj(
                i ->
                    i % 2 == 0
                        ? confirming(first)
                        : cancelling(first, reason(CancelReason.Kind.REQUESTED, "rival " + i)))
            .toList();

    List<WriteResult> results = atOnce(i -> () -> get(log().write(rivals.get(i), "t" + i)));

    TransactionState winner = theOneWritten(rivals, results);
    assertThat(get(log().read(first.id().key()))).contains(winner);
  }

  private static TransactionState theOneWritten(
      List<TransactionState> rivals, List<WriteResult> results) {
    List<TransactionState> written =
        IntStream.range(0, AT_ONCE)
            .filter(i -> results.get(i) instanceof WriteResult.Written)
            .mapToObj(rivals::get)
            .toList();
    assertThat(written).hasSize(1);
    assertThat(results)
        .filteredOn(result -> !(result instanceof WriteResult.Written))
        .containsOnly(new WriteResult.Conflict(written.get(0)));
    return written.get(0);
  }

  // ---- what is kept --------------------------------------------------------------------------

  static Stream<TransactionState> richStates() {
    TransactionState plain = begun("rich", "nonce0");
    TransactionState traced = tracedSequential(plain);
    TransactionState wide = wide(99);
    return Stream.of(
            Stream.of(
                withBranches(plain, BranchStatus.ASKED),
                withBranches(plain, BranchStatus.WAITING),
                withBranches(traced, BranchStatus.TRIED),
                confirming(wide),
                confirming(wide).handOver(),
                confirmed(confirming(wide)),
                parked(confirming(traced)),
                parked(cancelling(wide, deadlinePassed())),
                cancelling(plain, new CancelReason(CancelReason.Kind.REFUSED, "b0", "", "")),
                cancelled(cancelling(traced, deadlinePassed()))),
            Stream.of(CancelReason.Kind.values())
                .map(kind -> cancelling(plain, reason(kind, "weil „Ü“ 要 😀 \u0000\n\"\\"))))
        .flatMap(Function.identity());
  }

  @ParameterizedTest
  @MethodSource("richStates")
  void whateverIsDurableIsReadBackEqual(TransactionState rich) {
    get(log().begin(firstOf(rich)));

    get(log().write(atVersion(2, rich), "t2"));

    assertThat(get(log().read(rich.id().key()))).contains(atVersion(2, rich));
  }

  @Test
  void whatTheFirstVersionHoldsIsReadBackEqual() {
    TransactionState first = firstOf(tracedSequential(wide(99)));

    get(log().begin(first));

    assertThat(get(log().read(first.id().key()))).contains(first);
  }

  @Test
  void whatALaterVersionDoesNotHoldAnyMoreIsGone() {
    TransactionState first = begun("a", "n1");
    TransactionState parked = parked(confirming(first));
    TransactionState unparked = atVersion(4, confirming(first));
    get(log().begin(first));
    get(log().write(confirming(first), "t2"));
    get(log().write(atVersion(3, parked), "t3"));

    get(log().write(unparked, "t4"));

    assertThat(get(log().read(first.id().key()))).contains(unparked);
  }

  @Test
  void aDecisionThatIsHandedOverIsMarkedUntilTheNextWriteWhateverThatIs() {
    for (TransactionState decision :
        List.of(confirming(begun("a", "n1")), cancelling(begun("b", "n1"), deadlinePassed()))) {
      get(log().begin(firstOf(decision)));
      get(log().write(decision.handOver(), "t2"));
      assertThat(get(log().read(decision.id().key()))).contains(decision.handOver());

      get(log().write(parked(decision), "t3"));

      assertThat(get(log().read(decision.id().key()))).contains(parked(decision));
    }
    TransactionState decision = confirming(begun("c", "n1"));
    get(log().begin(firstOf(decision)));
    get(log().write(decision.handOver(), "t2"));

    get(log().write(confirmed(decision), "t3"));

    assertThat(get(log().read(decision.id().key()))).contains(confirmed(decision));
  }

  @Test
  void whatOnlyTheDrivingCoordinatorKnowsIsNotStored() {
    TransactionState first = begun("a", "n1");
    TransactionState heard =
        copy(
            first,
            first.version(),
            first.branches().stream().map(TransactionLogContract::calling).toList(),
            BEGUN.plusMillis(5));

    get(log().begin(heard));

    assertThat(get(log().read(first.id().key()))).contains(heard.durable());
    assertThat(heard.durable()).isNotEqualTo(heard);
  }

  // ---- due -----------------------------------------------------------------------------------

  @Test
  void unfinishedTransactionsAreListedFromTheirDueTimeOn() {
    TransactionState first = begun("a", "n1");
    get(log().begin(first));

    assertThat(allDue(DUE.minusMillis(1))).isEmpty();
    assertThat(allDue(DUE)).containsExactly(first.id().key());
    assertThat(allDue(DUE.plus(Duration.ofDays(400)))).containsExactly(first.id().key());
  }

  @Test
  void aDecisionDoesNotChangeWhenItIsDue() {
    TransactionState first = begun("a", "n1");
    get(log().begin(first));
    get(log().write(confirming(first), "t2"));

    assertThat(allDue(DUE.minusMillis(1))).isEmpty();
    assertThat(allDue(DUE)).containsExactly(first.id().key());
  }

  @Test
  void aNewDueTimeReplacesTheOld() {
    TransactionState first = begun("a", "n1");
    TransactionState later = parked(confirming(first));
    get(log().begin(first));
    get(log().write(confirming(first), "t2"));
    get(log().write(atVersion(3, later), "t3"));

    assertThat(allDue(dueOf(later).minusMillis(1))).isEmpty();
    assertThat(allDue(dueOf(later))).containsExactly(first.id().key());
  }

  @Test
  void finishedTransactionsAreNotListed() {
    TransactionState confirmed = confirmed(confirming(begun("a", "n1")));
    TransactionState cancelled = cancelled(cancelling(begun("b", "n1"), deadlinePassed()));
    for (TransactionState finished : List.of(confirmed, cancelled)) {
      get(log().begin(firstOf(finished)));
      get(log().write(atVersion(2, finished), "t2"));
    }

    assertThat(allDue(Instant.ofEpochMilli(Long.MAX_VALUE / 2))).isEmpty();
  }

  @Test
  void dueTransactionsComeOldestFirstInPagesThatTogetherAreAll() {
    List<TransactionState> begun =
        IntStream.range(0, 25)
            .mapToObj(i -> dueAt(begun("t" + (i * 7 % 25), "n"), DUE.plusMillis(i * 7 % 25)))
            .toList();
    begun.forEach(state -> get(log().begin(state)));

    List<TransactionKey> all = new ArrayList<>();
    for (int shard = 0; shard < log().shards(); shard++) {
      List<TransactionKey> ofShard = pages(shard, DUE.plusSeconds(1), 3);
      assertThat(ofShard).isSortedAccordingTo((a, b) -> Integer.compare(number(a), number(b)));
      all.addAll(ofShard);
    }

    assertThat(all)
        .containsExactlyInAnyOrderElementsOf(begun.stream().map(s -> s.id().key()).toList());
  }

  @Test
  void aPageHoldsWhatThereIsWhetherItsLimitIsLessOrAsMuchOrMore() {
    IntStream.range(0, 12)
        .mapToObj(i -> dueAt(begun("t" + i, "n"), DUE.plusMillis(i)))
        .forEach(state -> get(log().begin(state)));

    for (int shard = 0; shard < log().shards(); shard++) {
      List<TransactionKey> all = pages(shard, DUE.plusSeconds(1), 100);
      for (int limit : new int[] {1, Math.max(1, all.size()), all.size() + 1}) {
        assertThat(pages(shard, DUE.plusSeconds(1), limit)).as("limit %d", limit).isEqualTo(all);
      }
    }
  }

  private static int number(TransactionKey key) {
    return Integer.parseInt(key.name().substring(1));
  }

  private List<TransactionKey> allDue(Instant until) {
    List<TransactionKey> all = new ArrayList<>();
    for (int shard = 0; shard < log().shards(); shard++) {
      all.addAll(pages(shard, until, 100));
    }
    return all;
  }

  private List<TransactionKey> pages(int shard, Instant until, int limit) {
    List<TransactionKey> keys = new ArrayList<>();
    String cursor = null;
    do {
      TransactionLog.DuePage page = get(log().due(shard, until, limit, cursor));
      assertThat(page.keys()).hasSizeLessThanOrEqualTo(limit);
      keys.addAll(page.keys());
      cursor = page.cursor();
    } while (cursor != null);
    return keys;
  }

  // ---- states --------------------------------------------------------------------------------

  /** A transaction of two branches that has just begun. */
  protected static TransactionState begun(String name, String nonce) {
    return TransactionState.begin(
        new TransactionId(TransactionKey.of("scope", name), nonce),
        "scope",
        Order.PARALLEL,
        BEGUN,
        DEADLINE,
        DUE,
        null,
        List.of(branch(0), branch(1)));
  }

  /** A transaction of so many branches that has just begun. */
  protected static TransactionState wide(int branches) {
    TransactionState narrow = begun("wide", "nonce1");
    return copy(
        narrow,
        1,
        IntStream.range(0, branches).mapToObj(TransactionLogContract::branch).toList(),
        null);
  }

  /** The next version, decided to confirm. */
  protected static TransactionState confirming(TransactionState before) {
    return phase(before, Phase.CONFIRMING, each(before, BranchStatus.TRIED, "{\"n\":1}"), null);
  }

  /** The next version, every branch confirmed. */
  protected static TransactionState confirmed(TransactionState before) {
    return phase(before, Phase.CONFIRMED, each(before, BranchStatus.CONFIRMED, "{\"n\":1}"), null);
  }

  /** The next version, decided to cancel. */
  protected static TransactionState cancelling(TransactionState before, CancelReason why) {
    return phase(before, Phase.CANCELLING, each(before, BranchStatus.REFUSED, null), why);
  }

  /** The next version, every branch cancelled. */
  protected static TransactionState cancelled(TransactionState before) {
    return phase(
        before, Phase.CANCELLED, each(before, BranchStatus.CANCELLED, null), before.cancelReason());
  }

  private static CancelReason deadlinePassed() {
    return new CancelReason(CancelReason.Kind.DEADLINE, null, null, "not every branch answered");
  }

  private static CancelReason reason(CancelReason.Kind kind, String text) {
    return new CancelReason(kind, "b1", "out-of-stock", text);
  }

  private static BranchState branch(int number) {
    String participant = "participant-" + number % 3;
    String id = number < 3 ? participant : "b" + number;
    return BranchState.pending(
        id,
        participant,
        Digest.ofText("payload " + number),
        number % 2 == 0 ? null : "https://example.com/" + number);
  }

  private static BranchState calling(BranchState b) {
    return new BranchState(
        b.id(),
        b.participant(),
        b.payloadDigest(),
        b.address(),
        b.status(),
        0,
        0,
        null,
        null,
        null,
        null,
        null,
        true);
  }

  private static List<BranchState> each(
      TransactionState state, BranchStatus status, @Nullable String result) {
    return IntStream.range(0, state.branches().size())
        .mapToObj(
            i -> {
              BranchState b = state.branches().get(i);
              return new BranchState(
                  b.id(),
                  b.participant(),
                  b.payloadDigest(),
                  b.address(),
                  status,
                  i,
                  i % 2 * 1_000_000,
                  i % 3 == 0 ? result : null,
                  i % 2 == 0 ? "Störung 😀 " + i : null,
                  i % 4 == 0 ? null : BEGUN.plusMillis(i),
                  i % 4 == 0 ? null : BEGUN.plusMillis(i % 3 == 0 ? 1000 + i : i),
                  status.settled() && i % 5 == 0
                      ? new Resolution(BEGUN.plusSeconds(i), "arn:operator", "gesehen 😀 " + i)
                      : null,
                  false);
            })
        .toList();
  }

  private static TransactionState withBranches(TransactionState state, BranchStatus status) {
    return copy(state, 2, each(state, status, "\"ü\""), null);
  }

  private static TransactionState tracedSequential(TransactionState s) {
    return new TransactionState(
        s.id(),
        s.scope(),
        Order.SEQUENTIAL,
        s.createdAt(),
        s.deadline(),
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        s.version(),
        s.phase(),
        s.branches(),
        s.cancelReason(),
        s.failedRounds(),
        s.due(),
        s.parkedAt(),
        s.decidedAt(),
        s.endedAt(),
        s.handedOver(),
        null);
  }

  private static TransactionState phase(
      TransactionState s, Phase phase, List<BranchState> branches, @Nullable CancelReason why) {
    return new TransactionState(
        s.id(),
        s.scope(),
        s.order(),
        s.createdAt(),
        s.deadline(),
        s.traceparent(),
        s.version() + 1,
        phase,
        branches,
        why,
        s.failedRounds(),
        phase.finished() ? null : s.due(),
        null,
        BEGUN.plusMillis(77),
        phase.finished() ? BEGUN.plusMillis(99) : null,
        false,
        null);
  }

  protected static TransactionState parked(TransactionState s) {
    return new TransactionState(
        s.id(),
        s.scope(),
        s.order(),
        s.createdAt(),
        s.deadline(),
        s.traceparent(),
        s.version() + 1,
        s.phase(),
        s.branches(),
        s.cancelReason(),
        12,
        DUE.plusSeconds(300),
        BEGUN.plusSeconds(60),
        s.decidedAt(),
        null,
        false,
        null);
  }

  private static TransactionState dueAt(TransactionState s, Instant due) {
    return TransactionState.begin(
        s.id(),
        s.scope(),
        s.order(),
        s.createdAt(),
        s.deadline(),
        due,
        s.traceparent(),
        s.branches());
  }

  private static TransactionState in(String scope, TransactionState s) {
    return TransactionState.begin(
        new TransactionId(TransactionKey.of(scope, s.id().name()), s.id().nonce()),
        scope,
        s.order(),
        s.createdAt(),
        s.deadline(),
        DUE,
        s.traceparent(),
        s.branches());
  }

  private static Instant dueOf(TransactionState state) {
    return Optional.ofNullable(state.due()).orElseThrow();
  }

  /** How this transaction began. */
  private static TransactionState firstOf(TransactionState s) {
    return TransactionState.begin(
        s.id(),
        s.scope(),
        s.order(),
        s.createdAt(),
        s.deadline(),
        DUE,
        s.traceparent(),
        s.branches().stream()
            .map(b -> BranchState.pending(b.id(), b.participant(), b.payloadDigest(), b.address()))
            .toList());
  }

  private static TransactionState atVersion(long version, TransactionState s) {
    return copy(s, version, s.branches(), null);
  }

  private static TransactionState copy(
      TransactionState s,
      long version,
      List<BranchState> branches,
      @Nullable Instant contendedSince) {
    return new TransactionState(
        s.id(),
        s.scope(),
        s.order(),
        s.createdAt(),
        s.deadline(),
        s.traceparent(),
        version,
        s.phase(),
        branches,
        s.cancelReason(),
        s.failedRounds(),
        s.due(),
        s.parkedAt(),
        s.decidedAt(),
        s.endedAt(),
        s.handedOver(),
        contendedSince);
  }

  // ---- waiting -------------------------------------------------------------------------------

  /** What the log answers, or the failure of the test. */
  protected static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the log failed", e);
    }
  }

  private static <T> List<T> atOnce(IntFunction<Callable<T>> work) {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      CyclicBarrier start = new CyclicBarrier(AT_ONCE);
      List<Future<T>> futures =
          IntStream.range(0, AT_ONCE)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            int unusedArrival = start.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                            return work.apply(i).call();
                          }))
              .toList();
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("one of the rivals failed", e);
    } finally {
      threads.shutdownNow();
    }
  }
}

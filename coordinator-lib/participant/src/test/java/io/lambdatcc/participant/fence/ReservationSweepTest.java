package io.lambdatcc.participant.fence;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.participant.fence.DueReservations.Due;
import io.lambdatcc.participant.fence.ReservationSweep.Report;
import io.lambdatcc.wire.InquiryReply.Outcome;
import io.lambdatcc.wire.InquiryRequest;
import io.lambdatcc.wire.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReservationSweepTest {
  private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");
  private static final Duration PLENTY = Duration.ofMinutes(1);
  private static final Duration QUESTION = Duration.ofSeconds(1);

  private final Store store = new Store();
  private final Index index = new Index();
  private final Coordinator coordinator = new Coordinator();
  private final List<String> told = new ArrayList<>();
  private final FenceRules rules = new FenceRules(FenceRules.MIN_RETENTION);
  private final ReservationSweep<Shelf.Move, Shelf> sweep =
      new ReservationSweep<>(
          "stock",
          rules,
          store,
          new FenceDriver<>(
              rules, store, () -> NOW, pause -> {}, Patience.OF_TRY, Patience.OF_FINISH),
          due -> new Shelf.Work("x", 1),
          index,
          coordinator,
          () -> coordinator.now,
          new Told());

  @BeforeEach
  void fillTheShelf() {
    store.shelves.put("x", new Shelf(0, 100, 0));
  }

  // ---- what is done --------------------------------------------------------------------------

  @Test
  void whatIsCancelledIsReleasedOnceAndWhatIsNotStays() {
    coordinator.says.put(reserve("a"), Outcome.CANCELLED);
    coordinator.says.put(reserve("b"), Outcome.CONFIRMED);
    coordinator.says.put(reserve("c"), Outcome.NOT_YET);

    assertThat(sweep.sweep(PLENTY)).isEqualTo(new Report(3, 3, 1, 1, 1, 0, true));

    assertThat(states())
        .containsOnly(
            Map.entry("a", FenceState.CANCELLED),
            Map.entry("b", FenceState.TRIED),
            Map.entry("c", FenceState.TRIED));
    assertThat(store.shelves).containsEntry("x", new Shelf(1, 99, 0));
    assertThat(told).containsExactly("released a");

    // the index lags behind: the fence says that there is nothing to ask about
    assertThat(sweep.sweep(PLENTY)).isEqualTo(new Report(3, 2, 1, 1, 0, 0, true));
    assertThat(store.effects).hasSize(1);
  }

  @Test
  void theQuestionSaysWhoAsksAndTheDeadlineThatTheFenceKeeps() {
    FenceKey key = reserve("a");
    sweep.sweep(PLENTY);
    assertThat(coordinator.asked)
        .containsExactly(key + " " + new InquiryRequest("stock", NOW.minusSeconds(1), NOW));
  }

  @Test
  void whatTheFenceSaysCountsNotTheIndex() {
    FenceKey tooEarly = key("a");
    store.fences.put(tooEarly, Fence.tried("d", JsonText.of(1), null, NOW.plusMillis(1)));
    index.entries.add(new Due(tooEarly, NOW));
    index.entries.add(new Due(key("gone"), NOW));
    FenceKey confirmed = reserve("b");
    store.fences.computeIfPresent(confirmed, (key, fence) -> fence.confirmed(NOW));

    assertThat(sweep.sweep(PLENTY)).isEqualTo(new Report(3, 0, 0, 0, 0, 0, true));
    assertThat(coordinator.asked).isEmpty();
  }

  @Test
  void cancelledByItsCoordinatorMeanwhileIsReleasedOnceOnly() {
    FenceKey key = reserve("a");
    coordinator.says.put(key, Outcome.CANCELLED);
    coordinator.meanwhile =
        () -> {
          FenceStore.Outcome<Shelf> cancelled =
              store.commit(
                  key,
                  FenceState.TRIED,
                  Fence.cancelled("d", NOW),
                  List.of(new Shelf.Move("x", 1, -1, 0)));
          assertThat(cancelled).isInstanceOf(FenceStore.Committed.class);
        };

    assertThat(sweep.sweep(PLENTY).released()).isEqualTo(1);
    assertThat(store.shelves).containsEntry("x", new Shelf(1, 99, 0));
  }

  @Test
  void aCancelThatTheFenceContradictsIsSaidAndChangesNothing() {
    FenceKey key = reserve("a");
    coordinator.says.put(key, Outcome.CANCELLED);
    coordinator.meanwhile =
        () -> store.fences.computeIfPresent(key, (unused, fence) -> fence.confirmed(NOW));

    assertThat(sweep.sweep(PLENTY)).isEqualTo(new Report(1, 1, 0, 0, 0, 1, true));
    assertThat(states()).containsEntry("a", FenceState.CONFIRMED);
    assertThat(told).singleElement().asString().startsWith("failed a").contains("Violated");
  }

  // ---- what fails ----------------------------------------------------------------------------

  @Test
  void whatFailsStopsNothingElse() {
    coordinator.failing.add(reserve("a"));
    coordinator.says.put(reserve("b"), Outcome.CANCELLED);
    index.broken.add(1);

    assertThat(sweep.sweep(PLENTY)).isEqualTo(new Report(2, 2, 0, 0, 1, 2, true));

    assertThat(states())
        .containsEntry("a", FenceState.TRIED)
        .containsEntry("b", FenceState.CANCELLED);
    assertThat(told)
        .containsExactly("failed a: it could not be asked about", "released b", "unreadable 1");
  }

  @Test
  void aFenceThatCannotBeReadIsCountedAndSaid() {
    reserve("a");
    store.unreadable = true;
    assertThat(sweep.sweep(PLENTY)).isEqualTo(new Report(1, 0, 0, 0, 0, 1, true));
    assertThat(told).containsExactly("failed a: its fence could not be read: throttled");
    assertThat(coordinator.asked).isEmpty();
  }

  @Test
  void noShardIsReadThatThereIsNot() {
    sweep.sweep(PLENTY);
    assertThat(index.read).containsExactly(0, 1);
  }

  // ---- what takes too long -------------------------------------------------------------------

  @Test
  void whatStaysReservedDoesNotHoldUpWhatComesAfterIt() {
    coordinator.takes = QUESTION;
    for (int i = 10; i < 40; i++) {
      reserve("s" + i);
    }
    coordinator.says.put(reserve("t"), Outcome.CANCELLED);

    int sweeps = 1;
    for (; !sweep.sweep(QUESTION.multipliedBy(4)).complete(); sweeps++) {
      assertThat(sweeps).isLessThan(20);
    }

    assertThat(states()).containsEntry("t", FenceState.CANCELLED);
    assertThat(coordinator.asked).as("one question each").hasSize(31).doesNotHaveDuplicates();
    assertThat(sweeps).isEqualTo(8);
    assertThat(sweep.sweep(PLENTY).asked()).as("then from the beginning again").isEqualTo(30);
  }

  @Test
  void withoutTimeNothingIsAsked() {
    reserve("a");
    assertThat(sweep.sweep(Duration.ofSeconds(-1))).isEqualTo(new Report(0, 0, 0, 0, 0, 0, false));
    assertThat(coordinator.asked).isEmpty();
  }

  // ---- the surroundings ----------------------------------------------------------------------

  private static FenceKey key(String name) {
    return new FenceKey(name + "~1", "b");
  }

  /** A reservation of one piece, past its deadline. */
  private FenceKey reserve(String name) {
    FenceKey key = key(name);
    Instant deadline = NOW.minusSeconds(1);
    store.fences.put(key, Fence.tried("d", JsonText.of(1), null, deadline));
    index.entries.add(new Due(key, deadline));
    return key;
  }

  private Map<String, FenceState> states() {
    Map<String, FenceState> states = new HashMap<>();
    store.fences.forEach((key, fence) -> states.put(name(key), fence.state()));
    return states;
  }

  private static String name(FenceKey key) {
    return key.transactionId().replace("~1", "");
  }

  private static final class Store extends MemoryFenceStore {
    private boolean unreadable;

    @Override
    public Sight look(FenceKey key) {
      return unreadable ? new NotSeen("throttled") : super.look(key);
    }
  }

  /** Everything is in shard 0, two to a page. */
  private static final class Index implements DueReservations {
    private final List<Due> entries = new ArrayList<>();
    private final Set<Integer> broken = new HashSet<>();
    private final List<Integer> read = new ArrayList<>();

    @Override
    public int shards() {
      return 2;
    }

    @Override
    public Iterable<List<Due>> past(int shard, @Nullable Due after, Instant now) {
      read.add(shard);
      if (broken.contains(shard)) {
        throw new IllegalStateException("throttled");
      }
      List<List<Due>> pages = new ArrayList<>();
      for (int i = entries.indexOf(after) + 1; shard == 0 && i < entries.size(); i += 2) {
        pages.add(List.copyOf(entries.subList(i, Math.min(i + 2, entries.size()))));
      }
      return pages;
    }
  }

  private static final class Coordinator implements Inquiries {
    private final Map<FenceKey, Outcome> says = new HashMap<>();
    private final Set<FenceKey> failing = new HashSet<>();
    private final List<String> asked = new ArrayList<>();
    private Runnable meanwhile = () -> {};
    private Duration takes = Duration.ZERO;
    private Instant now = NOW;

    @Override
    public Outcome inquire(String transactionId, String branchId, InquiryRequest request) {
      FenceKey key = new FenceKey(transactionId, branchId);
      asked.add(key + " " + request);
      now = now.plus(takes);
      meanwhile.run();
      if (failing.contains(key)) {
        throw new IllegalStateException("no answer");
      }
      return says.getOrDefault(key, Outcome.NOT_YET);
    }
  }

  private final class Told implements ReservationSweep.Listener {
    @Override
    public void released(FenceKey key) {
      told.add("released " + name(key));
    }

    @Override
    public void failed(FenceKey key, String what, @Nullable RuntimeException cause) {
      told.add("failed " + name(key) + ": " + what);
    }

    @Override
    public void unreadable(int shard, RuntimeException cause) {
      told.add("unreadable " + shard);
    }
  }
}

package io.lambdatcc.participant.fence;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.participant.fence.FenceStore.Committed;
import io.lambdatcc.participant.fence.FenceStore.ConditionFailed;
import io.lambdatcc.participant.fence.FenceStore.FenceMoved;
import io.lambdatcc.participant.fence.FenceStore.Seen;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ParticipantReply.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every {@link FenceStore} must do.
 *
 * @param <W> its writes
 * @param <I> its items
 */
public abstract class FenceStoreContract<W, I> {
  private static final Instant KEEP = Instant.parse("2030-01-31T12:00:00Z");
  private static final Fence TRIED =
      Fence.tried(
          "d", JsonText.parse("{ \"n\" : 1.0 }"), JsonText.parse("[\"é\ud83d\ude00\"]"), null);

  /** A store with nothing in it. */
  protected abstract FenceStore<W, I> store();

  /** Makes sure that the item exists with this amount. */
  protected abstract void put(String item, long amount);

  /** The amount of an item. */
  protected abstract long amount(String item);

  /** A write that takes from an item, on condition that it has enough. */
  protected abstract W take(String item, long amount);

  /** The amount of an item as it was shown. */
  protected abstract long shown(I item);

  private final FenceKey key = new FenceKey("t~1", "b");

  @Test
  public void whatWasCommittedIsSeen() {
    FenceStore<W, I> store = store();
    List<Fence> fences =
        List.of(
            TRIED,
            Fence.tried("d", JsonText.parse("null"), null, null),
            TRIED.confirmed(KEEP),
            Fence.cancelled("d", KEEP),
            Fence.cancelled(null, KEEP),
            Fence.refused("d", new Refused("code", "reason é"), KEEP));
    for (int i = 0; i < fences.size(); i++) {
      FenceKey own = new FenceKey("t~" + i, "b");
      assertThat(store.look(own)).isEqualTo(new Seen(null));
      assertThat(store.commit(own, null, fences.get(i), List.of())).isEqualTo(new Committed<I>());
      assertThat(store.look(own)).isEqualTo(new Seen(fences.get(i)));
    }
  }

  @Test
  public void aFenceIsPutOnlyWhereThereIsNone() {
    FenceStore<W, I> store = store();
    put("x", 5);
    store.commit(key, null, Fence.cancelled(null, KEEP), List.of());
    FenceMoved<I> moved = new FenceMoved<>(Fence.cancelled(null, KEEP));
    assertThat(store.commit(key, null, TRIED, List.of())).isEqualTo(moved);
    assertThat(store.commit(key, null, TRIED, List.of(take("x", 1)))).isEqualTo(moved);
    assertThat(store.look(key)).isEqualTo(new Seen(Fence.cancelled(null, KEEP)));
    assertThat(amount("x")).isEqualTo(5);
  }

  @Test
  public void aFenceIsMovedOnlyFromTheStateExpected() {
    FenceStore<W, I> store = store();
    put("x", 5);
    Fence confirmed = TRIED.confirmed(KEEP);
    FenceState tried = FenceState.TRIED;
    assertThat(store.commit(key, tried, confirmed, List.of())).isEqualTo(new FenceMoved<I>(null));
    assertThat(store.commit(key, tried, confirmed, List.of(take("x", 1))))
        .isEqualTo(new FenceMoved<I>(null));
    store.commit(key, null, TRIED, List.of());
    assertThat(store.commit(key, tried, confirmed, List.of(take("x", 1))))
        .isEqualTo(new Committed<I>());
    assertThat(store.look(key)).isEqualTo(new Seen(confirmed));
    assertThat(amount("x")).isEqualTo(4);
    assertThat(store.commit(key, tried, Fence.cancelled("d", KEEP), List.of()))
        .isEqualTo(new FenceMoved<I>(confirmed));
    assertThat(store.commit(key, tried, Fence.cancelled("d", KEEP), List.of(take("x", 1))))
        .isEqualTo(new FenceMoved<I>(confirmed));
    assertThat(amount("x")).isEqualTo(4);
  }

  @Test
  public void aFenceIsMovedFromTriedWithoutWrites() {
    FenceStore<W, I> store = store();
    store.commit(key, null, TRIED, List.of());
    assertThat(store.commit(key, FenceState.TRIED, Fence.cancelled("d", KEEP), List.of()))
        .isEqualTo(new Committed<I>());
    assertThat(store.look(key)).isEqualTo(new Seen(Fence.cancelled("d", KEEP)));
  }

  @Test
  public void fenceAndWritesAreDurableTogetherOrNotAtAll() {
    FenceStore<W, I> store = store();
    put("x", 5);
    put("y", 1);
    List<W> writes = List.of(take("x", 2), take("y", 2));
    assertThat(store.commit(key, null, TRIED, writes)).isInstanceOf(ConditionFailed.class);
    assertThat(store.look(key)).isEqualTo(new Seen(null));
    assertThat(amount("x")).isEqualTo(5);
    put("y", 2);
    assertThat(store.commit(key, null, TRIED, writes)).isEqualTo(new Committed<I>());
    assertThat(amount("x")).isEqualTo(3);
    assertThat(amount("y")).isZero();
  }

  @Test
  public void everyFailedConditionShowsItsItemAsItWas() {
    FenceStore<W, I> store = store();
    put("x", 1);
    put("y", 5);
    put("z", 3);
    List<W> writes = List.of(take("x", 4), take("y", 4), take("z", 4));
    assertThat(store.commit(key, null, TRIED, writes))
        .isInstanceOfSatisfying(
            ConditionFailed.class,
            failed -> {
              @SuppressWarnings("unchecked")
              List<FenceStore.Failure<I>> failures =
                  (List<FenceStore.Failure<I>>) failed.failures();
              assertThat(failures).extracting(FenceStore.Failure::index).containsExactly(0, 2);
              assertThat(failures).extracting(f -> shown(f.item())).containsExactly(1L, 3L);
            });
  }

  @Test
  public void theFenceOutranksItems() {
    FenceStore<W, I> store = store();
    put("x", 1);
    store.commit(key, null, TRIED, List.of());
    assertThat(store.commit(key, null, TRIED, List.of(take("x", 4))))
        .isEqualTo(new FenceMoved<I>(TRIED));
  }

  @Test
  public void aPeekShowsTheItemAsItIs() {
    put("x", 7);
    assertThat(store().peek(take("x", 1)))
        .hasValueSatisfying(i -> assertThat(shown(i)).isEqualTo(7));
    assertThat(store().peek(take("none", 1)))
        .hasValueSatisfying(i -> assertThat(shown(i)).isZero());
  }

  @Test
  public void anExpiredFenceCountsForAsLongAsItIsThere() {
    FenceStore<W, I> store = store();
    Fence expired = Fence.cancelled(null, Instant.EPOCH.plus(Duration.ofDays(1)));
    store.commit(key, null, expired, List.of());
    assertThat(store.look(key)).isEqualTo(new Seen(expired));
    assertThat(store.commit(key, null, TRIED, List.of())).isEqualTo(new FenceMoved<I>(expired));
  }
}

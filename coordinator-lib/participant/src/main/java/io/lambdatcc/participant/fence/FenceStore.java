package io.lambdatcc.participant.fence;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where fences are kept, next to what the participant's writes are about.
 *
 * <p>Obligations of an implementation: {@link #look} sees every commit that was answered {@link
 * Committed} before it was called. {@link #commit} makes fence and writes durable together or not
 * at all, and only if the fence is in the expected state at that moment. It answers {@link
 * Contended}, {@link FenceMoved} or {@link ConditionFailed} only if nothing of it has happened or
 * ever will, and {@link Unknown} whenever that is not certain. A fence is found until it is
 * removed, whatever its {@code keepUntil} says; one without {@code keepUntil} is never removed.
 * Methods block; they throw only for what no repeating mends, such as a missing table or a write
 * that is malformed.
 *
 * @param <W> a write
 * @param <I> an item as it is shown when a condition failed; empty when it does not exist
 */
public interface FenceStore<W, I> {

  /** Reads the fence, consistently. */
  Sight look(FenceKey key);

  /**
   * Reads the item a write is about, consistently; empty when it cannot be read, or cannot be told
   * from the write.
   */
  Optional<I> peek(W write);

  /**
   * Writes fence and writes in one.
   *
   * @param expected the state the fence must be in; null when there must be none
   */
  Outcome<I> commit(FenceKey key, @Nullable FenceState expected, Fence next, List<W> writes);

  /** What a look at a fence showed. */
  sealed interface Sight {}

  /** It was read; null when there is none. */
  record Seen(@Nullable Fence fence) implements Sight {}

  /** It could not be read now. */
  record NotSeen(String cause) implements Sight {}

  /** What became of a commit. */
  sealed interface Outcome<I> {}

  /** Fence and writes are there, together. */
  record Committed<I>() implements Outcome<I> {}

  /**
   * The fence is not in the expected state. Outranks {@link ConditionFailed}: whoever moved the
   * fence also changed the items.
   *
   * @param current the fence that is there; null when there is none
   */
  record FenceMoved<I>(@Nullable Fence current) implements Outcome<I> {}

  /** The fence was as expected, but conditions of writes failed. */
  record ConditionFailed<I>(List<Failure<I>> failures) implements Outcome<I> {
    public ConditionFailed {
      failures = List.copyOf(failures);
      if (failures.isEmpty()) {
        throw new IllegalArgumentException("a condition failed, but none is named");
      }
    }
  }

  /**
   * A failed condition.
   *
   * @param index the index of the write
   * @param item as it was
   */
  record Failure<I>(int index, I item) {
    public Failure {
      Objects.requireNonNull(item, "item");
    }
  }

  /** Others were writing, or the store was busy. Nothing happened; repeating may help. */
  record Contended<I>(String cause) implements Outcome<I> {}

  /** Nobody can tell whether it happened, or will. */
  record Unknown<I>(String cause) implements Outcome<I> {}
}

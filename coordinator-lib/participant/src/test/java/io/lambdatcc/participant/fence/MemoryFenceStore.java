package io.lambdatcc.participant.fence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Fences and shelves in memory; every commit is atomic. Not for several threads at once. */
class MemoryFenceStore implements FenceStore<Shelf.Move, Shelf> {
  final Map<String, Shelf> shelves = new HashMap<>();
  final Map<FenceKey, Fence> fences = new HashMap<>();

  /** Every commit that took effect and had writes. */
  final List<String> effects = new ArrayList<>();

  @Override
  public Sight look(FenceKey key) {
    return new Seen(fences.get(key));
  }

  @Override
  public Optional<Shelf> peek(Shelf.Move write) {
    return Optional.of(shelf(write.shelf()));
  }

  @Override
  public Outcome<Shelf> commit(
      FenceKey key, @Nullable FenceState expected, Fence next, List<Shelf.Move> writes) {
    Fence current = fences.get(key);
    if ((current == null ? null : current.state()) != expected) {
      return new FenceMoved<>(current);
    }
    List<Failure<Shelf>> failures = new ArrayList<>();
    Map<String, Shelf> after = new HashMap<>(shelves);
    for (int i = 0; i < writes.size(); i++) {
      Shelf before = shelf(writes.get(i).shelf());
      Shelf moved = writes.get(i).on(before);
      if (moved.free() < 0 || moved.held() < 0 || moved.sold() < 0) {
        failures.add(new Failure<>(i, before));
      }
      after.put(writes.get(i).shelf(), moved);
    }
    if (!failures.isEmpty()) {
      return new ConditionFailed<>(failures);
    }
    shelves.putAll(after);
    fences.put(key, next);
    if (!writes.isEmpty()) {
      effects.add(next.state() + " " + key);
    }
    return new Committed<>();
  }

  private Shelf shelf(String name) {
    return shelves.getOrDefault(name, new Shelf(0, 0, 0));
  }
}

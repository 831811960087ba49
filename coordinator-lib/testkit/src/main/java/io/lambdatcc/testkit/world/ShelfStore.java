package io.lambdatcc.testkit.world;

import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.participant.fence.FenceStore;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.testkit.history.Happening;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of a simulated service: fences and shelves, changed together or not at all. */
final class ShelfStore implements FenceStore<Shelf.Move, Shelf> {
  private final World world;
  private final String participant;
  private final Map<FenceKey, Fence> fences = new LinkedHashMap<>();
  private final Map<String, Shelf> shelves = new LinkedHashMap<>();

  ShelfStore(World world, String participant, Map<String, Long> available) {
    this.world = world;
    this.participant = participant;
    available.forEach((item, n) -> shelves.put(item, new Shelf(n, 0, 0)));
    tellHoldings();
  }

  @Override
  public Sight look(FenceKey key) {
    return new Seen(find(key));
  }

  @Override
  public Optional<Shelf> peek(Shelf.Move write) {
    return Optional.of(shelf(write.shelf()));
  }

  @Override
  public Outcome<Shelf> commit(
      FenceKey key, @Nullable FenceState expected, Fence next, List<Shelf.Move> writes) {
    Fence before = find(key);
    if ((before == null ? null : before.state()) != expected) {
      return new FenceMoved<>(before);
    }
    List<Failure<Shelf>> failures = new ArrayList<>(0);
    for (int i = 0; i < writes.size(); i++) {
      Shelf shelf = shelf(writes.get(i).shelf());
      if (!writes.get(i).on(shelf).possible()) {
        failures.add(new Failure<>(i, shelf));
      }
    }
    if (!failures.isEmpty()) {
      return new ConditionFailed<>(failures);
    }
    long available = 0;
    long reserved = 0;
    long spent = 0;
    for (Shelf.Move write : writes) {
      shelves.put(write.shelf(), write.on(shelf(write.shelf())));
      available += write.available();
      reserved += write.reserved();
      spent += write.spent();
    }
    fences.put(key, next);
    world.tell(
        new Happening.FenceChanged(
            world.now(),
            participant,
            key,
            operation(next.state()),
            before,
            next,
            available,
            reserved,
            spent));
    if (!writes.isEmpty()) {
      tellHoldings();
    }
    return new Committed<>();
  }

  private static Operation operation(FenceState reached) {
    return switch (reached) {
      case TRIED, REFUSED -> Operation.TRY;
      case CONFIRMED -> Operation.CONFIRM;
      case CANCELLED -> Operation.CANCEL;
    };
  }

  private @Nullable Fence find(FenceKey key) {
    Fence fence = fences.get(key);
    if (fence == null) {
      return null;
    }
    Instant keepUntil = fence.keepUntil();
    if (keepUntil != null && !World.EPOCH.plusMillis(world.now()).isBefore(keepUntil)) {
      fences.remove(key);
      world.tell(
          new Happening.FenceChanged(world.now(), participant, key, null, fence, null, 0, 0, 0));
      return null;
    }
    return fence;
  }

  private Shelf shelf(String name) {
    return shelves.getOrDefault(name, Shelf.EMPTY);
  }

  /** What is held past its deadline, as the index of reservations lists it. */
  List<FenceKey> overdue(Instant now) {
    List<FenceKey> overdue = new ArrayList<>(0);
    for (Map.Entry<FenceKey, Fence> entry : fences.entrySet()) {
      Instant deadline = entry.getValue().deadline();
      if (deadline != null && !now.isBefore(deadline)) {
        overdue.add(entry.getKey());
      }
    }
    return overdue;
  }

  /** How many reservations there are. */
  int held() {
    int held = 0;
    for (Fence fence : fences.values()) {
      held += fence.state() == FenceState.TRIED ? 1 : 0;
    }
    return held;
  }

  void tellHoldings() {
    long available = 0;
    long reserved = 0;
    long spent = 0;
    for (Shelf shelf : shelves.values()) {
      available += shelf.available();
      reserved += shelf.reserved();
      spent += shelf.spent();
    }
    world.tell(new Happening.Holds(world.now(), participant, available, reserved, spent));
  }

  /** Everything that the future depends on, as a number. */
  long memory() {
    long memory = shelves.hashCode();
    // fences of independent branches: in whatever order they were made
    for (Map.Entry<FenceKey, Fence> entry : fences.entrySet()) {
      Fence fence = entry.getValue();
      long one = entry.getKey().hashCode() * 31L + fence.state().name().hashCode();
      memory += one * 0x9E3779B97F4A7C15L;
    }
    return memory;
  }
}

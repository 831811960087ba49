package io.lambdatcc.testkit.mutant;

import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.participant.fence.FenceStore;
import io.lambdatcc.testkit.world.Shelf;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A participant's table that passes everything on; mutants break one method of it. */
class ForwardingFences implements FenceStore<Shelf.Move, Shelf> {
  private final FenceStore<Shelf.Move, Shelf> store;

  ForwardingFences(FenceStore<Shelf.Move, Shelf> store) {
    this.store = store;
  }

  @Override
  public Sight look(FenceKey key) {
    return store.look(key);
  }

  @Override
  public Optional<Shelf> peek(Shelf.Move write) {
    return store.peek(write);
  }

  @Override
  public Outcome<Shelf> commit(
      FenceKey key, @Nullable FenceState expected, Fence next, List<Shelf.Move> writes) {
    return store.commit(key, expected, next, writes);
  }

  /** The fence as it is; null where there is none or it cannot be read. */
  final @Nullable Fence fence(FenceKey key) {
    return store.look(key) instanceof Seen seen ? seen.fence() : null;
  }
}

package io.lambdatcc.participant.fence;

import java.util.Objects;

class MemoryFenceStoreTest extends FenceStoreContract<Shelf.Move, Shelf> {
  private final MemoryFenceStore store = new MemoryFenceStore();

  @Override
  protected FenceStore<Shelf.Move, Shelf> store() {
    return store;
  }

  @Override
  protected void put(String item, long amount) {
    store.shelves.put(item, new Shelf(amount, 0, 0));
  }

  @Override
  protected long amount(String item) {
    return Objects.requireNonNull(store.shelves.get(item)).free();
  }

  @Override
  protected Shelf.Move take(String item, long amount) {
    return new Shelf.Move(item, -amount, amount, 0);
  }

  @Override
  protected long shown(Shelf item) {
    return item.free();
  }
}

package io.lambdatcc.engine;

import org.jspecify.annotations.Nullable;

/**
 * How much of what this process has begun may be under way at a time. Whoever begins a transaction
 * takes a place, and leaves it when its drive is over.
 */
final class Room {
  private final int maxTransactions;
  private final long maxCharacters;
  private int transactions;
  private long characters;

  /**
   * An empty room.
   *
   * @param maxCharacters of payloads; one transaction alone may have more
   */
  Room(int maxTransactions, long maxCharacters) {
    this.maxTransactions = maxTransactions;
    this.maxCharacters = maxCharacters;
  }

  /**
   * Takes a place.
   *
   * @param wanted characters of payloads
   * @return null where there is none
   */
  synchronized @Nullable Place take(long wanted) {
    boolean fits =
        transactions == 0
            || (transactions < maxTransactions && characters + wanted <= maxCharacters);
    if (!fits) {
      return null;
    }
    transactions++;
    characters += wanted;
    return new Place(wanted);
  }

  /** How many places are taken. */
  synchronized int taken() {
    return transactions;
  }

  private synchronized void free(long given) {
    transactions--;
    characters -= given;
  }

  /** What one transaction takes. */
  final class Place {
    private final long taken;

    private Place(long taken) {
      this.taken = taken;
    }

    /** Leaves it; to be called once. */
    void leave() {
      free(taken);
    }
  }
}

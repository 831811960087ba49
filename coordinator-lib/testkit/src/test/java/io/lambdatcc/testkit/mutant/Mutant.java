package io.lambdatcc.testkit.mutant;

import io.lambdatcc.testkit.world.Wiring;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bug, and how it is hunted.
 *
 * @param number its number, from 1
 * @param name its name
 * @param bug what is broken
 * @param seenIn where in this field it was seen; null where it is only feared
 * @param invariants those that can tell; whoever is accused of another is accused of something else
 * @param wiring a world that has this bug, a new one for each run
 * @param hunts the searches that look for it, each of which alone may fail to find it
 */
public record Mutant(
    int number,
    String name,
    String bug,
    @Nullable String seenIn,
    Set<String> invariants,
    Supplier<Wiring> wiring,
    List<Hunt> hunts) {

  /** Copies the collections. */
  public Mutant {
    invariants = Set.copyOf(invariants);
    hunts = List.copyOf(hunts);
  }

  @Override
  public String toString() {
    return number + " " + name;
  }
}

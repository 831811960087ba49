package io.lambdatcc.testkit.spec;

import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What can be observed of a transaction at one moment, from outside all coordinators.
 *
 * @param phase in the log; empty where there is no record
 * @param fences what each participant remembers; empty where it remembers nothing
 * @param told the decided phases that clients were told so far
 */
record Observed(Optional<Phase> phase, List<Optional<FenceState>> fences, Set<Phase> told) {
  private static final String NOTHING = "NONE";

  Observed {
    fences = List.copyOf(fences);
    EnumSet<Phase> inOrder = EnumSet.noneOf(Phase.class);
    inOrder.addAll(told);
    told = Collections.unmodifiableSet(inOrder);
  }

  /** Before anything has happened. */
  static Observed nothing(int branches) {
    return new Observed(
        Optional.empty(), Collections.nCopies(branches, Optional.empty()), Set.of());
  }

  /** The same with the log in this phase. */
  Observed in(Phase now) {
    return new Observed(Optional.of(now), fences, told);
  }

  /** The same with this fence at a participant. */
  Observed fence(int branch, FenceState now) {
    List<Optional<FenceState>> changed = new ArrayList<>(fences);
    changed.set(branch, Optional.of(now));
    return new Observed(phase, changed, told);
  }

  /** The same after a client was told this decided phase. */
  Observed telling(Phase decided) {
    EnumSet<Phase> more = EnumSet.of(decided);
    more.addAll(told);
    return new Observed(phase, fences, more);
  }

  /** This as the specification writes it. */
  String toTla() {
    return "Seen("
        + word(phase)
        + ", "
        + fences.stream().map(Observed::word).collect(Collectors.joining(", ", "<<", ">>"))
        + ", "
        + told.stream()
            .map(each -> word(Optional.of(each)))
            .collect(Collectors.joining(", ", "{", "}"))
        + ")";
  }

  private static String word(Optional<? extends Enum<?>> value) {
    return "\"" + value.map(Enum::name).orElse(NOTHING) + "\"";
  }

  @Override
  public String toString() {
    return toTla();
  }
}

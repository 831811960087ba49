package io.lambdatcc.testkit.plan;

import java.time.Duration;
import java.util.Objects;

/** At this site, this goes wrong. */
public record Rule(Site at, Fault fault) {

  /** Rejects what cannot happen there. */
  public Rule {
    Objects.requireNonNull(at, "at");
    if (!fault.kind().sites().contains(at.kind())) {
      throw new IllegalArgumentException(
          fault.kind() + " cannot happen at " + at + ", only at " + fault.kind().sites());
    }
  }

  /** A rule whose site is written like {@code TRY c1 t1/stock #1}. */
  public static Rule at(String site, FaultKind kind) {
    return new Rule(Site.parse(site), Fault.of(kind));
  }

  /** A rule for a fault that takes so long. */
  public static Rule at(String site, FaultKind kind, Duration length) {
    return new Rule(Site.parse(site), Fault.of(kind, length));
  }

  @Override
  public String toString() {
    return at + ": " + fault;
  }
}

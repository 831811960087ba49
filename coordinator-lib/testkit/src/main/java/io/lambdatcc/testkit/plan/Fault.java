package io.lambdatcc.testkit.plan;

import java.time.Duration;
import java.util.Objects;

/**
 * Something that goes wrong.
 *
 * @param kind how
 * @param length how long; zero where the kind has no length
 */
public record Fault(FaultKind kind, Duration length) {

  /** Rejects lengths of what has none. */
  public Fault {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(length, "length");
    if (!kind.timed() && !length.isZero()) {
      throw new IllegalArgumentException(kind + " has no length, this is " + length);
    }
  }

  /** A fault without a length, or of the shortest that is typical. */
  public static Fault of(FaultKind kind) {
    return new Fault(kind, kind.typicalLengths().get(0));
  }

  /** A fault of this length. */
  public static Fault of(FaultKind kind, Duration length) {
    return new Fault(kind, length);
  }

  // enums hash by identity; this hash is the same in every process
  @Override
  public int hashCode() {
    return kind.name().hashCode() * 31 + length.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Fault that && kind == that.kind && length.equals(that.length);
  }

  @Override
  public String toString() {
    return kind.timed() ? kind + " " + length : kind.toString();
  }
}

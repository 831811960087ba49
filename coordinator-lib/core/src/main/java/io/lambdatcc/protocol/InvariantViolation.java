package io.lambdatcc.protocol;

/**
 * The protocol was broken: a bug in the engine, in a log or in a participant.
 *
 * <p>Never caught and carried on from: the transaction is left to recovery, and somebody must look.
 */
public final class InvariantViolation extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final String invariant;

  /** Invariant (I1 to I12) and what happened. */
  public InvariantViolation(String invariant, String what) {
    super(invariant + " violated: " + what);
    this.invariant = invariant;
  }

  /** The number of the invariant, I1 to I12. */
  public String invariant() {
    return invariant;
  }
}

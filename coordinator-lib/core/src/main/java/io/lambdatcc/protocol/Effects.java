package io.lambdatcc.protocol;

import java.util.List;

/**
 * Effects under seal until the state that wants them is durable.
 *
 * <p>This is how "persist before you act" is kept (I2): there is no way to get at an effect other
 * than {@link #after}, and that takes the proof that the state's version has landed.
 */
public final class Effects {
  private final TransactionId id;
  private final long version;
  private final List<Effect> sealed;

  Effects(TransactionState wanting, List<Effect> effects) {
    this.id = wanting.id();
    this.version = wanting.version();
    this.sealed = List.copyOf(effects);
  }

  /** The effects, given the proof that the state which wants them is durable. */
  public List<Effect> after(Landed proof) {
    if (!proof.id().equals(id) || proof.version() < version) {
      throw new InvariantViolation(
          "I2",
          "effects of "
              + id
              + " version "
              + version
              + " were asked for with proof of "
              + proof.id()
              + " version "
              + proof.version()
              + " only; nothing may be done before it is durable");
    }
    return sealed;
  }

  @Override
  public String toString() {
    return sealed + " once version " + version + " is durable";
  }
}
